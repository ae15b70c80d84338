/**
 * Decks of the United States and Canada are keyed by NPA-NXX, without the 1. Read as E.164 they price other countries:
 * 212522 is Manhattan there and Casablanca here.
 */
import { callingCodeIn, isNanpAreaCode } from '../../domain/phone/calling-codes.ts';
import { countriesOf } from '../../domain/phone/metadata.ts';
import { type DeckRow, prefixOf } from './deck.ts';

/** An area code, alone or with an exchange, and that with or without the thousand block or the whole number. */
const NPA = /^[2-9]\d\d(?:[2-9]\d\d(?:\d|\d{4})?)?$/;

/** Codes of the countries of the world have three digits, too: their form alone says nothing. */
const NPA_NXX_LENGTH_MIN = 6;

const REGIONS: ReadonlySet<string> = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK ' +
    'OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AB BC MB NB NL NS NT NU ON PE QC SK YT'
  ).split(' '),
);

/** As a code, `NEW YORK CITY, NY`, `NY - New York`, `USA-NY`, `Newark NJ`. */
const REGION_IN_NAME = /(?:^|[\s,/(-])([A-Z]{2})(?:\)?\s*$|\s*[-,])/g;

/** Countries, and states and cities whose names are those of no other country's places. */
const NAMED_IN_FULL = new RegExp(
  String.raw`\b(?:USA?|U\.S\.A?\.?|United States|Canada|Alabama|Alaska|Arizona|Arkansas|California|Colorado|` +
    'Connecticut|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|' +
    'Michigan|Minnesota|Mississippi|Missouri|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|' +
    '(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|' +
    'Vermont|West Virginia|Wisconsin|Wyoming|Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland|' +
    String.raw`Nova Scotia|Ontario|Qu[eé]bec|Saskatchewan|Chicago|Los Angeles|San Francisco|Toronto)\b`,
  'i',
);

/** So many codes may have the form by chance; each has it in fewer than half of all cases. */
const SHAPED_MIN = 5;

/** So many area codes with the name of a state in their rows are no chance, whatever stands beside them. */
const NAMED_AREAS_MIN = 5;

interface Finding {
  /** The first such row. */
  readonly lineNumber: number;
  readonly message: string;
  readonly hint: string;
}

/**
 * Says whether the codes look like NPA-NXX without the 1: where most rows bear the name of a state, a province or the
 * country, or all codes are of that form and lie in more than one country. Undefined where they do not. The whole file
 * is looked at.
 */
export function nanpWithoutCountryCode(rows: readonly DeckRow[], deckName: string): Finding | undefined {
  let shaped = 0;
  let named = 0;
  let example: DeckRow | undefined;
  const countries = new Set<string | undefined>();
  const namedAreas = new Set<string>();
  for (const row of rows) {
    const prefix = prefixOf(row);
    if (!NPA.test(prefix) || !isNanpAreaCode(prefix.slice(0, 3))) continue;
    if (prefix.length >= NPA_NXX_LENGTH_MIN) shaped += 1;
    const callingCode = callingCodeIn(prefix);
    countries.add(callingCode);
    if (namesRegion(row.tail.price.name, callingCode)) {
      named += 1;
      namedAreas.add(prefix.slice(0, 3));
    }
    if (example === undefined || row.lineNumber < example.lineNumber) example = row;
  }
  const byName = named > 0 && (named * 2 >= rows.length || namedAreas.size >= NAMED_AREAS_MIN);
  const byShape = shaped >= SHAPED_MIN && shaped === rows.length && countries.size > 1;
  if (example === undefined || !(byName || byShape)) return undefined;
  const code = prefixOf(example);
  const name = example.tail.price.name === '' ? '' : ` (${example.tail.price.name})`;
  return {
    lineNumber: example.lineNumber,
    message: `prefix: ${code}${name} looks like NPA-NXX without the country code 1, and would price +${code}`,
    hint:
      `say in rates.yaml what the codes are: decks: { ${deckName}: { country_code: "1" } } puts the 1 before each; ` +
      `decks: { ${deckName}: { codes: e164 } } says that they are complete as they stand`,
  };
}

/** `IN` is Indiana, but not behind the name of an Indian code. */
function namesRegion(name: string, callingCode: string | undefined): boolean {
  if (NAMED_IN_FULL.test(name)) return true;
  const own = callingCode === undefined ? [] : countriesOf(callingCode);
  return [...name.matchAll(REGION_IN_NAME)].some(([, region = '']) => REGIONS.has(region) && !own.includes(region));
}

/** The rows of a deck: cells, checked and priced. */
import { quoted } from '../../domain/fault.ts';
import { MoneyError, parseMoney, parseRate } from '../../domain/money.ts';
import { PLAIN_PREFIX, readCodes } from './codes.ts';
import { Cells, Place } from './cells.ts';
import { boundsOfCell, columnOfCell, splitCsvLine } from './csv.ts';
import { BLOCKED_WORDS, OPEN_WORDS, UNPRICED_WORDS } from './closing-words.ts';
import { ALWAYS, DateReader, NEVER } from './dates.ts';
import type { DeckPrice, DeckRow, DeckTail } from './deck.ts';
import { decimalIn, DecimalSignError, mayBeThousands, plainDecimal, withoutGroups } from './figures.ts';
import type { DeckHeader } from './header.ts';
import type { DeckField, DeckMapping, DeckSource } from './mapping.ts';
import { firstNumberUnder } from './prefix-index.ts';
import type { DeckProblems } from './problems.ts';

/** A day: longer increments are a mistake. */
const INCREMENT_MAX = 86_400;

/** Both increments in one cell, `60/6`, or one number for both. */
const INCREMENT_PAIR = /^(\d{1,5})(?:\s*[/+:-]\s*(\d{1,5}))?$/;

/** Some files have another name or price in every row: looking each up would cost more than reading it. */
class Repeats {
  #hits = 0;
  #misses = 0;

  get areWorthIt(): boolean {
    return this.#misses < TRIED_ROWS || this.#hits >= this.#misses;
  }

  count(isRepeat: boolean): void {
    if (isRepeat) this.#hits += 1;
    else this.#misses += 1;
  }
}

/** After so many rows it shows. */
const TRIED_ROWS = 20_000;

/** What a row says besides its code, and the country code that it puts before it. */
interface Tail extends DeckTail {
  readonly countryCode: string;
}

/**
 * Reads the rows of one deck. What stands beside the code repeats (half a million rows hold a few thousand prices), so
 * each row with its code cut out is read once.
 */
export class RowReader {
  readonly #mapping: DeckMapping;
  readonly #currency: string | undefined;
  readonly #header: DeckHeader;
  readonly #problems: DeckProblems;
  readonly #dates: DateReader;
  readonly #codePosition: number;
  readonly #blockedWords: ReadonlySet<string>;
  readonly #tails = new Map<string, Tail>();
  readonly #repeats = new Repeats();
  #decimal: '.' | ',' | undefined;

  constructor({ mapping, currency }: DeckSource, header: DeckHeader, problems: DeckProblems) {
    this.#mapping = mapping;
    this.#currency = currency;
    this.#header = header;
    this.#problems = problems;
    this.#dates = new DateReader(mapping.dates, mapping.timeZone);
    this.#codePosition = header.positions.get('area_codes') ?? header.positions.get('prefix') ?? NO_COLUMN;
    this.#blockedWords = new Set(mapping.blocked ?? BLOCKED_WORDS);
    this.#decimal = mapping.decimal;
  }

  /** Adds a row for each of its codes, or its problems. */
  read(line: string, lineNumber: number, rows: DeckRow[]): void {
    const bounds = boundsOfCell(line, this.#codePosition, this.#header.separator);
    const code = bounds === undefined ? '' : line.slice(bounds.start, bounds.end);
    const isPlain = bounds !== undefined && this.#repeats.areWorthIt && PLAIN_PREFIX.test(code);
    const key = isPlain ? `${line.slice(0, bounds.start)}${line.slice(bounds.end)}` : '';
    const known = isPlain ? this.#tails.get(key) : undefined;
    if (isPlain) this.#repeats.count(known !== undefined);
    if (known !== undefined && known.countryCode === '') rows.push(rowOf(code, lineNumber, known));
    else if (known !== undefined)
      this.#addCodes(code, known, new Place(line, lineNumber, this.#header, this.#problems), rows);
    else {
      const tail = this.#readRow(line, lineNumber, rows);
      if (tail !== undefined && isPlain) this.#tails.set(key, tail);
    }
  }

  /** The slow way, for the first row of its kind and for all that are out of the ordinary. */
  #readRow(line: string, lineNumber: number, rows: DeckRow[]): Tail | undefined {
    const cells = this.#cellsOf(line, lineNumber);
    if (cells === undefined) return undefined;
    const before = this.#problems.count;
    const tail = this.#tailOf(cells);
    const added: DeckRow[] = [];
    this.#addCodes(cells.text(this.#codeField()), tail, cells, added);
    if (this.#problems.count > before) return undefined;
    for (const row of added) rows.push(row);
    return tail;
  }

  #addCodes(cell: string, tail: Tail, place: Place, rows: DeckRow[]): void {
    const codes = readCodes(cell, tail.countryCode);
    if ('message' in codes) place.problem(this.#codeField(), codes.message, codes.hint);
    else for (const prefix of codes) rows.push(rowOf(prefix, place.lineNumber, tail));
  }

  #codeField(): DeckField {
    const { positions } = this.#header;
    if (positions.has('area_codes')) return 'area_codes';
    return positions.has('prefix') ? 'prefix' : 'country_code';
  }

  /** Undefined for a row that is no row of the header, and for one in which nothing stands. */
  #cellsOf(line: string, lineNumber: number): Cells | undefined {
    const { cellCount, separator } = this.#header;
    const split = splitCsvLine(line, separator);
    if (!split.ok) {
      const { column, message } = split.fault;
      this.#problems.add(lineNumber, column, message, 'write a quote inside a cell as two quotes');
      return undefined;
    }
    const { cells } = split;
    if (cells.every((cell) => cell === '')) return undefined;
    if (cells.length !== cellCount) {
      const column = columnOfCell(line, Math.min(cells.length, cellCount), separator);
      const hint = 'quote a name that holds a separator; leave unused cells empty, but keep their separators';
      this.#problems.add(lineNumber, column, `the row has ${cells.length} cells, the header ${cellCount}`, hint);
      return undefined;
    }
    return new Cells(line, lineNumber, this.#header, this.#problems, cells);
  }

  #tailOf(cells: Cells): Tail {
    const price = this.#isBlocked(cells) ? blockedPrice(cells) : this.#priceOf(cells);
    const effectiveAtMs = this.#timeIn(cells, 'effective_at', (text) => this.#dates.beginning(text), ALWAYS);
    const endsAtMs = this.#timeIn(cells, 'ends_at', (text) => this.#dates.end(text), NEVER);
    if (endsAtMs <= effectiveAtMs) {
      cells.problem(
        'ends_at',
        `${quoted(cells.text('ends_at'))} is not after the beginning`,
        'remove the row, or mend its dates',
      );
    }
    return { effectiveAtMs, endsAtMs, price, countryCode: this.#countryCodeOf(cells) };
  }

  #priceOf(cells: Cells): DeckPrice {
    const calls = this.#header.kind === 'calls';
    const field = calls ? 'per_minute' : 'per_segment';
    const { rate, rateUnits } = cells.parsed(field, (text) => parseRate(this.#figure(text), this.#currency), {
      rate: 0,
      rateUnits: 1,
    });
    const fee = (text: string): number => (text === '' ? 0 : parseFee(this.#figure(text), this.#currency));
    const increments = calls ? this.#incrementsOf(cells) : { firstIncrement: 1, nextIncrement: 1 };
    return {
      name: detached(cells.text('name')),
      rate,
      rateUnits: rateUnits * (calls ? 60 : 1),
      connectFeeMilliCents: cells.parsed('connect_fee', fee, 0),
      ...increments,
    };
  }

  /** The figure as a plain decimal. Every figure of a file has the same decimal sign. */
  #figure(written: string): string {
    const text = withoutGroups(written);
    const sign = decimalIn(text);
    // Where cells are separated by commas people write points, so 1,234 in quotes may be either.
    if (sign === ',' && this.#header.separator === ',' && mayBeThousands(text)) this.#decimal ??= '.';
    this.#decimal ??= sign;
    if (sign !== undefined && sign !== this.#decimal) throw new DecimalSignError(written, sign);
    return plainDecimal(text, this.#decimal ?? '.');
  }

  #incrementsOf(cells: Cells): Pick<DeckPrice, 'firstIncrement' | 'nextIncrement'> {
    if (!cells.has('increments') && (cells.has('first_increment') || cells.has('next_increment'))) {
      return {
        firstIncrement: this.#incrementOf(cells, 'first_increment', 0),
        nextIncrement: this.#incrementOf(cells, 'next_increment', 1),
      };
    }
    const pair = cells.text('increments') || (this.#mapping.increments ?? '');
    const [, first, next = first] = INCREMENT_PAIR.exec(pair) ?? [];
    const firstIncrement = checkedIncrement(cells, 'increments', pair, first);
    return {
      firstIncrement,
      nextIncrement: firstIncrement === 0 ? 0 : checkedIncrement(cells, 'increments', pair, next),
    };
  }

  #incrementOf(cells: Cells, field: DeckField, part: 0 | 1): number {
    const text = cells.text(field) || (this.#mapping.increments?.split('/')[part] ?? '');
    return checkedIncrement(cells, field, text, /^\d{1,5}$/.test(text) ? text : undefined);
  }

  #isBlocked(cells: Cells): boolean {
    const rate = cells.text(this.#header.kind === 'calls' ? 'per_minute' : 'per_segment').toLowerCase();
    const isWord = !/\d/.test(rate);
    if (isWord && (this.#blockedWords.has(rate) || UNPRICED_WORDS.has(rate))) return rate !== '';
    const status = cells.text('status').toLowerCase();
    if (this.#blockedWords.has(status)) return status !== '';
    if (this.#mapping.blocked === undefined && !OPEN_WORDS.includes(status)) {
      const hint = 'list the words of this column that close a code as `blocked:` of the deck, in rates.yaml';
      cells.problem('status', `nobody said whether ${quoted(status)} closes the code`, hint);
    }
    return false;
  }

  #countryCodeOf(cells: Cells): string {
    if (!this.#header.positions.has('country_code')) return this.#mapping.countryCode;
    const code = cells.text('country_code').replace(/^(?:\+|00)/, '');
    if (PLAIN_PREFIX.test(code)) return code;
    const hint = 'write it as digits, with or without a plus, such as 44';
    cells.problem('country_code', `${quoted(cells.text('country_code'))} is not a country code`, hint);
    return '';
  }

  #timeIn(cells: Cells, field: DeckField, read: (text: string) => number | undefined, otherwise: number): number {
    const text = cells.text(field);
    const time = read(text);
    if (time !== undefined) return time;
    const { dates, timeZone } = this.#mapping;
    const hint =
      timeZone === undefined
        ? `write ${dates} (midnight UTC) or a time with its offset, such as 2026-12-01T00:00:00Z, or ` +
          'leave it empty; other forms and zones are `dates:` and `time_zone:` of the deck, in decks: of rates.yaml'
        : `write ${dates}, perhaps with a time of day in ${timeZone}, or say another form as \`dates:\` of the deck`;
    cells.problem(field, `${quoted(text)} is not a time`, hint);
    return otherwise;
  }
}

const NO_COLUMN = -1;

function rowOf(prefix: string, lineNumber: number, tail: Tail): DeckRow {
  return { firstNumber: firstNumberUnder(prefix), prefixLength: prefix.length, lineNumber, tail };
}

/** A closed code has no price, and nobody looks at its increments. */
function blockedPrice(cells: Cells): DeckPrice {
  const name = detached(cells.text('name'));
  return { name, rate: 0, rateUnits: 1, connectFeeMilliCents: 0, firstIncrement: 1, nextIncrement: 1, blocked: true };
}

function checkedIncrement(cells: Cells, field: DeckField, text: string, digits: string | undefined): number {
  const increment = Number(digits ?? 0);
  if (increment < 1 || increment > INCREMENT_MAX) {
    const hint = `write whole seconds from 1 to ${INCREMENT_MAX}, for instance 60${field === 'increments' ? '/6' : ''}`;
    cells.problem(field, `${quoted(text)} is not an increment`, hint);
    return 0;
  }
  return increment;
}

function parseFee(text: string, currency: string | undefined): number {
  const fee = parseMoney(text, currency);
  if (fee < 0) throw new MoneyError('not_a_decimal', `${quoted(text)} is negative`);
  return fee;
}

/** A copy: a slice of the file would keep all of it in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}

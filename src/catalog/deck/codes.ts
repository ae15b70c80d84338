/** The code cell of a deck row: one prefix, or several in the many ways in which carriers write them. */
import { quoted } from '../../domain/fault.ts';
import { callingCodeIn, hasTrunkZero } from '../../domain/phone/calling-codes.ts';

/** The longest E.164 number. */
const DIGITS_MAX = 15;

/** One cell may name so many prefixes: a whole thousand block, tenfold. */
const CELL_MAX = 10_000;

/** What is wrong with a code cell, and how to mend it. */
export interface CodeFault {
  readonly message: string;
  readonly hint: string;
}

/** A plain prefix, which nearly every row has. */
export const PLAIN_PREFIX = /^[1-9]\d{0,14}$/;

const HINT =
  'write the country code and what follows, for instance 4420; several codes as 7700;7701 or 7700-7702; where the ' +
  'country code is left out, say `country_code` in decks: of rates.yaml';

/**
 * The prefixes of a cell: `44`, `+44`, `0044`, `44*`, `44xx`, `7700;7701`, `7700, 7701`, `7700-7702`.
 *
 * @param countryCode - stands before each code that has no plus; empty where the codes have it themselves.
 */
export function readCodes(cell: string, countryCode: string): readonly string[] | CodeFault {
  if (countryCode === '' && PLAIN_PREFIX.test(cell)) return [cell];
  if (cell === '') return countryCode === '' ? notAPrefix(cell) : [countryCode];
  const prefixes: string[] = [];
  for (const item of itemsOf(cell)) {
    const [first = '', last, ...rest] = item.split(/\s*[-–]\s*/);
    if (rest.length > 0) return notAPrefix(item);
    if (last !== undefined && last.length < first.length - 1) return notARange(item);
    const from = readCode(first, countryCode);
    if (typeof from !== 'string') return from;
    if (last === undefined) prefixes.push(from);
    else {
      const to = readCode(last, countryCode);
      if (typeof to !== 'string') return to;
      const fault = addRange(from, to, item, prefixes);
      if (fault !== undefined) return fault;
    }
    if (prefixes.length > CELL_MAX) return tooMany(cell);
  }
  if (prefixes.length === 0) return notAPrefix(cell);
  return areNeighbours(cell, prefixes) ? prefixes : ambiguous(cell);
}

/** Spaces beside another separator or the dash of a range are nothing; alone they separate too. */
function itemsOf(cell: string): string[] {
  const tight = cell.replaceAll(/\s*([-–])\s*/g, '$1');
  const items = /[;,/|]/.test(tight) ? tight.split(/\s*[;,/|]\s*/) : tight.split(/\s+/);
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function readCode(written: string, countryCode: string): string | CodeFault {
  const [, sign = '', digits = ''] = /^(\+|00)?(\d{1,20})(?:\*|[xX]+)?$/.exec(written) ?? [];
  if (digits === '') return isSpoilt(written) ? spoilt(written) : notAPrefix(written);
  if (sign !== '' || countryCode === '') return digits.startsWith('0') ? notAPrefix(written) : bounded(digits, written);
  if (digits.startsWith('0') && hasTrunkZero(countryCode)) {
    const hint = `write the codes of +${countryCode} without the 0 that is dialled in the country only`;
    return { message: `${quoted(written)} begins with a trunk prefix`, hint };
  }
  if (countryCode === '1' && digits.startsWith('1')) {
    const hint = 'say `codes: e164` instead of `country_code`, if all codes have it';
    return { message: `${quoted(written)} has its country code already`, hint };
  }
  return bounded(countryCode + digits, written);
}

function bounded(prefix: string, written: string): string | CodeFault {
  return prefix.length <= DIGITS_MAX ? prefix : notAPrefix(written);
}

function addRange(from: string, to: string, item: string, prefixes: string[]): CodeFault | undefined {
  const count = Number(to) - Number(from) + 1;
  if (from.length !== to.length || count < 1) {
    return notARange(item);
  }
  if (count > CELL_MAX) return tooMany(item);
  for (let code = Number(from); code <= Number(to); code += 1) prefixes.push(String(code));
  return undefined;
}

/**
 * `7700 7701` are two codes, but `52 33` is area code 33 of Mexico: codes with only spaces between them are a list
 * where each of them has the same country code, and more than that.
 */
function areNeighbours(cell: string, prefixes: readonly string[]): boolean {
  if (prefixes.length === 1 || /[;,/|]/.test(cell) || !/\d\s+\d/.test(cell)) return true;
  const callingCode = callingCodeIn(prefixes[0] ?? '');
  return prefixes.every((prefix) => prefix !== callingCode && callingCodeIn(prefix) === callingCode);
}

function ambiguous(cell: string): CodeFault {
  const message = `${quoted(cell)} may be one code or several`;
  return { message, hint: 'put ; between codes, or write one code without spaces' };
}

function notAPrefix(text: string): CodeFault {
  return { message: `${quoted(text)} is not a prefix of 1 to 15 digits`, hint: HINT };
}

function notARange(text: string): CodeFault {
  const hint = 'write two codes of the same length, the lower one first, such as 7700-7702';
  return { message: `${quoted(text)} is no range of codes`, hint };
}

function tooMany(text: string): CodeFault {
  const message = `${quoted(text)} is more than ${CELL_MAX.toLocaleString('en-US')} codes`;
  return { message, hint: 'name the shorter prefix that all of them share, or split the row' };
}

/** A spreadsheet took the code for a number. */
function isSpoilt(text: string): boolean {
  return /^\d+(?:[.,]\d+)?E\+?\d+$/i.test(text);
}

function spoilt(text: string): CodeFault {
  const message = `${quoted(text)} is no code any more: a spreadsheet has rounded it`;
  return { message, hint: 'make the column text before you paste the codes, and export the file again' };
}

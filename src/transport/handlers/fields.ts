/**
 * Readers of request fields. The protobuf loader validates nothing (an unknown enum arrives as its number, a long as
 * any digits) and JSON may hold anything, so every field of every request passes through here. Absent means
 * `undefined`; over gRPC an absent field that is not `optional` arrives as its default, so the default always reads as
 * "not given".
 */
import { invalidField, quoted } from '../../domain/fault.ts';
import {
  accountIdProblem,
  type Direction,
  holdIdProblem,
  idempotencyKeyProblem,
  subjectIdProblem,
} from '../../domain/traffic.ts';
import { toWireName } from '../definitions.ts';
import type { CallContext, Message } from '../method.ts';
import { DIRECTION } from './messages.ts';

/** The longest message text, in bytes of UTF-8. */
const MAX_TEXT_BYTES = 64 * 1024;
/** No numbering plan comes near this; a SIP address may. */
const MAX_NUMBER_LENGTH = 128;
const MAX_WORD_LENGTH = 64;
const MAX_TOKEN_LENGTH = 4096;
export const MAX_GATEWAY_ID_LENGTH = 128;
export const MAX_NUMBERS = 1000;
export const MAX_NAMED_UNITS = 100;
export const MAX_LABELS = 16;
const MAX_LABEL_LENGTH = 64;
const MAX_UNITS = 1_000_000_000;
/** The last millisecond that a Date can hold. */
const MAX_TIME_MS = 8_640_000_000_000_000;

const INTEGER = /^-?\d{1,16}$/;
const WORD = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const PLAIN_LINE = /^[\x20-\x7e]*$/;
const LONE_SURROGATE = /\p{Cs}/u;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const NAME_RULE = 'must be 1 to 32 characters out of a-z 0-9 _ -, beginning with a letter';
const ENTRY_NAME = /^[a-z][a-z0-9_-]{0,31}$/;
const E164_PREFIX = /^\+[1-9]\d{0,14}$/;
const OWN_NUMBER = /^\+?\d{1,15}\*?$/;

function reject(field: string, problem: string): never {
  throw invalidField(toWireName(field), problem);
}

/** A string; empty when absent. */
export function stringAt(message: Message, field: string): string {
  const value = message[field];
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return reject(field, 'must be a string');
}

function checkedBy(problemOf: (id: string) => string | undefined, message: Message, field: string): string {
  const id = stringAt(message, field);
  if (id === '') reject(field, 'is required');
  const problem = problemOf(id);
  if (problem !== undefined) reject(field, problem);
  return id;
}

/** A required account id. */
export function accountId(message: Message): string {
  return checkedBy(accountIdProblem, message, 'accountId');
}

/** An account id that may be left out. */
export function optionalAccountId(message: Message, field: string): string {
  return stringAt(message, field) === '' ? '' : checkedBy(accountIdProblem, message, field);
}

/** A required hold id. */
export function holdId(message: Message): string {
  return checkedBy(holdIdProblem, message, 'holdId');
}

/** A hold id that may be left out. */
export function optionalHoldId(message: Message, field: string): string {
  return stringAt(message, field) === '' ? '' : checkedBy(holdIdProblem, message, field);
}

/** A user, agent or line; empty when absent. */
export function subjectId(message: Message): string {
  return stringAt(message, 'subjectId') === '' ? '' : checkedBy(subjectIdProblem, message, 'subjectId');
}

/** A required user, agent or line. */
export function requiredSubjectId(message: Message): string {
  const id = checkedBy(subjectIdProblem, message, 'subjectId');
  if (id === '.' || id === '..') reject('subjectId', 'must not be . or .., which HTTP paths cannot name');
  return id;
}

/** A required idempotency key. */
export function idempotencyKey(message: Message): string {
  return checkedBy(idempotencyKeyProblem, message, 'idempotencyKey');
}

/** An idempotency key that may be left out. */
export function optionalIdempotencyKey(message: Message): string {
  return stringAt(message, 'idempotencyKey') === '' ? '' : idempotencyKey(message);
}

/**
 * A name of the catalog (service, plan), a currency or a time zone; `fallback` when absent. Whether it exists is judged
 * later.
 */
export function word(message: Message, field: string, fallback: string): string {
  const value = stringAt(message, field);
  if (value === '') return fallback;
  if (value.length > MAX_WORD_LENGTH || !WORD.test(value)) {
    reject(
      field,
      `must be 1 to ${MAX_WORD_LENGTH} characters out of A-Z a-z 0-9 _ . -, beginning with a letter or digit`,
    );
  }
  return value;
}

/** A required name of the catalog. */
export function requiredWord(message: Message, field: string): string {
  const value = word(message, field, '');
  return value === '' ? reject(field, 'is required') : value;
}

/** An IANA time zone name; empty when absent. Whether it exists is judged later. */
export function timeZone(message: Message): string {
  const value = stringAt(message, 'timeZone');
  if (value.length > MAX_WORD_LENGTH || !/^[A-Za-z0-9_+/-]*$/.test(value)) {
    reject('timeZone', 'must be an IANA time zone such as Europe/Berlin');
  }
  return value;
}

/**
 * A number as somebody dialled or presented it. Only what no number can hold is refused: whether it can be dialled is a
 * decision.
 */
export function phoneNumber(message: Message, field: string): string {
  const value = stringAt(message, field);
  if (value.length > MAX_NUMBER_LENGTH) reject(field, `must be at most ${MAX_NUMBER_LENGTH} characters`);
  if (!PLAIN_LINE.test(value) && UNPRINTABLE.test(value)) reject(field, 'must not contain control characters');
  return value;
}

/** One line for the record, such as a note. */
export function line(message: Message, field: string, maxLength = 256): string {
  const value = stringAt(message, field);
  if (value.length > maxLength) reject(field, `must be at most ${maxLength} characters`);
  if (!PLAIN_LINE.test(value) && UNPRINTABLE.test(value)) reject(field, 'must not contain control characters');
  return value;
}

/** The text of a message. Any character may stand in it, but it must be text: half a surrogate pair has no encoding. */
export function messageText(message: Message): string {
  const value = stringAt(message, 'text');
  if (
    value.length > MAX_TEXT_BYTES ||
    (value.length > MAX_TEXT_BYTES / 3 && Buffer.byteLength(value) > MAX_TEXT_BYTES)
  ) {
    reject('text', 'must be at most 64 KiB');
  }
  if (!PLAIN_LINE.test(value) && LONE_SURROGATE.test(value)) reject('text', 'must be well-formed Unicode');
  return value;
}

/**
 * A settle token; empty when absent. Any text is taken, since the end of a known hold must not fail for its token. What
 * is longer than any token is cut, and is judged like every other text that is not genuine.
 */
export function settleToken(message: Message): string {
  return stringAt(message, 'settleToken').slice(0, MAX_TOKEN_LENGTH + 1);
}

/** An integer within bounds, or undefined when absent. For fields that are proto3 `optional`: absent is not zero. */
export function optionalInteger(message: Message, field: string, least: number, most: number): number | undefined {
  const value = message[field];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return reject(field, 'must be an integer');
  if (number < least || number > most) reject(field, `must be from ${least} to ${most}`);
  // -0 is an integer too, and would print as "-0" further down.
  return number === 0 ? 0 : number;
}

/** An integer within bounds; 0 when absent. */
export function integer(message: Message, field: string, least: number, most: number): number {
  return optionalInteger(message, field, least, most) ?? 0;
}

/** An integer within bounds that must be there. */
export function requiredInteger(message: Message, field: string, least: number, most: number): number {
  return optionalInteger(message, field, least, most) ?? reject(field, 'is required');
}

/** A moment; 0 when absent. */
export function timeMs(message: Message, field: string): number {
  return integer(message, field, 0, MAX_TIME_MS);
}

/** A moment that may be absent but not 0; 0 when absent. */
export function optionalTimeMs(message: Message, field: string): number {
  return optionalInteger(message, field, 1, MAX_TIME_MS) ?? 0;
}

/** A flag; false when absent. */
export function flag(message: Message, field: string): boolean {
  const value = message[field];
  if (value === undefined || value === null || value === false) return false;
  return value === true ? true : reject(field, 'must be true or false');
}

/** A flag that may come from a query, as text; false when absent. */
export function writtenFlag(message: Message, field: string): boolean {
  const value = message[field];
  if (value === 'true' || value === 'false' || value === '') return value === 'true';
  return flag(message, field);
}

/** A direction; `fallback` when absent. */
export function direction(message: Message, fallback: Direction | undefined): Direction {
  const given = DIRECTION.read(message, 'direction') ?? fallback;
  return given ?? reject('direction', 'is required: DIRECTION_OUTBOUND or DIRECTION_INBOUND');
}

/** Which gateway asks: the caller's own where it is bound to one, whether the request names it or not. */
export function gatewayId(message: Message, { caller }: CallContext): string {
  return line(message, 'gatewayId', MAX_GATEWAY_ID_LENGTH) || caller.gatewayId;
}

/** A list; empty when absent. */
export function list(message: Message, field: string): readonly unknown[] {
  const value = message[field];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : reject(field, 'must be a list');
}

/** Names of the catalog; none when absent. Whether they exist is judged later. */
export function words(message: Message, field: string, most: number): readonly string[] {
  const values = list(message, field);
  if (values.length > most) reject(field, `must be at most ${most} entries`);
  return values.map((value) => requiredWord({ [field]: value }, field));
}

/** Beginnings of E.164 numbers, with plus; none when absent. */
export function e164Prefixes(message: Message, field: string, most: number): readonly string[] {
  const values = list(message, field);
  if (values.length > most) reject(field, `must be at most ${most} entries`);
  return values.map((value, index) =>
    typeof value === 'string' && E164_PREFIX.test(value)
      ? value
      : reject(`${field}[${index}]`, 'must be a beginning of an E.164 number with plus, such as +4917'),
  );
}

/** Units by the name of an allowance; none when absent. Whether the catalog has that allowance is judged later. */
export function unitsByName(message: Message, field: string): ReadonlyMap<string, number> {
  const value = message[field];
  if (value === undefined || value === null) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) return reject(field, 'must be an object of units by name');
  const entries = Object.entries(value);
  if (entries.length > MAX_NAMED_UNITS) reject(field, `must be at most ${MAX_NAMED_UNITS} entries`);
  return new Map(
    entries.map(([name, units]) => {
      if (!ENTRY_NAME.test(name)) {
        reject(field, `the name ${quoted(name)} ${NAME_RULE}`);
      }
      // Already in its wire name, since callers choose these names and the converted ones are remembered.
      const entry = `${toWireName(field)}.${name}`;
      return [name, requiredInteger({ [entry]: units }, entry, 0, MAX_UNITS)];
    }),
  );
}

/** What reports say of a subject, by name; undefined where nothing is said. */
export function labels(message: Message): Readonly<Record<string, string>> | undefined {
  const value = message['labels'];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return reject('labels', 'must be an object of texts by name');
  const entries = Object.entries(value);
  if (entries.length > MAX_LABELS) reject('labels', `must be at most ${MAX_LABELS} entries`);
  for (const [name, text] of entries) {
    if (!ENTRY_NAME.test(name)) reject('labels', `the name ${quoted(name)} ${NAME_RULE}`);
    line({ [`labels.${name}`]: text }, `labels.${name}`, MAX_LABEL_LENGTH);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** An account's own numbers: E.164, or prefixes that end in `*`. */
export function ownNumbers(message: Message): readonly string[] {
  const numbers = list(message, 'numbers');
  if (numbers.length > MAX_NUMBERS) reject('numbers', `must be at most ${MAX_NUMBERS} entries`);
  return numbers.map((number, index) =>
    typeof number === 'string' && OWN_NUMBER.test(number)
      ? number
      : reject('numbers', `entry ${index + 1} must be an E.164 number, or a prefix that ends in *`),
  );
}

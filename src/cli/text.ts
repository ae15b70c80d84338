/** Text for people: aligned columns, times, money of a price. */
import { join } from 'node:path';
import { formatMoney } from '../domain/money.ts';
import { FundingSource } from '../gen/tollgate/v1/FundingSource.ts';
import type { FundingPart__Output } from '../gen/tollgate/v1/FundingPart.ts';
import type { Terms__Output } from '../gen/tollgate/v1/Terms.ts';
import type { MoneyWriter } from './connection.ts';

/** Rows of a label and a value, the values aligned. Rows without a value are left out. */
export function fields(rows: readonly Row[]): string[] {
  const shown = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
}

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  cell(row: Row): string;
}

/** Columns as wide as their widest cell; columns in which every cell is empty are left out. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const filled = columns
    .map((column) => ({ ...column, cells: rows.map((row) => column.cell(row)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((column) => ({
      ...column,
      width: column.cells.reduce((most, cell) => Math.max(most, cell.length), column.title.length),
    }));
  const line = (cellOf: (column: (typeof filled)[number]) => string): string =>
    filled
      .map((column) =>
        column.align === 'right' ? cellOf(column).padStart(column.width) : cellOf(column).padEnd(column.width),
      )
      .join('  ')
      .trimEnd();
  return [line(({ title }) => title), ...rows.map((_row, index) => line(({ cells }) => cells[index] ?? ''))];
}

/** `2026-08-01 14:30:00 UTC`; empty where there is no such time, which 0 means too. */
export function timeText(ms: string | number | undefined): string {
  const time = Number(ms ?? 0);
  return time === 0 ? '' : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2026-08-01T14:30:00.000Z`, for programs; empty as above. */
export function isoText(ms: string | number): string {
  return Number(ms) === 0 ? '' : new Date(Number(ms)).toISOString();
}

/** `3600 s` or `2 segments`. */
export function unitsText(units: string | number, unit: string): string {
  if (unit === 'second') return `${units} s`;
  return `${units} ${unit}${Number(units) === 1 ? '' : 's'}`;
}

/** `$0.05 per minute, in blocks of 1/1 s, by rule "outbound"`. */
export function priceText(terms: Terms__Output, money: (milliCents: string) => string): string {
  const seconds = terms.unit === 'second';
  const per = terms.rateUnits === '1' ? terms.unit : unitsText(terms.rateUnits, terms.unit);
  const rate = seconds ? `${money(terms.perMinuteMilliCents)} per minute` : `${money(terms.rateMilliCents)} per ${per}`;
  const fee = terms.connectFeeMilliCents === '0' ? '' : `, ${money(terms.connectFeeMilliCents)} to connect`;
  const least = terms.minimumChargeMilliCents === '0' ? '' : `, at least ${money(terms.minimumChargeMilliCents)}`;
  const increments = `${terms.firstIncrementUnits}/${terms.nextIncrementUnits}`;
  const blocks = seconds || increments !== '1/1' ? `, in blocks of ${unitsText(increments, terms.unit)}` : '';
  const free = terms.freeSeconds === '0' ? '' : `, nothing up to ${terms.freeSeconds} s`;
  return `${rate}${fee}${least}${blocks}${free}, by rule "${terms.rule}"`;
}

/** An enum of the API as `src/gen` has it: every name, also as its own value. */
export type ApiEnum<Value extends string> = Readonly<Record<Value, Value>>;

/** What the names of an enum begin with: `ACCOUNT_STATE_`. The first is always the UNSPECIFIED one. */
export function enumPrefix(values: ApiEnum<string>): string {
  return (Object.keys(values)[0] ?? '').replace(/UNSPECIFIED$/, '');
}

/** `ACCOUNT_STATE_ACTIVE` reads `active`; UNSPECIFIED is empty. */
export function enumWord<Value extends string>(values: ApiEnum<Value>, value: Value): string {
  return wordOf(value, enumPrefix(values)).toLowerCase();
}

/** `DECISION_ALLOW` reads ALLOW. */
export function wordOf(name: string, prefix: string): string {
  const word = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return word === 'UNSPECIFIED' ? '' : word;
}

/**
 * An amount to the last milli-cent, with two decimals at least: `$3.00`, `-$0.05417`, `12.50 CHF`. Nothing is rounded:
 * what is shown can be typed in again.
 *
 * @param currency ISO 4217; empty when it is not known, and then the figure stands alone.
 */
export function moneyText(milliCents: number, currency: string): string {
  const size = Math.abs(milliCents);
  const finer = size % 1000;
  const extra = finer === 0 ? '' : String(finer).padStart(3, '0').replace(/0+$/, '');
  const text = formatMoney(size - finer, { round: 'down', currency }).trimEnd();
  return `${milliCents < 0 ? '-' : ''}${text.replace(/(\.\d\d)/, `$1${extra}`)}`;
}

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

/** `file:line:column: message`, and the hint below it. */
export function problemLines(problems: readonly Problem[], directory: string, kind: '' | 'warning: ' = ''): string[] {
  return problems.flatMap(({ file, line, column, message, hint }) => {
    const place = [join(directory, file), ...(line === 0 ? [] : [line, ...(column === 0 ? [] : [column])])].join(':');
    return [`${place}: ${kind}${message}`, ...(hint === '' ? [] : [`  hint: ${hint}`])];
  });
}

export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/* Decisions in lines for people. */

interface Decision {
  readonly decision: string;
  readonly reason: string;
  readonly message: string;
  readonly shadowed?: boolean;
  readonly replayed?: boolean;
}

/** `DENY: INSUFFICIENT_CREDIT`, then the message. */
export function headline(response: Decision, subject: string): string[] {
  const { decision, reason, message, shadowed, replayed } = response;
  const notes = [
    ...(shadowed === true ? ['only counted, because in shadow'] : []),
    ...(replayed === true ? ['the answer to an earlier identical request'] : []),
  ];
  const line = [
    `${wordOf(decision, 'DECISION_')} ${subject}`.trim(),
    reason === '' ? '' : `: ${reason}`,
    notes.length === 0 ? '' : ` (${notes.join('; ')})`,
  ].join('');
  return message === '' ? [line] : [line, message];
}

/** A decision that may have a price. */
export interface Priced {
  readonly availableMilliCents: string;
  readonly shortfallMilliCents: string;
  readonly terms: Terms__Output | null;
  readonly segments: string;
  readonly fallbackChannel: string;
  readonly accountStatus: string;
}

/** For `fields`. */
export type Row = readonly [label: string, value: string | undefined];

/** An amount that is said only where there is one. */
export function ifNotZero(milliCents: string, money: MoneyWriter): string | undefined {
  return milliCents === '0' ? undefined : money(milliCents);
}

/** What all decisions say about money. */
export function moneyRows(response: Priced, money: MoneyWriter): Row[] {
  const { terms, segments, shortfallMilliCents } = response;
  return [
    ['segments', segments === '0' ? undefined : segments],
    ['available', money(response.availableMilliCents)],
    ['missing', ifNotZero(shortfallMilliCents, money)],
    ['price', terms === null ? undefined : priceText(terms, money)],
    ['instead', response.fallbackChannel],
    ['account', wordOf(response.accountStatus, 'ACCOUNT_STATUS_')],
  ];
}

/** @param unit - of a grant without a price, such as that of an emergency call. */
export function grantText(units: string, terms: Terms__Output | null, unit = 'second'): string | undefined {
  return units === '0' ? undefined : unitsText(units, terms?.unit ?? unit);
}

/** What is known of a service without its price: a call is counted in seconds. */
export function unpricedUnit(service = 'call'): string {
  return service === 'call' ? 'second' : 'unit';
}

interface Grant {
  readonly final: boolean;
  readonly validitySeconds: string;
}

/** How long a grant stands, and whether there may be more. */
export function grantRows({ final, validitySeconds }: Grant): Row[] {
  return [
    ['final', final ? 'yes: an extend cannot add more' : undefined],
    ['ends by itself', validitySeconds === '0' ? undefined : `after ${validitySeconds} s without a report`],
  ];
}

/** `balance $3.00, lot spring $1.00`. */
export function partsText(parts: readonly FundingPart__Output[], money: MoneyWriter): string {
  return parts
    .map(({ source, name, amountMilliCents, units }) =>
      [enumWord(FundingSource, source), name, units === '0' ? money(amountMilliCents) : `${units} units`]
        .filter((word) => word !== '')
        .join(' '),
    )
    .join(', ');
}

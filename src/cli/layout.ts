/** Text for people: aligned columns, times, money of a price. */
import type { Terms__Output } from '../gen/tollgate/v1/Terms.ts';

/** Rows of a label and a value, the values aligned. Rows without a value are left out. */
export function fields(rows: readonly (readonly [label: string, value: string | undefined])[]): string[] {
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

/** `2026-08-01 14:30:00 UTC`; empty for 0, which means that there is no such time. */
export function timeText(ms: string | number): string {
  const time = Number(ms);
  return time === 0 ? '' : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
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
  const blocks = seconds ? `, in blocks of ${terms.firstIncrementSeconds}/${terms.nextIncrementSeconds} s` : '';
  return `${rate}${fee}${least}${blocks}, by rule "${terms.rule}"`;
}

/** `DECISION_ALLOW` reads ALLOW. */
export function wordOf(name: string, prefix: string): string {
  const word = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return word === 'UNSPECIFIED' ? '' : word;
}

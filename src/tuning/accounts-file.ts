/** The accounts of the past, from files: what they had and what they are, and the credit that was added to them. */
import { readFileSync } from 'node:fs';
import { splitCsvLine } from '../catalog/deck/csv.ts';
import { isTimeZone } from '../domain/cycle.ts';
import { suggestion } from '../domain/did-you-mean.ts';
import { MoneyError, parseMoney } from '../domain/money.ts';
import { accountIdProblem, ownNumberProblem } from '../domain/traffic.ts';
import { normalised } from './cdr/columns.ts';
import { separatorOf } from './cdr/record-reader.ts';
import { StampReader } from './cdr/stamps.ts';
import type { PastAccount, PastCredit } from './past-call.ts';

/** A file that cannot be used. The message has file and line, and what would be right. */
export class PastFileError extends Error {}

/** What is to hold for accounts of which a file says nothing else. */
export type AccountDefaults = Omit<PastAccount, 'accountId'>;

const ACCOUNT_COLUMNS = [
  'account_id',
  'balance',
  'plan',
  'time_zone',
  'credit_limit',
  'parent_account_id',
  'funded_by',
  'seats',
  'cycle_anchor_day',
  'max_open_holds',
  'numbers',
] as const;

/** @throws PastFileError for the first row that cannot be understood */
export function readAccounts(
  path: string,
  defaults: AccountDefaults,
  currency: string,
): ReadonlyMap<string, PastAccount> {
  const accounts = new Map<string, PastAccount>();
  for (const row of rowsOf(path, ACCOUNT_COLUMNS, ['account_id'])) {
    const accountId = row.id('account_id');
    if (accounts.has(accountId)) throw row.wrong(`${accountId} stands there twice`);
    accounts.set(accountId, {
      accountId,
      balanceMilliCents: row.money('balance', currency) ?? defaults.balanceMilliCents,
      plan: row.text('plan') ?? defaults.plan,
      timeZone: row.zone('time_zone') ?? defaults.timeZone,
      creditLimitMilliCents: row.money('credit_limit', currency) ?? defaults.creditLimitMilliCents,
      parentAccountId: row.text('parent_account_id') ?? defaults.parentAccountId,
      fundedBy: row.fundedBy('funded_by') ?? defaults.fundedBy,
      seats: row.whole('seats', 1, 1_000_000) ?? defaults.seats,
      cycleAnchorDay: row.whole('cycle_anchor_day', 1, 31) ?? defaults.cycleAnchorDay,
      maxOpenHolds: row.whole('max_open_holds', 0, 1_000_000) ?? defaults.maxOpenHolds,
      numbers: row.numbers('numbers') ?? defaults.numbers,
    });
  }
  return accounts;
}

const CREDIT_COLUMNS = ['time', 'account_id', 'amount'] as const;

/** Top-ups and adjustments, in the order of time. @throws PastFileError as above */
export function readCredits(path: string, timeZone: string, currency: string): readonly PastCredit[] {
  const stamps = new StampReader(timeZone);
  const credits: PastCredit[] = [];
  for (const row of rowsOf(path, CREDIT_COLUMNS, CREDIT_COLUMNS)) {
    const time = row.text('time') ?? '';
    const atMs = stamps.read(time);
    if (atMs === undefined || atMs === 0) throw row.wrong(`time is no time: "${time}"`);
    credits.push({ accountId: row.id('account_id'), atMs, amountMilliCents: row.money('amount', currency) ?? 0 });
  }
  return credits.sort((a, b) => a.atMs - b.atMs);
}

function* rowsOf<Name extends string>(
  path: string,
  known: readonly Name[],
  needed: readonly Name[],
): Generator<PastRow<Name>> {
  const lines = textOf(path)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  const [head = ''] = lines;
  const separator = separatorOf(head);
  const names = cellsOf(path, 1, head, separator).map(normalised);
  const unknown = names.find((name) => !(known as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new PastFileError(`${path}:1: no column "${unknown}"; ${suggestion(unknown, known)}`);
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) throw new PastFileError(`${path}:1: there is no column ${missing}`);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const cells = cellsOf(path, index + 1, line, separator);
    yield new PastRow(`${path}:${index + 1}`, new Map(names.map((name, at) => [name, cells[at] ?? ''])));
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new PastFileError(error instanceof Error ? error.message : String(error));
  }
}

function cellsOf(
  path: string,
  line: number,
  text: string,
  separator: ReturnType<typeof separatorOf>,
): readonly string[] {
  const split = splitCsvLine(text, separator);
  if (split.ok) return split.cells;
  throw new PastFileError(`${path}:${line}:${split.fault.column}: ${split.fault.message}`);
}

/** One row by the names of its columns. An empty cell is one that says nothing. */
class PastRow<Name extends string> {
  readonly #place: string;
  readonly #cells: ReadonlyMap<string, string>;

  constructor(place: string, cells: ReadonlyMap<string, string>) {
    this.#place = place;
    this.#cells = cells;
  }

  wrong(message: string): PastFileError {
    return new PastFileError(`${this.#place}: ${message}`);
  }

  text(name: Name): string | undefined {
    return this.#cells.get(name) || undefined;
  }

  id(name: Name): string {
    const id = this.text(name) ?? '';
    const problem = accountIdProblem(id);
    if (problem !== undefined) throw this.wrong(`${name} ${problem}, not "${id}"`);
    return id;
  }

  money(name: Name, currency: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      return parseMoney(text, currency);
    } catch (error) {
      if (error instanceof MoneyError) throw this.wrong(`${name}: ${error.message}`);
      throw error;
    }
  }

  whole(name: Name, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d{1,7}$/.test(text) && value >= least && value <= most) return value;
    throw this.wrong(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
  }

  zone(name: Name): string | undefined {
    const text = this.text(name);
    if (text === undefined || isTimeZone(text)) return text;
    throw this.wrong(`${name} must be an IANA name such as Europe/Berlin, not "${text}"`);
  }

  fundedBy(name: Name): PastAccount['fundedBy'] | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === 'self' || text === 'parent') return text;
    throw this.wrong(`${name} must be self or parent, not "${text}"`);
  }

  /** Separated by spaces. */
  numbers(name: Name): readonly string[] | undefined {
    const numbers = this.text(name)?.split(/\s+/);
    for (const number of numbers ?? []) {
      const problem = ownNumberProblem(number);
      if (problem !== undefined) throw this.wrong(`${name}: ${number} ${problem}`);
    }
    return numbers;
  }
}

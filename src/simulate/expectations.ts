/** Compares what a step was expected to do with what it did. */
import { parseMoney } from '../domain/money.ts';
import type { ExpectSource } from '../catalog/schema/cases-file.ts';

export type ExpectKey = keyof ExpectSource;

/** What a step did, money in milli-cents; a key that the verb has no answer for is absent. */
export type Observed = Partial<Record<ExpectKey, string | number | boolean>>;

export interface Mismatch {
  readonly key: ExpectKey;
  readonly message: string;
}

const MONEY: ReadonlySet<ExpectKey> = new Set<ExpectKey>([
  'hold',
  'rate_per_minute',
  'shortfall',
  'available',
  'balance',
  'held',
  'charge',
  'released',
  'write_off',
  'from_plan',
  'from_lots',
  'from_balance',
  'plan_credits',
  'lots',
]);

/** Only what is named is compared. */
export function mismatches(expected: ExpectSource, observed: Observed): readonly Mismatch[] {
  const found: Mismatch[] = [];
  for (const key of Object.keys(expected) as ExpectKey[]) {
    const wanted = expected[key];
    const got = observed[key];
    if (wanted === undefined || isSame(key, wanted, got)) continue;
    const message =
      got === undefined
        ? `expected ${key} ${shown(wanted)}, but the step has no ${key}`
        : `expected ${key} ${shown(wanted)}, got ${shown(MONEY.has(key) ? dollars(Number(got)) : got)}`;
    found.push({ key, message });
  }
  return found;
}

function isSame(
  key: ExpectKey,
  wanted: string | number | boolean,
  got: string | number | boolean | undefined,
): boolean {
  return MONEY.has(key) && typeof wanted === 'string' ? parseMoney(wanted) === got : wanted === got;
}

/** Exact, at least two decimals: what an author can copy into the file. */
function dollars(milliCents: number): string {
  const digits = String(Math.abs(milliCents)).padStart(6, '0');
  const decimals = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${milliCents < 0 ? '-' : ''}${digits.slice(0, -5)}.${decimals}`;
}

function shown(value: string | number | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

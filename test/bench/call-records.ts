/**
 * Call records as a switch writes them, always the same for the same seed: many accounts of very different size, more
 * calls by day than by night, a third of them not answered, and conversations of a log-normal length: half end within
 * 95 seconds, one in a hundred lasts longer than half an hour.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export interface CallRecordOptions {
  readonly count: number;
  readonly accounts: number;
  readonly days: number;
  readonly seed: number;
}

export const DEFAULTS: CallRecordOptions = { count: 1_000_000, accounts: 2_000, days: 30, seed: 1 };

const HEADER = 'call_id,account_id,from,to,start,answer,end,duration,billsec,disposition,cost,balance';

/** Numbers that are in use, most of them at home. */
const AREAS = ['1415555', '1212555', '1312555', '1617555', '1305555', '44207946', '49309018', '3314268'];

const DAY_MS = 86_400_000;
const BEGINS_AT_MS = Date.UTC(2026, 9, 1);

/** A generator of 32 bits (mulberry32): enough for a bench, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** With a header; the amount and the balance are in dollars, at $0.05 a minute by the second. */
export function* callRecords({ count, accounts, days, seed }: CallRecordOptions): Generator<string> {
  const random = seeded(seed);
  const seen = new Set<number>();
  yield HEADER;
  for (let serial = 0; serial < count; serial += 1) {
    // A few accounts make most of the calls.
    const account = Math.floor(accounts * random() ** 3);
    const startMs = BEGINS_AT_MS + momentOf(random, (serial / count) * days, days);
    const isAnswered = random() < 0.66;
    const ring = 3 + Math.floor(random() * 22);
    const talk = isAnswered ? conversation(random) : 0;
    const area = AREAS[Math.floor(AREAS.length * random() ** 2)] ?? '1415555';
    const to = `+${area}${String(Math.floor(random() * 10_000)).padStart(4, '0')}`;
    const balance = seen.has(account) ? '' : dollars(openingBalance(random, account, accounts, count));
    seen.add(account);
    const [answer, end] = [isAnswered ? stamp(startMs + ring * 1000) : '', stamp(startMs + (ring + talk) * 1000)];
    const cost = dollars(Math.ceil((talk * 5_000) / 60));
    yield [
      `c${serial}`,
      `acct-${account}`,
      '+12025550100',
      to,
      stamp(startMs),
      answer,
      end,
      ring + talk,
      talk,
      isAnswered ? 'ANSWERED' : 'NO ANSWER',
      cost,
      balance,
    ].join(',');
  }
}

/** Some accounts begin with more than their calls will come to, at some $0.12 each, and some with less. */
function openingBalance(random: () => number, account: number, accounts: number, count: number): number {
  const calls = count * (((account + 1) / accounts) ** (1 / 3) - (account / accounts) ** (1 / 3));
  return Math.floor((3 + calls * 0.12 * (0.7 + random())) * 100_000);
}

/** Within the day by which the count has come so far: mostly between 9 and 17 o'clock. */
function momentOf(random: () => number, day: number, days: number): number {
  const hour = random() < 0.85 ? 9 + 8 * random() : 24 * random();
  return Math.min(Math.floor(day), days - 1) * DAY_MS + Math.floor(hour * 3600) * 1000;
}

/** Log-normal, by Box and Muller; seconds. */
function conversation(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(1, Math.min(14_400, Math.round(Math.exp(4.55 + 1.28 * normal))));
}

function stamp(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}

function dollars(milliCents: number): string {
  const digits = String(milliCents).padStart(6, '0');
  return `${digits.slice(0, -5)}.${digits.slice(-5)}`;
}

export async function writeCallRecords(path: string, options: CallRecordOptions): Promise<void> {
  const file = createWriteStream(path);
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
    lines = [];
  };
  for (const line of callRecords(options)) {
    lines.push(line);
    if (lines.length >= 5_000) await flush();
  }
  if (lines.length > 0) await flush();
  file.end();
  await finished(file);
}

/**
 * The lean pair: an authorize and a settle written by hand for one case alone, with the facts that the product keeps.
 * It is the yardstick of `npm run bench:lean`, and lean-pair.test.ts freezes it: its text, the commands that it runs and
 * the bytes that it leaves. Nothing of the product is used here, or the yardstick would move with it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type { BareCommand } from './bare-commands.ts';

/** What a call of the simple case is about; the same in every pair. Money in milli-cents. */
const CALL = {
  amount: 300_000,
  grantedSeconds: 3_600,
  connectedSeconds: 65,
  openMax: 10_000,
  ringMs: 180_000,
  gatewayId: 'gw1',
  tombstoneMs: 7 * 86_400_000,
  fingerprint: 'AAAAAAAAAAAAAAAAAAAAAA',
  revision: 2,
} as const;

/** Terms, timing, limits of the grant, and what people want to see of the call. */
const PINNED = [
  '5000 60 0 1 1 0 second 0123456789ab outbound',
  '180 60 2 granted 1 1 300',
  '3600 0 1 deny',
  'call\t\toutbound\t+1******0134\t+1******1000\tstandard\t\tgw1\tcalls',
].join('\t');

/** What a history needs of the call: direction, class, prefix, country, rule, gateway, subject, masked number. */
const HISTORY = 'outbound,standard,1202,US,outbound,gw1,,+1******1000';

const DAY_MS = 86_400_000;

function readScript(name: string): { readonly source: string; readonly sha1: string } {
  const text = readFileSync(new URL(`lean/${name}.lua`, import.meta.url), 'utf8');
  // Comments cost nothing when a script runs; the product sends none either.
  const source = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('--'))
    .join('\n');
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

export const LEAN_SCRIPTS = { authorize: readScript('authorize'), settle: readScript('settle') };

function keysOf(accountId: string, holdId: string): string[] {
  return [`{t1}:account:${accountId}`, `{t1}:hold:${accountId}:${holdId}`, ...LEAN_SHARED_KEYS];
}

/** Of the partition: open holds by deadline, by account and gateway; the journal; the sums. */
export const LEAN_SHARED_KEYS = ['{t1}:deadlines', '{t1}:names', '{t1}:journal', '{t1}:sums'] as const;

/** Loads the scripts and opens the accounts. */
export async function openLeanAccounts(redis: Redis, accountIds: readonly string[], balance: number): Promise<void> {
  for (const { source } of Object.values(LEAN_SCRIPTS)) await redis.script('LOAD', source);
  const day = Date.now() - (Date.now() % DAY_MS);
  for (const accountId of accountIds) {
    const [account = ''] = keysOf(accountId, '');
    await redis.hset(account, {
      state: 'active',
      revision: CALL.revision,
      balance,
      credit_limit: 0,
      held: 0,
      sequence: 1,
      open: 0,
      spent: `${day} 0 0 ${day} 0 0`,
    });
  }
}

/** An authorize and its settle. */
export function leanPair(accountId: string, holdId: string, nonce: string): readonly [BareCommand, BareCommand] {
  const keys = keysOf(accountId, holdId);
  const day = String(Date.now() - (Date.now() % DAY_MS));
  const { fingerprint, revision, openMax, amount, grantedSeconds, ringMs, gatewayId, tombstoneMs } = CALL;
  const identity = [accountId, holdId, fingerprint, nonce, revision, 0, 0, openMax];
  const money = [day, day, amount, grantedSeconds, ringMs, gatewayId, PINNED, HISTORY];
  return [
    { ...LEAN_SCRIPTS.authorize, keys, args: [...identity, ...money].map(String) },
    {
      ...LEAN_SCRIPTS.settle,
      keys,
      args: [accountId, holdId, `${nonce}s`, CALL.connectedSeconds, 0, 16, 0, tombstoneMs].map(String),
    },
  ];
}

/** What the pair runs and leaves; lean-pair.test.ts measures it again and refuses every other figure. */
export const LEAN_FOOTPRINT = {
  sha1: { authorize: '325650015d418b5a2de4a968d32fa7a3169fcfef', settle: 'ed6bcb8805f409da73c2e98b86db53351a86c655' },
  /** Commands inside of the two scripts. */
  commands: { time: 2, get: 2, set: 2, hmget: 2, hset: 2, zadd: 2, zrem: 2, xadd: 2, hincrby: 3 },
  /** Of the values, as they are written. */
  bytes: { hold: 252, tombstone: 324, journalOpen: 132, journalCharge: 91, arguments: 371, replies: 164 },
};

/** The same for people. */
export function leanFootprint(): string {
  const commands = Object.entries(LEAN_FOOTPRINT.commands).map(([name, count]) => `${count} ${name}`);
  const bytes = Object.entries(LEAN_FOOTPRINT.bytes).map(([name, count]) => `${name} ${count}`);
  return `the lean pair runs ${commands.join(', ')}; bytes: ${bytes.join(', ')}\n`;
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { readJournal } from '../../src/ledger/journal/movements.ts';
import type { HoldRecord, Ledger } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { isUnused } from '../../src/ledger/rules/allowance-use.ts';
import { arrivedIn, counterText, isOver, readCounter } from '../../src/ledger/rules/counters.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { testRedis } from '../support/test-redis.ts';
import { type Command, commandSequence } from './commands.ts';
import { brokenInvariants, comparable } from './invariants.ts';
import { Silences } from './silences.ts';

/**
 * More for a long run: `MODEL_SEQUENCES=100000 npx vitest run test/model`. A failure prints the seed; `MODEL_SEED`
 * replays it.
 */
const SEQUENCES = Number(process.env['MODEL_SEQUENCES'] ?? 200);
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
const DAY_MS = 86_400_000;
const START_MS = 1_700_000_000_000;

const silences = new Silences();
let store: RedisStore;
let nowMs = START_MS;
let commands = 0;
const options = {
  keys: new Keys(testRedis().prefix, 4),
  tombstoneMs: 7 * DAY_MS,
  earlyReleaseMs: 60_000,
  onceMs: 400 * DAY_MS,
  journalRetentionMs: 10_000 * DAY_MS,
  journalMaxBytes: 1_073_741_824,
  now: () => nowMs,
};

beforeAll(async () => {
  store = await silences.connect();
  await openStore(store, options.keys);
});

afterAll(async () => {
  await store.close();
});

/** What a caller sees: the reply, or the fault's code and reason (its words may differ). */
async function outcome(ledger: Ledger, command: Command, unique: string): Promise<unknown> {
  try {
    return await command.run(ledger, unique);
  } catch (error) {
    if (error instanceof Fault) return { fault: `${error.code}/${error.reason}`, field: error.details.field };
    throw error;
  }
}

/** The scripts as they are, and those that never take the short path of an account that pays from its balance alone. */
const PATHS = { s: loadScripts(), g: loadScripts({ alwaysGeneral: true }) } as const;

async function agree(sequence: readonly Command[], path: keyof typeof PATHS, unique: string): Promise<void> {
  nowMs = START_MS;
  const redis = createRedisLedger(store, options, PATHS[path]);
  const reference = createReferenceLedger(options);
  for (const command of sequence) {
    nowMs += command.advanceMs;
    commands++;
    const before = reference.state();
    const expected = await outcome(reference, command, unique);
    expect(await outcome(redis, command, unique), command.text).toEqual(expected);
    expect(brokenInvariants(before, reference.state(), nowMs), command.text).toEqual([]);
  }
  await compareStates(redis, reference, unique);
  // Sequences share the journals and indexes of their partitions, and each reads them whole: left to grow, they would
  // make a long run quadratic, and be more than a page.
  for (const { journal, open, gateways } of options.keys.partitions) {
    await store.command('DEL', journal, open, gateways);
  }
}

/** Without what can matter no more: the scripts forget it some time. */
function stillCounting(counters: readonly (readonly [string, string])[]): Record<string, string> {
  const kept = counters.map(([name, text]): [string, string] => {
    if (name.startsWith('units/')) return [name, isUnused(text, nowMs) ? '' : text];
    if (!name.includes('/')) return [name, text];
    const counter = readCounter(text);
    const inWindow = arrivedIn(counter, counter.windowSeconds, nowMs) > 0;
    const sums = counter.sums.filter((sum) => !isOver(sum, nowMs));
    return [name, counterText({ ...counter, arrivals: inWindow ? counter.arrivals : [], sums })];
  });
  return Object.fromEntries(kept.filter(([, text]) => text !== ''));
}

async function compareStates(
  redis: Ledger,
  reference: ReturnType<typeof createReferenceLedger>,
  unique: string,
): Promise<void> {
  const runner = new ScriptRunner(store, loadScripts(), options);
  const gateway = { after: '', limit: 1_000 };
  const ofSequence = ({ items }: { items: readonly HoldRecord[] }): readonly HoldRecord[] =>
    items
      .filter(({ accountId }) => accountId.startsWith(unique))
      .sort((a, b) => (`${a.accountId}:${a.holdId}` < `${b.accountId}:${b.holdId}` ? -1 : 1));
  expect(ofSequence(await redis.holdsOfGateway('gw-1', gateway))).toEqual(
    ofSequence(await reference.holdsOfGateway('gw-1', gateway)),
  );
  for (const short of ['a', 'b', 'c']) {
    const rootAccountId = short === 'c' ? `${unique}a` : `${unique}${short}`;
    const place = { rootAccountId, accountId: `${unique}${short}` };
    expect(await redis.account(place.accountId)).toEqual(await reference.account(place.accountId));
    const stored = await store.command('HGETALL', options.keys.of(rootAccountId).counters(place.accountId));
    const counters = reference.state().accounts.get(place.accountId)?.counters ?? new Map<string, string>();
    expect(stillCounting(Object.entries(stored as Record<string, string>))).toEqual(stillCounting([...counters]));
    expect(await redis.subjectIds(place, { after: '', limit: 9 })).toEqual(
      await reference.subjectIds(place, { after: '', limit: 9 }),
    );
    expect(await redis.subject(place, 'agent-7')).toEqual(await reference.subject(place, 'agent-7'));
    expect(await redis.openHolds(place, { after: '', limit: 100 })).toEqual(
      await reference.openHolds(place, { after: '', limit: 100 }),
    );
    const journal = [];
    for await (const { entry } of readJournal(runner, place)) journal.push(comparable(entry));
    expect(journal).toEqual(
      reference
        .state()
        .journal.filter((entry) => entry.accountId === place.accountId)
        .map(comparable),
    );
  }
}

test(
  `the scripts and the reference ledger agree on ${SEQUENCES} random command sequences, on both paths`,
  // Each is run twice, and compared whole: some five a second on a busy machine of two cores.
  { timeout: 280_000 + 400 * SEQUENCES },
  async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(commandSequence, async (sequence) => {
        run++;
        for (const path of ['s', 'g'] as const) {
          await silences.unbroken((attempt) => agree(sequence, path, `${path}${run}${'r'.repeat(attempt - 1)}-`));
        }
      }),
      { seed: SEED, numRuns: SEQUENCES },
    );
    process.stdout.write(
      `model: ${run} sequences on both paths, ${commands} commands, seed ${SEED}, ${silences.repeated} run anew\n`,
    );
  },
);

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import type { Script, ScriptStore } from '../../src/redis/store.ts';
import { testRedis } from '../support/test-redis.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  extended,
  openRedisLedger,
  PER_SECOND,
  type RedisTestLedger,
  refOf,
  released,
  settled,
} from './support/test-ledger.ts';

const DIRECTORY = new URL('../../src/ledger/redis/lua/', import.meta.url);

/** What may run when Redis is full, because it frees money or memory or ends a call; what only reads; and the rest, which takes on risk. */
const LANES: Readonly<Record<string, readonly string[]>> = {
  '#!lua flags=allow-oom': ['acknowledge_journal', 'answer', 'extend', 'release', 'settle', 'sweep', 'trim_journal'],
  '#!lua flags=no-writes': [
    'due_holds',
    'read_account',
    'read_hold',
    'read_journal',
    'read_open_holds',
    'read_subject',
    'read_subjects',
    'read_tail',
  ],
  '#!lua': [
    'authorize',
    'charge',
    'create_account',
    'create_stub',
    'open_partition',
    'post',
    'put_subject',
    'update_account',
  ],
};

const names = readdirSync(DIRECTORY)
  .filter((file) => file.endsWith('.lua'))
  .map((file) => file.replace('.lua', ''));

function sourceOf(name: string): string {
  return readFileSync(new URL(`${name}.lua`, DIRECTORY), 'utf8');
}

/** The text of one part of the header: it goes on over lines until the next part begins. */
function part(name: string, title: 'KEYS' | 'ARGV' | 'Replies'): string {
  const lines = sourceOf(name).split('\n');
  const first = lines.findIndex((line) => line.startsWith(`-- ${title}:`));
  if (first < 0) throw new Error(`${name}.lua does not say what its ${title} are`);
  const more = lines.slice(first + 1);
  const length = more.findIndex((line) => !line.startsWith('--   '));
  return [lines[first]?.replace(`-- ${title}:`, ' '), ...more.slice(0, length)].join(' ');
}

/** The numbered words of a part, which must count 1, 2, 3 ... */
function numbered(name: string, title: 'KEYS' | 'ARGV'): number {
  const numbers = [...part(name, title).matchAll(/(?<=\s)(\d+) (?=[a-z])/g)].map(([, n]) => Number(n));
  expect(numbers, `${title} of ${name}.lua`).toEqual(numbers.map((_, index) => index + 1));
  return numbers.length;
}

function repliesOf(name: string): readonly string[] {
  return part(name, 'Replies').match(/\b[A-Z_]{2,}\b/g) ?? [];
}

interface Run {
  readonly name: string;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
  readonly reply: readonly string[];
}

const runs: Run[] = [];
const recording =
  (store: ScriptStore): ScriptStore['run'] =>
  async (script: Script, keys, args) => {
    const reply = await store.run(script, keys, args);
    runs.push({ name: script.name, keys, args: wordsOf(args), reply: reply as string[] });
    return reply;
  };

/** The arguments as a script sees them: they may travel as one text, each with a unit separator behind it. */
function wordsOf(args: readonly (string | number)[]): readonly (string | number)[] {
  const [joined] = args;
  const packed = args.length === 1 && typeof joined === 'string' && joined.endsWith('\x1f');
  return packed ? joined.split('\x1f').slice(0, -1) : args;
}

let bench: RedisTestLedger;
beforeAll(async () => {
  bench = await openRedisLedger({ wrap: (store) => ({ run: recording(store) }) });
  await openStore({ run: recording(bench.store) }, new Keys(testRedis().prefix, 2));
  await everyVerb();
});
afterAll(() => bench.close());

async function everyVerb(): Promise<void> {
  const { ledger, clock } = bench;
  await createAccount(ledger, 'a', 1_000_000);
  await createAccount(ledger, 'child', 0, 0, { rootAccountId: 'a', parentAccountId: 'a', fundedBy: 'parent' });
  const limits = [
    { kind: 'open_holds', owner: 0, counter: '', max: 5, shadow: false, span: 0 },
    { kind: 'call_cost', owner: 0, counter: '', max: 500_000, shadow: true, span: 0 },
  ] as const;
  const grants = [
    {
      kind: 'plan_credits',
      id: 'plan@20260101',
      grantedMilliCents: 1_000,
      startsAtMs: clock.ms,
      expiresAtMs: clock.ms + DAY_MS,
      services: [],
    },
  ] as const;
  const allowances = [{ counter: 'minutes/-/20260101', totalUnits: 30 }];
  await ledger.authorize(call('a', 'h', { limits, grants, allowances }));
  await ledger.authorize(call('a', 'poor', { units: 3_600_000, maxUnits: 3_600_000 }));
  await ledger.answer(answered('a', 'h'));
  await ledger.extend(extended('a', 'h', 1, 0));
  await ledger.settle(settled('a', 'h', 30));
  const claim = {
    ownerIds: ['a'],
    funding: { payer: 0, stop: '', allowances },
    terms: PER_SECOND,
    grantedUnits: 60,
    facts: call('a', 'h').facts,
    authorizedAtMs: clock.ms,
  };
  await ledger.settle(settled('a', 'orphan', 30, { claim: claim }));
  await ledger.release(released('a', 'early'));
  await ledger.charge(event('a', 'k', { limits: limits.slice(1) }));
  await ledger.sweep(refOf('a', 'h'));
  await ledger.post(credited('a', 'c', 1, { grants }));
  await ledger.updateAccount({ ...refOf('a', ''), revision: 1, changes: { seats: 2, plan: 'gold' }, force: false });
  const profile = {
    subjectId: 'agent-7',
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 0,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  } as const;
  await ledger.putSubject({ ...refOf('a', ''), subjectId: 'agent-7', profile });
  await ledger.subject(refOf('a', ''), 'agent-7');
  await ledger.subjectIds(refOf('a', ''), { after: '', limit: 10 });
  await ledger.hold(refOf('a', 'h'));
  await ledger.openHolds(refOf('a', ''), { after: '', limit: 10 });
  await ledger.totals();
  await ledger.account('a');
  await ledger.journalStart(refOf('a', ''));
  await ledger.acknowledgeJournal('archive', 0, '');
  await ledger.tail(0, '', 10);
  await ledger.trimJournal();
  await ledger.forgetJournalReader('archive');
}

describe('the scripts', () => {
  it('are all known here, and every one has run', () => {
    expect(Object.values(LANES).flat().sort()).toEqual([...names].sort());
    expect([...new Set(runs.map(({ name }) => name))].sort()).toEqual([...names].sort());
  });

  it.each(names)('%s declares the lane that it belongs to', (name) => {
    const first = sourceOf(name).split('\n', 1)[0] ?? '';
    expect(LANES[first]).toContain(name);
  });
});

describe('the header', () => {
  /** Arguments after which pairs or lists of any length follow, and how many of them one call adds. */
  const tails: Readonly<Record<string, (args: readonly (string | number)[], named: number) => number>> = {
    authorize: planTail,
    charge: planTail,
    post: planTail,
    // The last three of the header are the first pair and the beginning of the next.
    update_account: (args, named) => args.length - ((args.length - (named - 3)) % 2),
  };

  /** The last named argument is the first of what `include/admission.lua` reads: lists with their counts, and payer and stop after the owners. */
  function planTail(args: readonly (string | number)[], named: number): number {
    let at = named - 1;
    const skipList = (words: number): void => {
      at += 1 + words * Number(args[at]);
    };
    skipList(2);
    at += 2;
    skipList(2);
    skipList(6);
    skipList(6);
    return at;
  }

  it.each(names)('of %s names as many ARGV as its caller passes', (name) => {
    const named = numbered(name, 'ARGV');
    for (const { args } of runs.filter((run) => run.name === name)) {
      expect(args).toHaveLength(tails[name]?.(args, named) ?? named);
    }
  });

  it.each(names)('of %s names as many KEYS as its caller passes', (name) => {
    const named = numbered(name, 'KEYS');
    // "then per owner: account, account open, counters, lots"
    const perOwner = part(name, 'KEYS').includes('then per owner') ? 4 : 0;
    for (const { keys } of runs.filter((run) => run.name === name)) expect(keys).toHaveLength(named + perOwner);
  });

  it.each(names)('of %s names every reply that it gave', (name) => {
    const words = repliesOf(name);
    for (const { reply } of runs.filter((run) => run.name === name)) expect(words).toContain(reply[0]);
  });

  it.each(names)('of %s names every reply that is written in it', (name) => {
    const code = sourceOf(name).replaceAll(/--.*$/gm, '');
    const written = [...code.matchAll(/\{\s*'([A-Z_]{2,})'/g)].map(([, word = '']) => word);
    const words = repliesOf(name);
    expect(written.filter((word) => !words.includes(word))).toEqual([]);
  });

  it.each(names)('of %s has keys of one partition only, and uses none that it does not name', (name) => {
    for (const { keys } of runs.filter((run) => run.name === name)) {
      expect(new Set(keys.map((key) => /\{[^}]+\}/.exec(key)?.[0])).size).toBe(1);
    }
    const used = [...sourceOf(name).matchAll(/\bKEYS\[(\d+)\]/g)].map(([, n]) => Number(n));
    const perOwner = part(name, 'KEYS').includes('then per owner') ? 1 : 0;
    expect(Math.max(0, ...used)).toBeLessThanOrEqual(numbered(name, 'KEYS') + perOwner);
  });
});

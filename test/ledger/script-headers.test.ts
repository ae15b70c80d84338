import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { adoptOpenHolds } from '../../src/ledger/redis/adopt.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import type { Script, ScriptStore } from '../../src/redis/store.ts';
import { testRedis } from '../support/test-redis.ts';
import { everyVerb } from './support/every-verb.ts';
import { everyRecharge } from './support/every-recharge.ts';
import { everyVerification } from './support/verifying.ts';
import { everyAlert } from './support/alerting.ts';
import { LANES } from './support/lanes.ts';
import { openRedisLedger, type RedisTestLedger, refOf } from './support/test-ledger.ts';

const DIRECTORY = new URL('../../src/ledger/redis/lua/', import.meta.url);

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

/** The names of a part, which must count 1, 2, 3 ... */
function namesIn(name: string, title: 'KEYS' | 'ARGV'): readonly string[] {
  const found = [...part(name, title).matchAll(/(?<=\s)(\d+) ([a-z_0-9]+)/g)];
  const numbers = found.map(([, n]) => Number(n));
  expect(numbers, `${title} of ${name}.lua`).toEqual(numbers.map((_, index) => index + 1));
  return found.map(([, , word = '']) => word);
}

function numbered(name: string, title: 'KEYS' | 'ARGV'): number {
  return namesIn(name, title).length;
}

/** The names that the script itself gives its first words, in the one statement that takes them. */
function unpackedIn(name: string, title: 'KEYS' | 'ARGV'): readonly string[] {
  if (/^(none|any)/.test(part(name, title).trim())) return [];
  const statement = new RegExp(`^local ([\\w\\s,]+) = unpack\\(${title}, 1, (\\d+)\\)$`, 'm').exec(sourceOf(name));
  const names = (statement?.[1] ?? '').split(/,\s*/);
  expect(names, `${title} of ${name}.lua`).toHaveLength(Number(statement?.[2]));
  return names;
}

/** What a key of this name looks like. */
const KEY_ENDS: Readonly<Record<string, RegExp>> = {
  meta: /:meta$/,
  accounts: /\}:accounts$/,
  open: /\}:open$/,
  journal: /:journal$/,
  readers: /:journal:readers$/,
  gateways: /:gateways$/,
  lease: /\}:lease:(sweep|verify|archive|alerts)$/,
  checkpoints: /:journal:checkpoints$/,
  sidecars: /\{t0\}:sidecars$/,
  verified: /\}:verified$/,
  index: /\}:(open|gateways|accounts|account:[^:]+:holds)$/,
  recharge: /\}:recharge:[^:]+$/,
  recharges: /\}:recharges$/,
  thresholds: /\}:recharges:thresholds$/,
  aside: /\}:aside$/,
  lists: /\}:lists:gw-1$/,
  missing: /\}:lists:gw-1:missing$/,
  legs: /\}:lists:gw-1:legs:1$/,
  legs_1: /\}:lists:gw-1:legs:1$/,
  legs_2: /\}:lists:gw-1:legs:2$/,
  legs_3: /\}:lists:gw-1:legs:3$/,
  legs_4: /\}:lists:gw-1:legs:4$/,
  epoch_key: /\}:epoch:sbc-1$/,
  hold_key: /\}:hold:[^:]+:/,
  charge_key: /\}:(hold|once):[^:]+:/,
  once: /\}:once:[^:]+:/,
  nonce_key: /\}:nonce:[^:]+:/,
  subject: /\}:subject:[^:]+:/,
  subjects: /:(subjects|alerting)$/,
  alerts: /\}:alerts:[^:]+$/,
  alerting: /\}:alerting$/,
  outbox: /\}:alert_outbox$/,
  due: /\}:alert_due$/,
  sent: /\}:alert_sent$/,
  dead: /\}:alert_dead$/,
  deliveries: /\}:alert_(due|sent|dead)$/,
  account_key: /\}:account:[^:]+$/,
  account_open: /\}:account:[^:]+:holds$/,
  counters: /\}:cycles:/,
  lots: /:lots$/,
};

/** What an argument of this name looks like; others may be anything. */
function argumentLooks(name: string): RegExp {
  if (/^(now_ms|.*_ms|.*_units|.*_seconds|.*_milli_cents|limit|count|q850_cause|sequence)$/.test(name))
    return /^-?\d*$/;
  const looks: Readonly<Record<string, RegExp>> = {
    account_id: /^(a|child|)$/,
    hold_id: /^(h|h2|poor|orphan|early|stuck|lost)$/,
    owners: /^a( a)*$/,
    fingerprint: /^(f|created)$/,
    claim_fingerprint: /^f?$/,
    pinned_terms: /^\d+ \d+ \d+ \d+ \d+ \d+ [a-z]+ [0-9a-f]+ /,
    claim: /^(\d+ \d+ \d+ .*\n\d+ \d+ \d+ \d+ \d+ \d+ [a-z]+ [0-9a-f]+ .*\ncall\t.*)?$/,
    claim_terms: /^(\d+ \d+ \d+ \d+ \d+ \d+ [a-z]+ [0-9a-f]+ .*)?$/,
    facts: /^(call|event)\t/,
    claim_facts: /^(call\t.*)?$/,
    timing: /^(\d+ \d+ \d+ (granted|release) [01] [01] \d+|)$/,
    below_hold: /^(deny|shorten)$/,
    blocked_at_zero: /^[01]$/,
    force: /^[01]$/,
    refused: /^[01]$/,
  };
  return looks[name] ?? /^/;
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
    const words = typeof reply === 'string' ? reply.split('\n') : (reply as string[]);
    runs.push({ name: script.name, keys, args, reply: words });
    return reply;
  };

let bench: RedisTestLedger;
beforeAll(async () => {
  bench = await openRedisLedger({ wrap: (store) => ({ run: recording(store) }) });
  await openStore({ run: recording(bench.store) }, new Keys(testRedis().prefix, 2));
  await everyVerb(bench);
  // What an older version left, and what looks for it at a start.
  await bench.command('HSET', bench.keys.of('a').hold('a', 'h2'), 'state', 'early', 'expires_at_ms', bench.clock.ms);
  await bench.ledger.hold(refOf('a', 'h2'));
  await adoptOpenHolds({ run: recording(bench.store) }, bench.keys);
  await everyRecharge(bench, { run: recording(bench.store) });
  await everyVerification(bench, { run: recording(bench.store) });
  await everyAlert(bench, { run: recording(bench.store) });
});
afterAll(() => bench.close());

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
    // The last of the header says how many words of changes stand before the admission.
    read_account: (args) => args.length,
    // Lines and deliveries of any number.
    cross_alert: (args) => args.length,
    // Members of any number.
    mark_missing: (args) => args.length,
    named_in_list: (args) => args.length,
    take_page: (args) => args.length,
    low_recharges: (args) => args.length,
    load_journal: (args) => args.length,
    load_keys: (args) => args.length,
    mark_restored: (args) => args.length,
    note_verified: (args) => args.length,
    verify_holds: (args) => args.length,
    write_checkpoints: (args) => args.length,
    list_accounts: (args) => args.length,
    update_account: (args, named) => planTail(args, named + Number(args[named - 1]) + 1),
  };

  /**
   * The last named argument is the first of what `include/admission.lua` reads: lists with their counts, and payer,
   * stop and packs after the owners.
   */
  function planTail(args: readonly (string | number)[], named: number): number {
    let at = named - 1;
    // As one word, for the short path.
    if (String(args[at]).includes('\n')) return named;
    const skipList = (words: number): void => {
      at += 1 + words * Number(args[at]);
    };
    skipList(3);
    at += 3;
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

  it.each(names)('of %s gives its words the names that the script gives them', (name) => {
    for (const title of ['KEYS', 'ARGV'] as const) {
      const unpacked = unpackedIn(name, title);
      expect(unpacked, title).toEqual(namesIn(name, title).slice(0, unpacked.length));
      // Nothing is counted below the lines that give names; what follows is handed on whole, from its place on.
      expect(sourceOf(name).match(new RegExp(`\\b${title}\\[`, 'g')), title).toBeNull();
    }
  });

  it.each(names)('of %s names what is really sent', (name) => {
    const [keyNames, argumentNames] = [namesIn(name, 'KEYS'), unpackedIn(name, 'ARGV')];
    for (const { keys, args } of runs.filter((run) => run.name === name)) {
      for (const [index, key] of keys.slice(0, keyNames.length).entries())
        expect(key, keyNames[index]).toMatch(KEY_ENDS[keyNames[index] ?? ''] ?? /^$/);
      for (const [index, argument] of argumentNames.entries())
        expect(String(args[index]), argument).toMatch(argumentLooks(argument));
    }
  });

  /** Scripts that are about several accounts or holds: how many keys these have. */
  const keyTails: Readonly<
    Record<string, (keys: readonly string[], args: readonly (string | number)[], named: number) => number>
  > = {
    export_keys: (keys) => keys.length,
    read_alerts: (keys, _, named) => keys.length - named,
    read_leases: (keys, _, named) => keys.length - named,
    scan_keys: (keys) => keys.length,
    list_accounts: (keys, args, named) => Math.min(keys.length - named, args.length - 2),
    load_keys: (keys, _, named) => keys.length - named,
    export_family: (keys, _, named) => 4 * Math.floor((keys.length - named) / 4),
    verify_accounts: (keys, _, named) => 4 * Math.floor((keys.length - named) / 4),
    verify_holds: (_, args) =>
      args.slice(1).reduce<number>((sum, owners, at) => sum + (at % 3 === 2 ? 1 + 2 * Number(owners) : 0), 0),
  };

  it.each(names)('of %s names as many KEYS as its caller passes', (name) => {
    const named = numbered(name, 'KEYS');
    // "then per owner: account, account_open, counters, lots"
    const perOwner = part(name, 'KEYS').includes('then per owner') ? 4 : 0;
    for (const { keys, args } of runs.filter((run) => run.name === name))
      expect(keys).toHaveLength(named + (keyTails[name]?.(keys, args, named) ?? perOwner));
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

  it('of a shared piece takes no key and no argument but what it is handed', () => {
    const pieces = readdirSync(new URL('include/', DIRECTORY)).map((file) =>
      sourceOf(`include/${file.replace('.lua', '')}`),
    );
    expect(pieces.filter((piece) => /\b(KEYS|ARGV)\b/.test(piece.replaceAll(/--.*$/gm, '')))).toEqual([]);
  });

  it.each(names)('of %s has keys of one partition only', (name) => {
    for (const { keys } of runs.filter((run) => run.name === name)) {
      expect(new Set(keys.map((key) => /\{[^}]+\}/.exec(key)?.[0])).size).toBe(1);
    }
  });
});

/**
 * `npm run test:failover`: gateways authorize and settle at a real Tollgate while its primary is replaced. It prints
 * how long nobody was admitted and how many acknowledged operations are gone, and fails where none may be.
 * `--long` adds those that show what Redis's settings are worth, and repeats each way five times, the planned switch and
 * the kill of a primary with `durability: replica` twenty times; `--rounds N` says how often instead, `--only TEXT` takes
 * those whose title has it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { type Proxy, startProxy } from '../outages/support/proxy.ts';
import { longestPause } from '../support/longest-pause.ts';
import { SENTINEL_NAME, type SentinelSet, startSentinelSet } from '../support/sentinel.ts';
import { FailoverLoad, type Tally } from './failover-load.ts';
import { commit } from './outage-stage.ts';
import { startTollgate } from './servers.ts';

interface Way {
  readonly title: string;
  /** Lines of redis.conf. */
  readonly config?: Readonly<Record<string, string>>;
  /** `redis.durability`; `local` when absent. */
  readonly durability?: 'replica';
  readonly longOnly?: boolean;
  /** How often it is tried with `--long`; five times when absent. */
  readonly longRounds?: number;
  /** How long it may take until calls are admitted again. */
  readonly withinMs: number;
  /** Whether acknowledged operations may be lost. */
  readonly mayLose?: boolean;
  /** The primary can be cut off, together with Tollgate (which then hears no sentinel) or without it. */
  readonly cut?: 'primary' | 'primary and Tollgate';
  replace(set: SentinelSet, sentinelsOfTollgate: readonly Proxy[]): Promise<void>;
}

const DOWN_AFTER_MS = 1_000;
const BEFORE_MS = 1_000;
const AFTER_MS = 4_000;
const CUT_MS = 5_000;
const MIN_REPLICAS = { 'min-replicas-to-write': '1', 'min-replicas-max-lag': '2' };

const WAYS: readonly Way[] = [
  { title: 'CLIENT PAUSE WRITE, then SENTINEL FAILOVER', withinMs: 2_000, replace: pauseThenFailOver },
  { title: 'SENTINEL FAILOVER', withinMs: 2_000, mayLose: true, replace: failOver },
  { title: 'kill -9 of the primary', withinMs: 6_000, mayLose: true, replace: killPrimary },
  {
    title: 'kill -9 of the primary, min-replicas-to-write 1, durability: replica',
    config: MIN_REPLICAS,
    durability: 'replica',
    withinMs: 6_000,
    replace: killPrimary,
    longRounds: 20,
  },
  {
    title: 'CLIENT PAUSE WRITE, then SENTINEL FAILOVER, min-replicas-to-write 1, durability: replica',
    config: MIN_REPLICAS,
    durability: 'replica',
    withinMs: 2_000,
    replace: pauseThenFailOver,
    longOnly: true,
    longRounds: 20,
  },
  {
    title: 'SENTINEL FAILOVER, min-replicas-to-write 1, durability: replica',
    config: MIN_REPLICAS,
    durability: 'replica',
    withinMs: 2_000,
    replace: failOver,
    longOnly: true,
  },
  {
    title: 'kill -9 of the primary, min-replicas-to-write 1',
    config: MIN_REPLICAS,
    withinMs: 6_000,
    mayLose: true,
    replace: killPrimary,
    longOnly: true,
  },
  {
    title: 'the primary cut off from sentinels and replicas',
    cut: 'primary',
    withinMs: 6_000,
    mayLose: true,
    replace: cutOff,
    longOnly: true,
  },
  {
    title: 'the primary cut off together with Tollgate for 5 s',
    cut: 'primary and Tollgate',
    withinMs: 9_000,
    mayLose: true,
    replace: cutOff,
  },
  {
    title: 'the same, min-replicas-to-write 1',
    config: MIN_REPLICAS,
    cut: 'primary and Tollgate',
    withinMs: 9_000,
    mayLose: true,
    replace: cutOff,
    longOnly: true,
  },
  {
    title: 'the same, durability: replica',
    config: MIN_REPLICAS,
    durability: 'replica',
    cut: 'primary and Tollgate',
    withinMs: 9_000,
    replace: cutOff,
    longOnly: true,
  },
];

/** As docs/operations.md describes it: nothing is written while the replicas catch up. */
async function pauseThenFailOver(set: SentinelSet): Promise<void> {
  const port = await set.primaryPort();
  await set.ask(port, 'client', 'pause', 5_000, 'WRITE');
  const offsetOf = async (at: number, field: string): Promise<string | undefined> =>
    new RegExp(`${field}:(\\d+)`).exec(String(await set.ask(at, 'info', 'replication')))?.[1];
  const written = await offsetOf(port, 'master_repl_offset');
  // Each replica itself knows how far it is; the primary hears it only once a second.
  for (const replica of set.servers.filter((server) => server.port !== port)) {
    while ((await offsetOf(replica.port, 'slave_repl_offset')) !== written) await delay(5);
  }
  await failOver(set);
}

async function failOver(set: SentinelSet): Promise<void> {
  await set.ask(set.sentinels[0]!.port, 'sentinel', 'failover', SENTINEL_NAME);
}

async function killPrimary(set: SentinelSet): Promise<void> {
  const port = await set.primaryPort();
  process.kill(set.servers.find((server) => server.port === port)!.pid!, 'SIGKILL');
}

async function cutOff(set: SentinelSet, sentinelsOfTollgate: readonly Proxy[]): Promise<void> {
  const cut = (is: boolean): void => {
    set.cut(is);
    for (const proxy of sentinelsOfTollgate) proxy.behave({ closed: is });
  };
  cut(true);
  setTimeout(() => cut(false), CUT_MS);
}

interface Outcome extends Tally {
  /** From the event to the first call that was admitted after the longest pause. */
  readonly backMs: number;
  /** From the moment at which the first sentinel said who takes over. */
  readonly shareMs: number;
}

async function tryOnce(way: Way): Promise<Outcome> {
  const { config, cut, durability = 'local' } = way;
  const set = await startSentinelSet({
    downAfterMs: DOWN_AFTER_MS,
    cuttable: cut !== undefined,
    ...(config && { config }),
  });
  const listening = listen(set);
  const proxies: Proxy[] = [];
  try {
    if (cut === 'primary and Tollgate') {
      for (const { port } of set.sentinels) proxies.push(await startProxy(port));
    }
    const proxied = proxies.map(({ url }) => new URL(url).host);
    const addressMap = [...set.addressMap, ...proxied.map((host, at) => `${set.addresses[at]}=${host}`)];
    const tollgate = await startTollgate('', {
      TOLLGATE_REDIS_MODE: 'sentinel',
      TOLLGATE_REDIS_SENTINELS: (proxied.length > 0 ? proxied : set.addresses).join(','),
      TOLLGATE_REDIS_ADDRESS_MAP: addressMap.join(','),
      TOLLGATE_REDIS_SENTINEL_NAME: SENTINEL_NAME,
      TOLLGATE_REDIS_COMMAND_TIMEOUT_MS: '150',
      TOLLGATE_REDIS_DURABILITY: durability,
      TOLLGATE_LOG_LEVEL: 'error',
    });
    const load = new FailoverLoad(tollgate.address);
    try {
      await load.start();
      await delay(BEFORE_MS);
      const startMs = performance.now();
      await way.replace(set, proxies);
      await delay(way.withinMs + AFTER_MS);
      await load.stop();
      await demoteOthers(set);
      const backAtMs = longestPause([startMs, ...load.admittedSince(startMs), performance.now()]).endAtMs;
      const tally = await load.tally();
      return { ...tally, backMs: backAtMs - startMs, shareMs: backAtMs - listening.namedAtMs() };
    } finally {
      load.close();
      await tollgate.stop();
    }
  } finally {
    listening.stop();
    for (const proxy of proxies) await proxy.stop();
    await set.stop();
  }
}

/**
 * Does at once what the sentinels do ten seconds later. A Tollgate that is still connected to a former primary would
 * otherwise be asked what is lost, and find everything there.
 */
async function demoteOthers(set: SentinelSet): Promise<void> {
  const named = await set.primaryPort();
  for (const { port } of set.servers.filter((server) => server.port !== named)) {
    // One that is dead needs no order.
    await set.ask(port, 'replicaof', '127.0.0.1', named).catch(() => undefined);
  }
}

/** Hears when the first sentinel knows the new primary. */
function listen(set: SentinelSet): { namedAtMs(): number; stop(): void } {
  let namedAtMs = Infinity;
  const clients = set.sentinels.map(({ port }) => {
    const client = new Redis({ port, host: '127.0.0.1', protocol: 2 });
    void client.subscribe('+promoted-slave', '+switch-master');
    client.on('message', () => {
      namedAtMs = Math.min(namedAtMs, performance.now());
    });
    return client;
  });
  return { namedAtMs: () => namedAtMs, stop: () => clients.forEach((client) => client.disconnect()) };
}

function complaintsOf(way: Way, outcome: Outcome): string[] {
  const lost = outcome.lostHolds + outcome.lostCharges;
  const isToldOf = lost <= outcome.exposed || outcome.isIncomplete;
  return [
    // Cut off with its primary, a Tollgate that hears of nothing goes on: there is no pause to end.
    ...(way.cut !== 'primary and Tollgate' && outcome.backMs > way.withinMs
      ? [`not back within ${way.withinMs} ms`]
      : []),
    ...(lost > 0 && way.mayLose !== true ? ['acknowledged operations are gone'] : []),
    ...(isToldOf ? [] : ['acknowledged operations are gone, and nobody tells of them']),
    ...(outcome.doubled > 0 ? ['a hold was charged twice'] : []),
    ...(outcome.unbalanced > 0 ? ['a balance is not the sum of its movements'] : []),
  ];
}

function lineOf(way: Way, outcome: Outcome, complaints: readonly string[]): string {
  const { acknowledged, lostHolds, lostCharges, doubled, toldAgain, exposed, isIncomplete } = outcome;
  const { backMs, shareMs } = outcome;
  const faults = Object.entries(outcome.faults).map(([reason, count]) => `${reason} ${count}`);
  return [
    `${way.title}: back after ${Math.round(backMs)} ms (${Math.round(shareMs)} ms of them after a sentinel named it)`,
    `acknowledged ${acknowledged}, lost ${lostHolds} holds and ${lostCharges} charges, charged twice ${doubled}`,
    `the store had lost ${toldAgain + exposed}: told again ${toldAgain}, exposed ${exposed}${isIncomplete ? ' and more' : ''}`,
    `faults: ${faults.join(', ') || 'none'}`,
    ...complaints.map((complaint) => `FAILED: ${complaint}`),
  ].join('\n    ');
}

function sumOf(way: Way, outcomes: readonly Outcome[]): string {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, each) => total + of(each), 0);
  const backMs = outcomes.map((outcome) => Math.round(outcome.backMs)).toSorted((one, other) => one - other);
  return (
    `== ${way.title}, ${outcomes.length} rounds, commit ${commit()}: acknowledged ${sum((each) => each.acknowledged)}, ` +
    `lost ${sum((each) => each.lostHolds + each.lostCharges)}, charged twice ${sum((each) => each.doubled)}, ` +
    `back after ${backMs[0]} to ${backMs.at(-1)} ms`
  );
}

// Without this a signal would leave the servers behind: they are ended at `exit`.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const roundsOf = ({ longRounds = 5 }: Way): number => Number(values.rounds ?? (values.long ? longRounds : 1));
const isAsked = ({ title, longOnly }: Way): boolean =>
  (values.long || longOnly !== true) && title.includes(values.only);
for (const way of WAYS.filter(isAsked)) {
  const outcomes: Outcome[] = [];
  while (outcomes.length < roundsOf(way)) {
    const outcome = await tryOnce(way);
    outcomes.push(outcome);
    const complaints = complaintsOf(way, outcome);
    console.log(lineOf(way, outcome, complaints));
    if (complaints.length > 0) process.exitCode = 1;
  }
  if (outcomes.length > 1) console.log(sumOf(way, outcomes));
}

/**
 * `npm run bench:ledger`: what an authorize and its settle cost when an allowance, plan credits, a lot and the balance
 * all pay and two limits count, against the simple case in which the balance alone does. Many short rounds take turns,
 * and the median of the ratios of neighbours is what counts, because machines are not quiet.
 */
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { periodName } from '../../src/domain/cycle.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { LEDGER_OPTIONS, pairAt, runBareScripts, type Variation } from './bare-scripts.ts';
import { connectBenchStore } from './bench-store.ts';
import { accountName, type Load } from './load.ts';
import { median } from './quantiles.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '25' },
    fsync: { type: 'string', default: 'no' },
    assert: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench:ledger -- [--pairs N] [--rounds N] [--fsync always|everysec|no] [--assert]\n' +
      '  --pairs   authorize+settle pairs in each round (2000)\n' +
      '  --rounds  rounds of each case, taking turns; medians are printed (25)\n' +
      '  --fsync   how Redis keeps its append-only file (no)\n' +
      '  --assert  exit 1 when a ratio is above 1.5\n',
  );
  process.exit(0);
}

const RATIO_MAX = 1.5;
const DAY_MS = 86_400_000;
const ACCOUNTS = 500;
/** Included in every call: the other five seconds of it are paid for. */
const INCLUDED_SECONDS = 60;

const shape = { pairs: Number(values.pairs), connections: 4, inFlightPerConnection: 32, accounts: ACCOUNTS };
const periodMs = Date.now() - DAY_MS;
/** One is in play in every hold, and big enough that five seconds a call do not use it up. */
const grants = [
  {
    kind: 'plan_credits',
    id: 'plan@20260101',
    grantedMilliCents: 150_000,
    startsAtMs: periodMs,
    expiresAtMs: periodMs + 31 * DAY_MS,
    services: [],
  },
] as const;

/**
 * Of an hour, the allowance covers a minute, plan credits half an hour or less, a lot ten minutes, and the balance the
 * rest.
 */
function withEverything(callsBefore: number): Variation {
  return (index) => {
    const calls = callsBefore + Math.floor(index / ACCOUNTS) + 1;
    return {
      // The total grows with the calls, so that every one of them finds a minute.
      allowances: [
        {
          counter: `minutes/-/${periodName({ startsAtMs: periodMs, endsAtMs: periodMs + 31 * DAY_MS })}`,
          totalUnits: INCLUDED_SECONDS * calls,
        },
      ],
      grants,
      limits: [
        { kind: 'open_holds', owner: 0, counter: 'limit/open', max: 1_000, mode: 'enforce', span: 0 },
        { kind: 'spend', owner: 0, counter: 'limit/abroad', max: 1_000_000_000, mode: 'enforce', span: 'month' },
      ],
    };
  };
}

interface Figures {
  /** Of this process, for one operation through the ledger. */
  readonly nodeMicros: number;
  /** From the first to the last of pipelined bare scripts, for one of them. */
  readonly wallMicros: number;
  /** What Redis says that one EVALSHA took. */
  readonly scriptMicros: number;
}

async function scriptMicros(redis: Redis): Promise<number> {
  const line = /cmdstat_evalsha:\S*usec_per_call=([0-9.]+)/.exec(await redis.info('commandstats'));
  return Number(line?.[1]);
}

/** The load of a round through the ledger, in this process. */
async function throughLedger(ledger: Ledger, load: Load, vary: Variation): Promise<number> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < load.pairs; index = next++) {
      const { authorize, settle } = pairAt(load, index, vary);
      const reply = await ledger.authorize(authorize);
      if (reply.kind !== 'allowed') throw new Error(`an authorize was ${reply.kind}`);
      await ledger.settle(settle);
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: load.connections * load.inFlightPerConnection }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (2 * load.pairs);
}

async function open(url: string): Promise<{ ledger: Ledger; redis: Redis; close(): Promise<void> }> {
  const store = await connectBenchStore(url);
  await openStore(store, LEDGER_OPTIONS.keys);
  const ledger = createRedisLedger(store, LEDGER_OPTIONS);
  const redis = new Redis(url);
  return {
    ledger,
    redis,
    close: async () => {
      redis.disconnect();
      await store.close();
    },
  };
}

async function fund(ledger: Ledger, withLot: boolean): Promise<void> {
  for (let index = 0; index < ACCOUNTS; index++) {
    const accountId = accountName(index);
    await ledger.createAccount({
      profile: {
        accountId,
        rootAccountId: accountId,
        parentAccountId: undefined,
        plan: 'default',
        currency: 'USD',
        timeZone: 'UTC',
        cycleAnchorDay: 1,
        cycleAnchorMonth: 1,
        seats: 1,
        creditLimitMilliCents: 0,
        numbers: [],
        fundedBy: 'self',
        onPlanExhausted: undefined,
        allowanceUnits: new Map(),
      },
      signupCreditMilliCents: 1_000_000_000,
      fingerprint: 'f',
    });
    if (!withLot) continue;
    await ledger.post({
      kind: 'credit',
      rootAccountId: accountId,
      accountId,
      amountMilliCents: 50_000,
      idempotencyKey: 'lot',
      fingerprint: 'f',
      note: '',
      expiresAtMs: Date.now() + 30 * DAY_MS,
      services: [],
      grants,
      planPeriod: '',
      refusal: undefined,
    });
  }
}

async function measure(
  { ledger, redis }: { readonly ledger: Ledger; readonly redis: Redis },
  url: string,
  load: Load,
  vary: Variation,
  varyBare: Variation,
): Promise<Figures> {
  const nodeMicros = await throughLedger(ledger, load, vary);
  await redis.config('RESETSTAT');
  const seconds = await runBareScripts(url, { ...load, round: `${load.round}bare` }, varyBare);
  return {
    nodeMicros,
    wallMicros: (seconds * 1e6) / (2 * load.pairs),
    scriptMicros: await scriptMicros(redis),
  };
}

// Each case has a Redis of its own, and the rounds take turns.
const servers = await Promise.all(
  ['simple', 'everything'].map(() => startRedisServer({ config: { appendfsync: values.fsync } })),
);
const cases = await Promise.all(servers.map(({ url }) => open(url)));
for (const [index, { ledger }] of cases.entries()) await fund(ledger, index === 1);

const perRound = Math.ceil(shape.pairs / ACCOUNTS);
const results: Figures[][] = [[], []];
const rounds = Number(values.rounds);
// The first round warms everything up and is not counted.
for (let round = 0; round <= rounds; round++) {
  for (const [index, opened] of cases.entries()) {
    const vary = (offset: number): Variation =>
      index === 0 ? () => ({}) : withEverything((2 * round + offset) * perRound);
    const load: Load = { ...shape, round: `r${round}` };
    const figures = await measure(opened, servers[index]?.url ?? '', load, vary(0), vary(1));
    if (round > 0) results[index]?.push(figures);
  }
}

const picks = [
  ['Node CPU, through the ledger', (f: Figures) => f.nodeMicros],
  ['wall time, pipelined EVALSHA', (f: Figures) => f.wallMicros],
  ['EVALSHA, as Redis counts it', (f: Figures) => f.scriptMicros],
] as const;
process.stdout.write(
  `${shape.pairs} authorize+settle pairs a round, medians of ${rounds} rounds, fsync ${values.fsync}; allowance + plan credits + lot + balance and two limits, against the balance alone\n` +
    `${''.padEnd(34)}${'simple us/op'.padStart(14)}${'all us/op'.padStart(14)}${'ratio'.padStart(8)}\n`,
);
const ratios = picks.map(([name, pick]) => {
  const [simple = [], everything = []] = results.map((each) => each.map(pick));
  const ratio = median(everything.map((figure, round) => figure / (simple[round] ?? 0)));
  const columns = [median(simple).toFixed(1).padStart(14), median(everything).toFixed(1).padStart(14)];
  process.stdout.write(`${name.padEnd(34)}${columns.join('')}${ratio.toFixed(2).padStart(8)}\n`);
  return ratio;
});
process.stdout.write(`at most ${RATIO_MAX} is wanted\n`);
for (const opened of cases) await opened.close();
for (const server of servers) await server.stop();
process.exit(values.assert && ratios.some((ratio) => ratio > RATIO_MAX) ? 1 : 0);

/**
 * `npm run bench:lean`: what an authorize and its settle cost Redis against a lean pair written by hand that keeps the
 * same facts (lean-pair.ts), in one run: the simple case, everything in play, and both through gRPC. Each has a Redis of
 * its own, rounds take turns, and medians of the ratios within a round count, because machines are not quiet.
 */
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startRedisServer } from '../support/redis-server.ts';
import { type BareCommand, costOf, type Pace, type RedisCost, runPaced, runPipelined } from './bare-commands.ts';
import { EVERYTHING_CATALOG, openOffices } from './everything.ts';
import { leanFootprint, leanPair, openLeanAccounts } from './lean-pair.ts';
import { accountName, holdName, runLoad } from './load.ts';
import { catalogWith, openAccount, openProduct, type Product, productPair } from './product.ts';
import { median } from './quantiles.ts';
import { startTollgate } from './servers.ts';
import { shortPathShares } from './short-path.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    pairs: { type: 'string' },
    rounds: { type: 'string' },
    fsync: { type: 'string', default: 'off' },
    grpc: { type: 'boolean', default: true },
    assert: { type: 'boolean', default: false },
    slack: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
if (values.help) {
  process.stdout.write(
    'npm run bench:lean -- [--short] [--pairs N] [--rounds N] [--fsync off|no|everysec|always] [--no-grpc]\n' +
      '                      [--assert [--slack N]]\n' +
      '  --short    600 pairs and 3 rounds\n' +
      '  --pairs    authorize+settle pairs in each round (2000)\n' +
      '  --rounds   rounds, taking turns; medians are printed (9)\n' +
      '  --fsync    how Redis keeps its append-only file; off keeps none (off)\n' +
      '  --no-grpc  only the scripts\n' +
      '  --assert   exit 1 when a ratio is above its goal\n' +
      '  --slack    times the goal, for machines that are not quiet (1)\n',
  );
  process.exit(0);
}

/** Redis time of the product's pair, in parts of the lean pair of the simple case. */
const GOALS = { simple: 1.3, everything: 2.5, grpc: 1.4 } as const;

const ACCOUNTS = 300;
const BALANCE = 1_000_000_000;
const PAIRS = Number(values.pairs ?? (values.short ? 600 : 2_000));
const ROUNDS = Number(values.rounds ?? (values.short ? 3 : 9));

/** One way to run pairs, with what a pair of it costs. */
interface Variant {
  readonly name: string;
  round(name: string): Promise<Figures>;
  stop(): Promise<void>;
}

interface Figures extends RedisCost {
  /** Of the server, where there is one. */
  readonly nodeMicros: number;
  readonly pairsPerSecond: number;
}

const redisConfig: Record<string, string> =
  values.fsync === 'off' ? { appendonly: 'no' } : { appendfsync: values.fsync };
const indexes = Array.from({ length: PAIRS }, (_, index) => index);

async function timed(redis: Redis, run: () => Promise<unknown>): Promise<Figures> {
  const startedAt = performance.now();
  const cost = await costOf(redis, PAIRS, run);
  return { ...cost, nodeMicros: 0, pairsPerSecond: (PAIRS * 1000) / (performance.now() - startedAt) };
}

async function bareProduct(name: string, catalog: string, subjects: boolean): Promise<Variant> {
  const server = await startRedisServer({ config: redisConfig });
  const product = await openProduct(server.url, catalog);
  await openAll(product, subjects);
  return {
    name,
    round: async (round) => {
      const commands: BareCommand[] = [];
      for (const index of indexes) {
        const call = {
          accountId: accountName(index % ACCOUNTS),
          holdId: holdName(round, index),
          id: `3f0e1c5a-${round}-${index}`,
        };
        const pair = await productPair(product, subjects ? { ...call, subjectId: `${round}-${index}` } : call);
        commands.push(...pair);
      }
      return timed(product.redis, () => runPipelined(product.redis, commands));
    },
    stop: async () => {
      await product.close();
      await server.stop();
    },
  };
}

async function openAll(product: Product, offices: boolean): Promise<void> {
  if (offices) return openOffices(product, ACCOUNTS, BALANCE);
  for (let index = 0; index < ACCOUNTS; index++) await openAccount(product, accountName(index), BALANCE);
}

/** @param pace - undefined goes as fast as it can */
async function lean(name: string, pace: () => Pace | undefined): Promise<Variant> {
  const server = await startRedisServer({ config: redisConfig });
  const redis = new Redis(server.url);
  await openLeanAccounts(
    redis,
    Array.from({ length: ACCOUNTS }, (_, index) => accountName(index)),
    BALANCE,
  );
  return {
    name,
    round: async (round) => {
      const commands = indexes.flatMap((index) =>
        leanPair(accountName(index % ACCOUNTS), holdName(round, index), `3f0e1c5a-${round}-${index}`),
      );
      const kept = pace();
      return timed(redis, () => (kept === undefined ? runPipelined(redis, commands) : runPaced(redis, commands, kept)));
    },
    stop: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
}

/** The whole service, started as its users start it. */
async function throughGrpc(name: string, catalog: string, subjects: boolean): Promise<Variant> {
  const server = await startRedisServer({ config: redisConfig });
  const tollgate = await startTollgate(server.url, {
    TOLLGATE_CATALOG_DIR: catalog,
    TOLLGATE_ALLOW_UNSAFE_REDIS: 'true',
  });
  const product = await openProduct(server.url, catalog);
  await openAll(product, subjects);
  const load = { pairs: PAIRS, connections: 4, inFlightPerConnection: 32, accounts: ACCOUNTS, subjects };
  return {
    name,
    round: async (round) => {
      const before = await tollgate.cpuMicros();
      const figures = await timed(product.redis, async () => {
        const refused = await runLoad(tollgate.address, { ...load, round });
        if (refused > 0) throw new Error(`${refused} authorizations were refused`);
      });
      return { ...figures, nodeMicros: ((await tollgate.cpuMicros()) - before) / PAIRS };
    },
    stop: async () => {
      await tollgate.stop();
      await product.close();
      await server.stop();
    },
  };
}

const results = new Map<string, Figures[]>();
const everythingCatalog = catalogWith(EVERYTHING_CATALOG);
/** What Redis was asked in the last round through gRPC, and how much of it at once. */
const paceOfGrpc = (): Pace => {
  const { pairsPerSecond = 1_000, reads = 1 } = results.get('simple through gRPC')?.at(-1) ?? {};
  return { commandsPerSecond: 2 * pairsPerSecond, commandsPerWrite: 2 / reads };
};
const variants = [
  await lean('lean pair', () => undefined),
  await bareProduct('simple', 'config/catalog', false),
  await bareProduct('everything', everythingCatalog, true),
];
if (values.grpc) {
  variants.push(
    await throughGrpc('simple through gRPC', 'config/catalog', false),
    await lean('lean pair, paced like it', paceOfGrpc),
    await throughGrpc('everything through gRPC', everythingCatalog, true),
  );
}
// The first rounds warm everything up and are not counted.
for (let round = -1; round <= ROUNDS; round++) {
  process.stderr.write(round <= 0 ? 'warming up\n' : `round ${round} of ${ROUNDS}\n`);
  for (const variant of variants) {
    const figures = await variant.round(`r${round + 1}`);
    if (round <= 1) results.set(variant.name, [figures]);
    else results.get(variant.name)?.push(figures);
  }
}

const figuresOf = (name: string): readonly Figures[] => results.get(name) ?? [];
const medianOf = (name: string, pick: (figures: Figures) => number): number => median(figuresOf(name).map(pick));

process.stdout.write(
  `\n${PAIRS} authorize+settle pairs a round, medians of ${ROUNDS} rounds, append-only file ${values.fsync}; client and servers share the machine\n` +
    `${''.padEnd(30)}${'Redis us/pair'.padStart(14)}${'of it scripts'.padStart(14)}${'Node us/pair'.padStart(14)}${'pairs/s'.padStart(10)}\n`,
);
for (const { name } of variants) {
  const node = medianOf(name, (f) => f.nodeMicros);
  process.stdout.write(
    name.padEnd(30) +
      medianOf(name, (f) => f.cpuMicros)
        .toFixed(1)
        .padStart(14) +
      medianOf(name, (f) => f.scriptMicros)
        .toFixed(1)
        .padStart(14) +
      (node > 0 ? node.toFixed(1) : '').padStart(14) +
      medianOf(name, (f) => f.pairsPerSecond)
        .toFixed(0)
        .padStart(10) +
      '\n',
  );
}
process.stdout.write(leanFootprint());

let missed = false;
const compare = (title: string, name: string, against: string, goal?: number): void => {
  const ratios = figuresOf(name).map(({ cpuMicros }, index) => cpuMicros / (figuresOf(against)[index]?.cpuMicros ?? 0));
  const ratio = median(ratios);
  const wanted = goal === undefined ? '' : ` (at most ${goal})`;
  process.stdout.write(`${title.padEnd(44)}${ratio.toFixed(2)}${wanted}\n`);
  missed ||= goal !== undefined && ratio > goal * Number(values.slack);
};
compare('simple against the lean pair:', 'simple', 'lean pair', GOALS.simple);
compare('everything against the lean pair:', 'everything', 'lean pair', GOALS.everything);
if (values.grpc) {
  compare('through gRPC, simple:', 'simple through gRPC', 'lean pair, paced like it', GOALS.grpc);
  compare('through gRPC, everything:', 'everything through gRPC', 'lean pair, paced like it');
}
for (const variant of variants) await variant.stop();

process.stdout.write('\nanswered by the short path, of ordinary traffic on each plan of a catalog:\n');
for (const { catalog, authorizes, settles, shortAuthorizes, shortSettles } of await shortPathShares()) {
  process.stdout.write(
    `${catalog.padEnd(20)}${shortAuthorizes} of ${authorizes} authorizes, ${shortSettles} of ${settles} settles\n`,
  );
}
process.exit(values.assert && missed ? 1 : 0);

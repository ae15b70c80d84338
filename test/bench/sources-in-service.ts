/**
 * `npm run bench:sources`: what a call through the whole service costs when an allowance, plan credits, a lot and the
 * balance all pay and two limits count, against the simple case in which the balance alone does. Processor time of
 * Tollgate and of Redis, in rounds that take turns.
 */
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { EVERYTHING_CATALOG, LOT_MILLI_CENTS } from './everything.ts';
import { accountName, fund, runLoad, type Load } from './load.ts';
import { catalogWith } from './product.ts';
import { median } from './quantiles.ts';
import { redisCpu, startTollgate } from './servers.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '11' },
    fsync: { type: 'string', default: 'everysec' },
    assert: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench:sources -- [--pairs N] [--rounds N] [--fsync always|everysec|no] [--assert]\n' +
      '  --pairs   authorize+settle pairs in each round (4000)\n' +
      '  --rounds  rounds of each case, taking turns; medians are printed (11)\n' +
      '  --fsync   how Redis keeps its append-only file (everysec)\n' +
      '  --assert  exit 1 when everything costs more than 1.5 times what the simple case does\n',
  );
  process.exit(0);
}

/** Of Node and Redis together. */
const CPU_RATIO_MAX = 1.5;
const DAY_MS = 86_400_000;
const ACCOUNTS = 500;
const shape = { pairs: Number(values.pairs), connections: 4, inFlightPerConnection: 32, accounts: ACCOUNTS };

const NO_LIMITS = 'rules: []\n';

interface Figures {
  readonly nodeMicros: number;
  readonly redisMicros: number;
}

interface BenchedCase {
  measure(round: string): Promise<Figures>;
  stop(): Promise<void>;
}

async function fundAll(address: string, withLot: boolean): Promise<void> {
  const client = createClient({ address });
  await fund(client, ACCOUNTS, 1_000_000_000);
  const lot = {
    amountMilliCents: LOT_MILLI_CENTS,
    idempotencyKey: 'lot',
    expiresAtMs: Date.now() + 30 * DAY_MS,
  };
  for (let index = 0; index < (withLot ? ACCOUNTS : 0); index += 1) {
    await client.addCredit({ accountId: accountName(index), ...lot });
  }
  client.close();
}

async function start(files: Readonly<Record<string, string>>, everything: boolean): Promise<BenchedCase> {
  const server = await startRedisServer({ config: { appendfsync: values.fsync } });
  const catalog = catalogWith(files);
  const tollgate = await startTollgate(server.url, { TOLLGATE_CATALOG_DIR: catalog });
  const redis = new Redis(server.url);
  await fundAll(tollgate.address, everything);
  return {
    measure: async (round) => {
      const load: Load = { ...shape, round, subjects: true };
      const node = await tollgate.cpuMicros();
      const before = await redisCpu(redis);
      const refused = await runLoad(tollgate.address, load);
      if (refused > 0) throw new Error(`${refused} authorizations were refused`);
      const operations = 2 * load.pairs;
      return {
        nodeMicros: ((await tollgate.cpuMicros()) - node) / operations,
        redisMicros: ((await redisCpu(redis)) - before) / operations,
      };
    },
    stop: async () => {
      await tollgate.stop();
      redis.disconnect();
      await server.stop();
    },
  };
}

const simple = await start({ 'limits.yaml': NO_LIMITS }, false);
const everything = await start(EVERYTHING_CATALOG, true);
const results: { readonly simple: Figures; readonly everything: Figures }[] = [];
// The first round warms everything up and is not counted.
for (let round = 0; round <= Number(values.rounds); round++) {
  process.stderr.write(round === 0 ? 'warming up\n' : `round ${round} of ${values.rounds}\n`);
  const figures = { simple: await simple.measure(`r${round}`), everything: await everything.measure(`r${round}`) };
  if (round > 0) results.push(figures);
}

const picks = [
  ['Node', (f: Figures) => f.nodeMicros],
  ['Redis', (f: Figures) => f.redisMicros],
  ['together', (f: Figures) => f.nodeMicros + f.redisMicros],
] as const;
process.stdout.write(
  `${shape.pairs} authorize+settle pairs a round through gRPC, medians of ${values.rounds} rounds, fsync ${values.fsync}; allowance + plan credits + lot + balance and two limits, against the balance alone\n` +
    `${'processor time'.padEnd(20)}${'simple us/op'.padStart(14)}${'all us/op'.padStart(14)}${'ratio'.padStart(8)}\n`,
);
const ratios = picks.map(([name, pick]) => {
  const figures = [median(results.map((r) => pick(r.simple))), median(results.map((r) => pick(r.everything)))];
  const ratio = median(results.map((r) => pick(r.everything) / pick(r.simple)));
  const columns = figures.map((figure) => figure.toFixed(1).padStart(14)).join('');
  process.stdout.write(`${name.padEnd(20)}${columns}${ratio.toFixed(2).padStart(8)}\n`);
  return ratio;
});
process.stdout.write(`together at most ${CPU_RATIO_MAX} is wanted\n`);
await simple.stop();
await everything.stop();
process.exit(values.assert && (ratios.at(-1) ?? Infinity) > CPU_RATIO_MAX ? 1 : 0);

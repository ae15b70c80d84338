/**
 * `npm run bench:alerts`: what alerts cost the process that decides calls. Three Tollgates on one Redis, each with
 * accounts of its own: without alerts, with alerts that nobody asks for, and with all accounts asking. Rounds at one
 * rate are interleaved, and medians of the CPU per RPC compared.
 */
import { parseArgs } from 'node:util';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { accountName, fund, runLoad } from './load.ts';
import { median } from './quantiles.ts';
import { type MeasuredTollgate, startTollgate } from './servers.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '6000' },
    rounds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '3000' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench:alerts -- [--pairs N] [--rounds N] [--rate N]\n' +
      '  --pairs   authorize+settle pairs in each round (6000)\n' +
      '  --rounds  rounds, interleaved; medians are printed (5)\n' +
      '  --rate    RPC a second in each (3000)\n',
  );
  process.exit(0);
}

const ACCOUNTS = 200;
const shape = { pairs: Number(values.pairs), connections: 4, inFlightPerConnection: 32, accounts: ACCOUNTS };
const HOOK = { name: 'ops', url: 'http://127.0.0.1:9/', secrets: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`] };

const server = await startRedisServer({ config: { appendfsync: 'everysec' } });

async function start(name: string, withAlerts: boolean, asking: boolean): Promise<MeasuredTollgate> {
  const alerts = { TOLLGATE_ALERTS_WEBHOOKS: JSON.stringify([HOOK]), TOLLGATE_ALERTS_ALLOWED_NETWORKS: '127.0.0.1' };
  const tollgate = await startTollgate(server.url, { TOLLGATE_REDIS_PREFIX: name, ...(withAlerts && alerts) });
  const client = createClient({ address: tollgate.address });
  await fund(client, ACCOUNTS, 1_000_000_000);
  for (let index = 0; index < (asking ? ACCOUNTS : 0); index += 1) {
    const kinds = ['ALERT_KIND_LOW_BALANCE' as const, 'ALERT_KIND_STATUS_RED' as const];
    await client.setAlerts({ accountId: accountName(index), kinds, lowBalanceMilliCents: 100_000, lowBalanceDays: 7 });
  }
  client.close();
  await runLoad(tollgate.address, { ...shape, pairs: 3_000, round: 'warm' });
  return tollgate;
}

const servers = {
  'without alerts': await start('off', false, false),
  'with alerts, nobody asks': await start('on', true, false),
  [`with alerts, ${ACCOUNTS} accounts ask`]: await start('asked', true, true),
};

const found = new Map(Object.keys(servers).map((name) => [name, [] as number[]]));
for (let round = 1; round <= Number(values.rounds); round++) {
  process.stderr.write(`round ${round} of ${values.rounds}\n`);
  for (const [name, tollgate] of Object.entries(servers)) {
    const before = await tollgate.cpuMicros();
    const load = { ...shape, round: `r${round}`, callsPerSecond: Number(values.rate) };
    if ((await runLoad(tollgate.address, load)) > 0) throw new Error('authorizations were refused');
    found.get(name)?.push(((await tollgate.cpuMicros()) - before) / (2 * shape.pairs));
  }
}
const [first = 0] = [...found.values()].map(median);
for (const [name, micros] of found) {
  const percent = (100 * (median(micros) / first - 1)).toFixed(1);
  process.stdout.write(
    `${name.padEnd(36)}${median(micros).toFixed(1).padStart(8)} us of CPU an RPC${percent.padStart(8)} %\n`,
  );
}
process.exit(0);

/**
 * What a reload of a large deck does to calls: the time of an authorize while a deck of 500,000 rows is replaced, against
 * the time before. Calls come at a steady pace, whatever the answers take. Run with `npm run bench:reload` on a machine
 * where nothing else runs.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { fund } from './load.ts';
import { reportLine, startPaced } from './paced-calls.ts';
import { catalogWith } from './product.ts';
import { quantile } from './quantiles.ts';
import { startTollgate } from './servers.ts';

const ROWS = 500_000;
const QUIET_MS = 8_000;
const RELOADS = 5;
const PACE = { callsPerSecond: Number(process.argv[2] ?? 200), accounts: 50 };

/** Rows of a carrier that lists every code with a name of its own. */
function deckText(change: number): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const price = (index * 7 + change) % 9973;
    return `${2_000_000 + index},0.${String(price).padStart(6, '0')},0,60,6,"Zone ${index}, mobile",`;
  });
  const header = 'prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at';
  return [header, ...rows, '1,0.01,0,1,1,North America,'].join('\n');
}

const RATES = `rules:
  - { name: deck, match: { service: call, direction: outbound }, deck: big }
  - { name: in, match: { service: call, direction: inbound }, free: true }
  - { name: sms, match: { service: sms, direction: outbound }, per_unit: '0.01' }
  - { name: sms in, match: { service: sms, direction: inbound }, free: true }
`;

async function main(): Promise<void> {
  const redis = await startRedisServer();
  const directory = catalogWith({ 'rates.yaml': RATES, 'decks/big.csv': deckText(0) });
  const server = await startTollgate(redis.url, {
    TOLLGATE_CATALOG_DIR: directory,
    TOLLGATE_CATALOG_WATCH: 'false',
  });
  const client = createClient({ address: server.address, deadlineMs: 60_000 });
  const reload = async (): Promise<void> => {
    const { check } = await client.reloadCatalog({});
    if (check?.ok !== true) throw new Error('the reload was refused');
  };
  await fund(client, PACE.accounts, 100_000_000);
  const paced = await startPaced(server, PACE, QUIET_MS);
  const all: number[] = [];
  for (let change = 1; change <= RELOADS; change += 1) {
    const fresh = join(directory, '.big');
    writeFileSync(fresh, deckText(change));
    await delay(500);
    renameSync(fresh, join(directory, 'decks', 'big.csv'));
    const during = await paced.during(reload);
    console.log(reportLine(`reload ${during.seconds.toFixed(1)} s`, during));
    all.push(...during.times);
    await delay(1_000);
  }
  const ratio = quantile(all, 0.99) / quantile(paced.quiet.times, 0.99);
  console.log(`p99 during reloads ${quantile(all, 0.99).toFixed(1)} ms: ${ratio.toFixed(2)}x of quiet`);
  paced.close();
  client.close();
  await server.stop();
  await redis.stop();
}

await main();

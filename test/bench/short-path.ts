/**
 * How often the scripts take their short path: ordinary traffic on an account of every plan of the default catalog and
 * of the examples. What is sent are the scripts of the product with one line more, which counts who comes past it.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { loadCatalog } from '../../src/catalog/manager.ts';
import type { TrafficRequest } from '../../src/control/requests.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { type BareCommand, runPipelined } from './bare-commands.ts';
import { asking, openAccount, openProduct, outboundCall, type Product, settleOf } from './product.ts';

/** Where the rest of a script begins, for those whom the short path has not answered. */
const REST = /^local owner_keys = account_keys\(.*$/m;
const EXAMPLES = 'examples/catalogs';
const BALANCE = 100_000_000;

/** How many there were, and how many of them the short path answered. */
export interface Share {
  readonly catalog: string;
  readonly authorizes: number;
  readonly shortAuthorizes: number;
  readonly settles: number;
  readonly shortSettles: number;
}

/** The same script, which also counts what the short path leaves to the rest. */
function counting(command: BareCommand, verb: string): BareCommand {
  const source = command.source.replace(REST, (line) => `redis.call('HINCRBY', 'bench:rest', '${verb}', 1)\n${line}`);
  if (source === command.source) throw new Error(`${verb}.lua no longer shows where its rest begins`);
  return { ...command, source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** Of every service, within the country and abroad, with and without a subject; messages have a text. */
function traffic(
  accountId: string,
  services: Iterable<{ readonly name: string; readonly unit: string }>,
): TrafficRequest[] {
  return [...services].flatMap(({ name: service, unit }) =>
    ['+12025551000', '+442079460018'].flatMap((to) =>
      ['', 'agent-1'].map((subjectId) => ({
        ...outboundCall(accountId, subjectId),
        service,
        to,
        text: unit === 'segment' ? 'Good morning' : '',
        units: unit === 'second' || unit === 'segment' ? undefined : 1,
      })),
    ),
  );
}

/** @returns whether it was done; undefined where nothing was asked, as for what a catalog does not price */
async function run(product: Product, verb: string, ask: () => Promise<unknown>): Promise<boolean | undefined> {
  const [command] = (await product.capture(ask)).map((each) => counting(each, verb));
  if (command === undefined) return undefined;
  await product.redis.script('LOAD', command.source);
  return runPipelined(product.redis, [command]).then(
    () => true,
    () => false,
  );
}

async function shareOf(name: string, directory: string): Promise<Share> {
  const loaded = await loadCatalog(directory);
  if (!('snapshot' in loaded)) throw new Error(JSON.stringify(loaded.problems));
  const server = await startRedisServer({ config: { appendonly: 'no' } });
  const product = await openProduct(server.url, directory);
  const { control, redis } = product;
  let [authorizes, settles] = [0, 0];
  for (const plan of loaded.snapshot.plans.keys()) {
    const accountId = `account-${plan}`;
    await openAccount(product, accountId, BALANCE, { plan });
    for (const [index, each] of traffic(accountId, loaded.snapshot.services.values()).entries()) {
      const holdId = `call-${index}`;
      const id = `${accountId}-${index}`;
      const allowed = await run(product, 'authorize', () => control.authorize({ holdId, traffic: each }, asking(id)));
      if (allowed !== undefined) authorizes += 1;
      if (allowed !== true) continue;
      await run(product, 'settle', () => control.settle(settleOf(accountId, holdId), asking(`${id}s`)));
      settles += 1;
    }
  }
  const rest = await redis.hgetall('bench:rest');
  await product.close();
  await server.stop();
  return {
    catalog: name,
    authorizes,
    shortAuthorizes: authorizes - Number(rest['authorize'] ?? 0),
    settles,
    shortSettles: settles - Number(rest['settle'] ?? 0),
  };
}

export async function shortPathShares(): Promise<readonly Share[]> {
  const shares = [await shareOf('default', 'config/catalog')];
  for (const name of readdirSync(EXAMPLES).sort()) shares.push(await shareOf(name, `${EXAMPLES}/${name}`));
  return shares;
}

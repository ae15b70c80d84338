/**
 * How often the scripts get along without the pieces of lots and allowances: ordinary traffic on an account of every
 * plan of the default catalog and of the examples. What is sent are the scripts of the product with one line more, which
 * counts the way that was taken.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { loadCatalog } from '../../src/catalog/manager.ts';
import type { TrafficRequest } from '../../src/control/requests.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { type BareCommand, runPipelined } from './bare-commands.ts';
import { asking, openAccount, openProduct, outboundCall, type Product, settleOf } from './product.ts';

/** Where a script has found out whether it needs the general purse. */
const DECIDED = /^local general = .*$/m;
const EXAMPLES = 'examples/catalogs';
const BALANCE = 100_000_000;

/** How many came to the question, and how many of them went the short way. */
export interface Share {
  readonly catalog: string;
  readonly authorizes: number;
  readonly shortAuthorizes: number;
  readonly settles: number;
  readonly shortSettles: number;
}

/** The same script, which also counts under `verb:short` or `verb:general`. */
function counting(command: BareCommand, verb: string): BareCommand {
  const source = command.source.replace(
    DECIDED,
    (line) => `${line}\nredis.call('HINCRBY', 'bench:ways', '${verb}:' .. (general and 'general' or 'short'), 1)`,
  );
  if (source === command.source) throw new Error(`${verb}.lua no longer says whether it takes the general way`);
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

async function run(product: Product, verb: string, ask: () => Promise<unknown>): Promise<boolean> {
  const commands = (await product.capture(ask)).map((command) => counting(command, verb));
  const [command] = commands;
  if (command === undefined) return false;
  await product.redis.script('LOAD', command.source);
  // What a catalog blocks or does not price is no traffic.
  return runPipelined(product.redis, commands).then(
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
  for (const plan of loaded.snapshot.plans.keys()) {
    const accountId = `account-${plan}`;
    await openAccount(product, accountId, BALANCE, { plan });
    for (const [index, each] of traffic(accountId, loaded.snapshot.services.values()).entries()) {
      const holdId = `call-${index}`;
      const allowed = await run(product, 'authorize', () =>
        control.authorize({ holdId, traffic: each }, asking(`${accountId}-${index}`)),
      );
      if (!allowed) continue;
      await run(product, 'settle', () => control.settle(settleOf(accountId, holdId), asking(`${accountId}-${index}s`)));
    }
  }
  const ways = await redis.hgetall('bench:ways');
  await product.close();
  await server.stop();
  const count = (way: string): number => Number(ways[way] ?? 0);
  const [shortAuthorizes, shortSettles] = [count('authorize:short'), count('settle:short')];
  return {
    catalog: name,
    authorizes: shortAuthorizes + count('authorize:general'),
    shortAuthorizes,
    settles: shortSettles + count('settle:general'),
    shortSettles,
  };
}

export async function shortPathShares(): Promise<readonly Share[]> {
  const shares = [await shareOf('default', 'config/catalog')];
  for (const name of readdirSync(EXAMPLES).sort()) shares.push(await shareOf(name, `${EXAMPLES}/${name}`));
  return shares;
}

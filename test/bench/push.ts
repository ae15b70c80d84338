/**
 * How long it takes from an account being suspended to the gateway hearing that its call must end, by the sidecar that
 * made the change and by another one; and what it costs to listen while nothing happens. Run with `npm run bench:push`
 * on a machine where nothing else runs.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { quantile } from './quantiles.ts';
import { type Measured, redisCpu, startTollgate } from './servers.ts';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '200' } } });
const CALLS = Number(values.calls);
const IDLE_MS = 5_000;
/** Between two suspensions, so that each is news of its own and meets the reader at another moment. */
const PAUSE_MS = 37;

/** @returns milliseconds from the request to suspend until the command came, and until the request was answered */
async function suspendAll(gateway: TollgateClient, billing: TollgateClient, name: string) {
  const heard = new Map<string, () => void>();
  const session = await gateway.openSession({
    gatewayId: `gateway-${name}`,
    epoch: 1,
    onDisconnect: ({ accountId }) => {
      heard.get(accountId)?.();
      return true;
    },
    onExtendNow: () => true,
  });
  const [times, answers]: [number[], number[]] = [[], []];
  for (let n = 0; n < CALLS; n += 1) {
    const accountId = `${name}-${n}`;
    await billing.createAccount({ accountId });
    await session.ask('authorize', {
      accountId,
      holdId: 'call',
      direction: 'DIRECTION_OUTBOUND',
      to: '+12025550134',
      requestedSeconds: 60,
    });
    await session.ask('answer', { accountId, holdId: 'call' });
    await delay(PAUSE_MS);
    const came = new Promise<void>((resolve) => heard.set(accountId, resolve));
    const startedAt = performance.now();
    await billing.updateAccount({ accountId, state: 'ACCOUNT_STATE_SUSPENDED' });
    answers.push(performance.now() - startedAt);
    await came;
    times.push(performance.now() - startedAt);
    await session.ask('settle', { accountId, holdId: 'call', connectedSeconds: 1 });
  }
  await session.end();
  return { times, answers };
}

/** What both processes use in a second, in microseconds. */
async function idle(server: Measured, redis: Redis): Promise<readonly [node: number, redis: number]> {
  const [node, store] = [await server.cpuMicros(), await redisCpu(redis)];
  await delay(IDLE_MS);
  const seconds = IDLE_MS / 1000;
  return [((await server.cpuMicros()) - node) / seconds, ((await redisCpu(redis)) - store) / seconds];
}

const redis = await startRedisServer({});
const allow = { TOLLGATE_ALLOW_UNSAFE_REDIS: 'true' };
const [here, there] = [await startTollgate(redis.url, allow), await startTollgate(redis.url, allow)];
const command = new Redis(redis.url);
const [gateway, billing] = [createClient({ address: here.address }), createClient({ address: there.address })];

await delay(1_000);
const quiet = await idle(here, command);
const session = await gateway.openSession({
  gatewayId: 'idle',
  epoch: 1,
  onDisconnect: () => true,
  onExtendNow: () => true,
});
await delay(1_000);
const listening = await idle(here, command);
await session.end();
for (const [name, by] of [
  ['same', gateway],
  ['other', billing],
] as const) {
  const { times, answers } = await suspendAll(gateway, by, name);
  const ms = (share: number, of = times): string => quantile(of, share).toFixed(1);
  const figures = `p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms, worst ${ms(1)} ms`;
  console.log(
    `suspended by the ${name} sidecar -> disconnect at the gateway: ${figures}; answer p50 ${ms(0.5, answers)} ms`,
  );
}
const cost = (index: 0 | 1): string => ((listening[index] - quiet[index]) / 10_000).toFixed(2);
console.log(`listening to 64 quiet partitions: ${cost(0)} % of a core in the sidecar, ${cost(1)} % in Redis`);
gateway.close();
billing.close();
command.disconnect();
await here.stop();
await there.stop();
await redis.stop();

/** WatchAccount on the wire: two sidecars over one Redis, gRPC and HTTP, and how a watch ends. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WatchAccountResponse__Output } from '../../src/gen/tollgate/v1/WatchAccountResponse.ts';
import { createClient, RemoteFault, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { tollgate as cli } from '../cli/support/terminal.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

let here: TestTollgate;
let there: TestTollgate;
const watches: Watch[] = [];

beforeEach(async () => {
  here = await startTollgate();
  there = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: here.settings.redis.prefix } });
  await here.client.createAccount({ accountId: 'acme' });
  await here.client.createAccount({ accountId: 'acme-berlin', parentAccountId: 'acme', fundedBy: 'FUNDED_BY_PARENT' });
});

afterEach(async () => {
  for (const watch of watches.splice(0)) watch.leave();
  await Promise.all([here.stop(), there.stop()]);
});

/** What came of one watch so far. */
class Watch {
  readonly heard: WatchAccountResponse__Output[] = [];
  ended: unknown = 'not yet';
  readonly #left = new AbortController();

  constructor(client: TollgateClient, accountId: string, cursor = '') {
    void this.#listen(client.watchAccount({ accountId, cursor }, { signal: this.#left.signal }));
    watches.push(this);
  }

  async #listen(responses: AsyncIterable<WatchAccountResponse__Output>): Promise<void> {
    try {
      for await (const response of responses) this.heard.push(response);
      this.ended = 'well';
    } catch (error) {
      this.ended = error;
    }
  }

  get last() {
    return this.heard.at(-1);
  }

  leave(): void {
    this.#left.abort();
  }
}

async function begun(watch: Watch): Promise<Watch> {
  await expect.poll(() => watch.heard.length).toBe(1);
  return watch;
}

const metrics = async () => (await fetch(`${here.http}/metrics`)).text();
const open = async () => /tollgate_streams_open\{method="WatchAccount"\} (\d+)/.exec(await metrics())?.[1];
const credit = (client: TollgateClient, accountId: string, key: string, amountMilliCents = 100_000) =>
  client.addCredit({ accountId, idempotencyKey: key, amountMilliCents });
const call = (holdId: string) =>
  ({ accountId: 'acme-berlin', holdId, direction: 'DIRECTION_OUTBOUND', to: '+12025550134' }) as const;

describe('a watched account', () => {
  test('is told as it stands, then after every change, whichever sidecar made it', async () => {
    const watch = await begun(new Watch(here.client, 'acme'));
    expect(watch.last?.account).toMatchObject({ accountId: 'acme', balanceMilliCents: '500000', openHolds: '0' });
    await credit(there.client, 'acme', 'k1');
    await expect.poll(() => watch.last?.account).toMatchObject({ balanceMilliCents: '600000' });
    await there.client.updateAccount({ accountId: 'acme', state: 'ACCOUNT_STATE_SUSPENDED' });
    await expect.poll(() => watch.last?.account).toMatchObject({ accountStatus: 'ACCOUNT_STATUS_RED', revision: '2' });
  });

  test('counts the calls of the accounts below it, and stands as those above it let it', async () => {
    const [above, below] = [new Watch(here.client, 'acme'), new Watch(here.client, 'acme-berlin')];
    await Promise.all([begun(above), begun(below)]);
    await there.client.authorize(call('h1'));
    await expect.poll(() => above.last?.account).toMatchObject({ openHolds: '1' });
    await expect.poll(() => below.last?.account).toMatchObject({ openHolds: '1' });
    await there.client.settle({ accountId: 'acme-berlin', holdId: 'h1', connectedSeconds: 60 });
    await expect.poll(() => above.last?.account).toMatchObject({ openHolds: '0', heldMilliCents: '0' });
    await expect.poll(() => below.last?.account).toMatchObject({ openHolds: '0' });
    await there.client.createAccount({ accountId: 'acme-rome', parentAccountId: 'acme' });
    await credit(there.client, 'acme-rome', 'k1', 500_000);
    await there.client.authorize({ ...call('h2'), accountId: 'acme-rome' });
    await expect.poll(() => above.last?.account).toMatchObject({ openHolds: '1', heldMilliCents: '0' });
    await there.client.updateAccount({ accountId: 'acme', state: 'ACCOUNT_STATE_SUSPENDED' });
    await expect.poll(() => below.last?.account).toMatchObject({ accountStatus: 'ACCOUNT_STATUS_RED' });
  });

  test('is not told of what others do, nor of what changes nothing', async () => {
    await there.client.createAccount({ accountId: 'other' });
    await there.client.authorize(call('h1'));
    const watch = await begun(new Watch(here.client, 'acme'));
    await credit(there.client, 'other', 'k1');
    await there.client.answer({ accountId: 'acme-berlin', holdId: 'h1' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await credit(there.client, 'acme', 'k1');
    await expect.poll(() => watch.heard.length).toBe(2);
    expect(watch.last?.account).toMatchObject({ balanceMilliCents: '600000' });
  });

  test('that changes often is told in few states, the last of them right', async () => {
    const watch = await begun(new Watch(here.client, 'acme'));
    for (let n = 0; n < 200; n += 1) await credit(there.client, 'acme', `k${n}`, 1000);
    await expect.poll(() => watch.last?.account?.balanceMilliCents).toBe('700000');
    expect(watch.heard.length).toBeLessThan(100);
  });
});

describe('a cursor', () => {
  test('goes on where the stream was lost: nothing is repeated, and nothing missed', async () => {
    const first = await begun(new Watch(here.client, 'acme'));
    first.leave();
    const cursor = first.last?.cursor ?? '';
    const second = await begun(new Watch(there.client, 'acme', cursor));
    expect(second.last).toMatchObject({ account: null, cursor });
    await credit(here.client, 'acme', 'k1');
    await expect.poll(() => second.last?.account).toMatchObject({ balanceMilliCents: '600000' });
    const third = await begun(new Watch(there.client, 'acme', cursor));
    expect(third.last?.account).toMatchObject({ balanceMilliCents: '600000' });
  });

  test('of another account, or none at all, begins anew', async () => {
    const { last } = await begun(new Watch(here.client, 'acme-berlin'));
    for (const cursor of [last?.cursor ?? '', 'x', `${last?.cursor}x`]) {
      expect((await begun(new Watch(here.client, 'acme', cursor))).last?.account).toMatchObject({ accountId: 'acme' });
    }
  });
});

describe('a watch ends', () => {
  const faultOf = async (watch: Watch) => {
    await expect.poll(() => watch.ended, { timeout: 5000 }).toBeInstanceOf(RemoteFault);
    return watch.ended as RemoteFault;
  };

  test('at once where there is no such account', async () => {
    expect(await faultOf(new Watch(here.client, 'nobody'))).toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
  });

  test('when the store is lost', async () => {
    const watch = await begun(new Watch(here.client, 'acme'));
    const { prefix } = here.settings.redis;
    const redis = new Redis(here.settings.redis.url ?? '');
    const metas = await redis.keys(`${prefix}:{t*}:meta`);
    await redis.del(...metas);
    redis.disconnect();
    expect(await faultOf(watch)).toMatchObject({ reason: 'STORE_LOST' });
  });

  test('when its sidecar goes, which need not wait for it', async () => {
    const watch = await begun(new Watch(here.client, 'acme'));
    const web = await fetch(`${here.http}/v1/accounts/acme/watch`);
    const startedAt = performance.now();
    await here.app.stop();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(await faultOf(watch)).toMatchObject({ code: 'unavailable', reason: 'DRAINING' });
    expect(await web.text()).toContain('"reason":"DRAINING"');
  });

  test('when nobody reads it any more, and so does the work behind it', async () => {
    const watch = await begun(new Watch(here.client, 'acme'));
    const controller = new AbortController();
    const web = await fetch(`${here.http}/v1/accounts/acme/watch`, { signal: controller.signal });
    await web.body?.getReader().read();
    expect(await open()).toBe('2');
    watch.leave();
    await expect.poll(open).toBe('1');
    controller.abort();
    await expect.poll(open).toBe('0');
    expect(await metrics()).toContain('tollgate_rpcs_total{method="WatchAccount",code="CANCELLED"} 2');
  });

  test('is refused to who may not see the account', async () => {
    const tokens = 'gateway-of-acme-0123456789';
    const bound = await startTollgate({
      env: {
        TOLLGATE_REDIS_PREFIX: here.settings.redis.prefix,
        TOLLGATE_AUTH_TOKENS: JSON.stringify([
          { name: 'tenant', token: tokens, role: 'viewer', account_prefix: 'acme-berlin' },
        ]),
      },
    });
    const client = createClient({ address: bound.app.grpcAddress, token: tokens });
    expect(await faultOf(new Watch(client, 'acme'))).toMatchObject({ reason: 'ACCOUNT_NOT_IN_SCOPE' });
    await begun(new Watch(client, 'acme-berlin'));
    client.close();
    await bound.stop();
  });
});

describe('over HTTP', () => {
  /** What has come so far. */
  async function listen(headers: Record<string, string>) {
    const controller = new AbortController();
    const path = `${here.http}/v1/accounts/acme/watch`;
    const response = await fetch(path, { headers, signal: controller.signal });
    const heard = { text: '', type: response.headers.get('content-type'), leave: () => controller.abort() };
    void (async () => {
      for await (const bytes of response.body ?? []) heard.text += new TextDecoder().decode(bytes);
    })().catch(() => undefined);
    return heard;
  }

  test('it comes in lines', async () => {
    const heard = await listen({});
    expect(heard.type).toBe('application/x-ndjson');
    await credit(there.client, 'acme', 'k1');
    await expect.poll(() => heard.text.trim().split('\n').length).toBe(2);
    const [first, second] = heard.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ account_id: 'acme', balance_milli_cents: 500_000 });
    expect(second).toMatchObject({ account_id: 'acme', balance_milli_cents: 600_000 });
    expect(second?.['cursor']).not.toBe(first?.['cursor']);
    heard.leave();
    await expect.poll(open).toBe('0');
  });

  test('it comes as server-sent events, which go on after the last one that was received', async () => {
    const first = await listen({ accept: 'text/event-stream' });
    expect(first.type).toBe('text/event-stream');
    await expect.poll(() => first.text).toMatch(/^id: \S+\ndata: \{"account_id":"acme",.*\}\n\n$/);
    const id = /^id: (\S+)/.exec(first.text)?.[1] ?? '';
    first.leave();
    const second = await listen({ accept: 'text/event-stream', 'last-event-id': id });
    await expect.poll(() => second.text).toBe(`id: ${id}\n\n`);
    await credit(there.client, 'acme', 'k1');
    await expect.poll(() => second.text).toMatch(/data: .*"balance_milli_cents":600000/);
    second.leave();
    await expect.poll(open).toBe('0');
  });

  test('a fault before the first state is a status', async () => {
    const response = await fetch(`${here.http}/v1/accounts/nobody/watch`, { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(404);
  });
});

describe('tollgate account watch', () => {
  const at = (line: string) => cli(line.split(' '), { TOLLGATE_SERVER: here.app.grpcAddress });

  test('writes a line at each change, and ends after as many as are wanted', async () => {
    const watching = at('account watch acme --count 2');
    await expect.poll(open).toBe('1');
    await credit(there.client, 'acme', 'k1', 500_000);
    const { code, out } = await watching;
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/UTC {2}active {2}AMBER {2}balance \$5.00 {2}held \$0.00 by 0 open holds/) as string,
      expect.stringMatching(/UTC {2}active {2}GREEN {2}balance \$10.00 {2}.*available \$10.00$/) as string,
    ]);
  });

  test('ends well when its time is over, and with a fault where nothing can be watched', async () => {
    const { code, out } = await at('account watch acme --json --timeout 500');
    expect({ code, state: JSON.parse(out) as object }).toMatchObject({ code: 0, state: { account_id: 'acme' } });
    expect(await at('account watch nobody')).toMatchObject({ code: 1, out: '' });
    expect(await at('account watch acme --count 0')).toMatchObject({ code: 2 });
  });
});

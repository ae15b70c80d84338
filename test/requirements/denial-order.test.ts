import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeRequest } from '../../src/gen/tollgate/v1/AuthorizeRequest.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, newId, outbound } from './support/traffic.ts';

/** Where everything can be wrong at once: see the numbers below. One open call per account. */
const BLOCKING = `rules:
  - { name: france, match: { country: FR } }
  - { name: invalid, match: { number_class: invalid } }
`;
const RATES = `rules:
  - { name: home, match: { service: call, country: US }, per_minute: '0.05' }
`;
const LIMITS = `rules:
  - { name: one at a time, max_open_holds: 1 }
  - { name: too dear, match: { prefix: '+1415' }, max_cost_per_call: '0.01' }
`;
const HOLDS = `rules:
  - { name: calls, max_seconds: 3600, min_grant_seconds: 60 }
`;
const SERVICES = 'services:\n  call: { unit: second, label: Calls, noun: call }\n';

/** $0.01 buys 12 s of it, a call should have 60 at least: SPEND_LIMIT. */
const CAPPED = '+14155550123';
/** Priced and open to everybody. */
const PLAIN = '+12025550123';
/** Nothing prices it. */
const UNPRICED = '+4930123456';
/** Blocked, and nothing prices it. */
const BLOCKED = '+33123456789';
/** Not a number, which a rule blocks besides. */
const INVALID = '12';

let tollgate: TestTollgate;
let client: TollgateClient;
beforeAll(async () => {
  const { directory } = catalogOfTrouble();
  tollgate = await startTollgate({ catalog: directory, env: { TOLLGATE_CATALOG_WATCH: 'false' } });
  client = tollgate.client;
});
afterAll(() => tollgate.stop());

function catalogOfTrouble(): ReturnType<typeof copyOf> {
  const copy = copyOf(DEFAULT_CATALOG, afterAll);
  copy.write('blocking.yaml', BLOCKING);
  copy.write('rates.yaml', RATES);
  copy.write('limits.yaml', LIMITS);
  copy.write('holds.yaml', HOLDS);
  copy.write('services.yaml', SERVICES);
  return copy;
}

interface World {
  readonly balance?: number;
  readonly state?: 'ACCOUNT_STATE_SUSPENDED' | 'ACCOUNT_STATE_CLOSED';
  /** One call is open already, which is all that the catalog allows. */
  readonly busy?: boolean;
  readonly releasedFirst?: boolean;
}

async function accountIn(world: World): Promise<string> {
  const { balance = 500_000, state, busy = false, releasedFirst = false } = world;
  const accountId = await accountWith(client, 500_000);
  if (busy) await client.authorize(outbound(accountId, 'busy', { to: PLAIN }));
  if (releasedFirst) await client.release({ accountId, holdId: 'c' });
  if (balance !== 500_000) {
    await client.adjustBalance({ accountId, amountMilliCents: balance - 500_000, idempotencyKey: 'then' });
  }
  if (state !== undefined) await client.updateAccount({ accountId, state, force: true });
  return accountId;
}

/** Each world gives its own reason and the next one; the request is the same but for the number. */
const pairs: readonly (readonly [string, string, World, string])[] = [
  ['RELEASED_BEFORE_AUTHORIZE', 'ACCOUNT_SUSPENDED', { releasedFirst: true, state: 'ACCOUNT_STATE_SUSPENDED' }, PLAIN],
  ['RELEASED_BEFORE_AUTHORIZE', 'ACCOUNT_CLOSED', { releasedFirst: true, state: 'ACCOUNT_STATE_CLOSED' }, PLAIN],
  ['RELEASED_BEFORE_AUTHORIZE', 'NUMBER_INVALID', { releasedFirst: true }, INVALID],
  ['ACCOUNT_SUSPENDED', 'NUMBER_INVALID', { state: 'ACCOUNT_STATE_SUSPENDED' }, INVALID],
  ['ACCOUNT_CLOSED', 'NUMBER_INVALID', { state: 'ACCOUNT_STATE_CLOSED' }, INVALID],
  ['NUMBER_INVALID', 'DESTINATION_BLOCKED', {}, INVALID],
  ['DESTINATION_BLOCKED', 'NO_RATE', {}, BLOCKED],
  ['NO_RATE', 'CONCURRENCY_LIMIT', { busy: true }, UNPRICED],
  ['CONCURRENCY_LIMIT', 'ZERO_BALANCE', { busy: true, balance: 0 }, PLAIN],
  ['ZERO_BALANCE', 'SPEND_LIMIT', { balance: 0 }, CAPPED],
  ['SPEND_LIMIT', 'INSUFFICIENT_CREDIT', { balance: 1 }, CAPPED],
  ['INSUFFICIENT_CREDIT', 'nothing', { balance: 1 }, PLAIN],
];

async function reasonFor(accountId: string, changes: AuthorizeRequest): Promise<string> {
  return (await client.authorize(outbound(accountId, 'c', changes))).reason;
}

describe('the order of the reasons', () => {
  it.each(pairs)('%s comes before %s', async (reason, _, world, to) => {
    expect(await reasonFor(await accountIn(world), { to })).toBe(reason);
  });

  it.each(pairs.slice(3))('%s comes before %s in a quote too', async (reason, _, world, to) => {
    const accountId = await accountIn(world);
    expect((await client.quote(outbound(accountId, 'c', { to }))).reason).toBe(reason);
  });

  it.each(pairs.slice(3))('%s comes before %s in a charge too', async (reason, _, world, to) => {
    const accountId = await accountIn(world);
    const { reason: charged } = await client.charge({
      accountId,
      service: 'call',
      from: '+12025550100',
      to,
      units: 3_600,
    });
    expect(charged).toBe(reason);
  });

  it('EMERGENCY comes before everything', async () => {
    for (const world of pairs.map(([, , world]) => world)) {
      expect(await reasonFor(await accountIn(world), { to: '911' })).toBe('EMERGENCY');
    }
    expect(await reasonFor(newId('nobody'), { to: '911' })).toBe('EMERGENCY');
  });

  it('ACCOUNT_UNKNOWN comes before what the number says', async () => {
    for (const to of [INVALID, BLOCKED, UNPRICED, CAPPED]) {
      expect(await reasonFor(newId('nobody'), { to })).toBe('ACCOUNT_UNKNOWN');
    }
  });

  it('each reason is right on its own, so that both of a pair did hold', async () => {
    const alone: readonly (readonly [string, World, string])[] = [
      ['RELEASED_BEFORE_AUTHORIZE', { releasedFirst: true }, PLAIN],
      ['ACCOUNT_SUSPENDED', { state: 'ACCOUNT_STATE_SUSPENDED' }, PLAIN],
      ['ACCOUNT_CLOSED', { state: 'ACCOUNT_STATE_CLOSED' }, PLAIN],
      ['NO_RATE', {}, UNPRICED],
      ['CONCURRENCY_LIMIT', { busy: true }, PLAIN],
      ['ZERO_BALANCE', { balance: 0 }, PLAIN],
      ['SPEND_LIMIT', {}, CAPPED],
      ['INSUFFICIENT_CREDIT', { balance: 299_999 }, PLAIN],
      ['', { balance: 300_000 }, PLAIN],
    ];
    for (const [reason, world, to] of alone) expect(await reasonFor(await accountIn(world), { to })).toBe(reason);
  });
});

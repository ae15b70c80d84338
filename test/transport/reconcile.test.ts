/** Who may send a gateway's lists, and how they cross the wire. */
import { afterEach, expect, test } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { type Fixture, startFixture } from './fixture.ts';

let fixture: Fixture | undefined;
afterEach(() => fixture?.stop());

const TOKENS = [
  { name: 'any', token: 'any-gateway', role: 'gateway' },
  { name: 'own', token: 'own-gateway', role: 'gateway', gatewayId: 'gw-1' },
  { name: 'tenant', token: 'tenant-gateway', role: 'gateway', accountPrefix: 'acme' },
  { name: 'billing', token: 'billing', role: 'billing' },
  { name: 'admin', token: 'admin', role: 'admin' },
] as const;

const LIST = { listId: 'l1', page: 1, last: true };

/** The reason of the fault that a caller with this token gets; `ok` when it gets none. */
async function outcomeOf(token: string, list: object): Promise<string> {
  const client = fixture!.connect({ token });
  return client.reconcile({ ...LIST, ...list }).then(
    () => 'ok',
    (error: unknown) => (error instanceof RemoteFault ? error.reason : String(error)),
  );
}

test('a gateway lists its own legs, and only an operator forces what a list is refused for', async () => {
  fixture = await startFixture({ auth: { tokens: [...TOKENS] } });
  const outcomes = [];
  for (const [token, list] of [
    ['any-gateway', { gatewayId: 'gw-2' }],
    ['any-gateway', {}],
    ['own-gateway', {}],
    ['own-gateway', { gatewayId: 'gw-2' }],
    ['tenant-gateway', { gatewayId: 'gw-1' }],
    ['billing', { gatewayId: 'gw-1' }],
    ['any-gateway', { gatewayId: 'gw-1', force: true }],
    ['admin', { gatewayId: 'gw-1', force: true }],
  ] as const) {
    outcomes.push(await outcomeOf(token, list));
  }
  expect(outcomes).toEqual([
    'ok',
    'INVALID_FIELD',
    'ok',
    'GATEWAY_NOT_IN_SCOPE',
    'SCOPE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ROLE_NOT_ALLOWED',
    'ok',
  ]);
  expect(fixture.asked.map(({ request }) => (request as { gatewayId: string }).gatewayId)).toEqual([
    'gw-2',
    'gw-1',
    'gw-1',
  ]);
});

test('a leg is named by its ids or by its token, and what it says is handed on', async () => {
  fixture = await startFixture();
  const legs = [
    { account_id: 'acme', hold_id: 'h1', connected_seconds: 2.5, answered: true },
    { settle_token: 'token:acme:h2', units: '3' },
  ];
  const body = { gateway_id: 'gw-1', list_id: 'l1', page: 2, epoch: '7', taken_seconds_ago: 5, active_legs: legs };
  const answer = await fixture.call('POST', '/v1/reconcile', { ...body, dry_run: true });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      state: 'LIST_STATE_COUNTED',
      missing_twice: 1,
      legs: [{ hold_id: 'gone', state: 'LEG_STATE_ENDED', reservation_status: 'RESERVATION_STATUS_SETTLED' }],
      missing_holds: [{ hold_id: 'h1', ended: true, missing_since_ms: 1_700_000_000_000, hold_milli_cents: 300_000 }],
    },
  });
  expect(fixture.asked[0]?.request).toEqual({
    gatewayId: 'gw-1',
    listId: 'l1',
    page: 2,
    last: false,
    epoch: 7,
    takenSecondsAgo: 5,
    dryRun: true,
    force: false,
    legs: [
      { accountId: 'acme', holdId: 'h1', settleToken: '', connectedSeconds: 2.5, units: undefined, answered: true },
      {
        accountId: 'acme',
        holdId: 'h2',
        settleToken: 'token:acme:h2',
        connectedSeconds: undefined,
        units: 3,
        answered: false,
      },
    ],
  });
});

/** Accounts, holds and subjects as they cross the wire: maps, lots, parts, and what is absent. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { movements, openHold } from './cardboard-accounts.ts';
import { startFixture } from './fixture.ts';

const BOUGHT = [{ source: 'lot', name: 'lot-7', amountMilliCents: 500, units: 0 }] as const;

const fixture = await startFixture({
  answers: {
    holds: () => Promise.resolve({ holds: [openHold('a'), openHold('b', 'a')], openHolds: 2, next: '' }),
    async *movements() {
      for await (const movement of movements(1)) {
        yield { ...movement, lotId: 'lot-7', originAccountId: 'acme-berlin', parts: BOUGHT };
      }
    },
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const { call, client, asked } = fixture;

describe('an account', () => {
  test('shows what is held in all, its lots and its allowances', async () => {
    const { body } = await call('GET', '/v1/accounts/acme');
    expect(body).toMatchObject({
      held_milli_cents: 3000,
      plan_credits_remaining_milli_cents: 4000,
      state: 'ACCOUNT_STATE_ACTIVE',
      funded_by: 'FUNDED_BY_SELF',
      on_plan_exhausted: 'LIMIT_POLICY_UNSPECIFIED',
      allowance_units: { minutes: 600 },
      subjects: 2,
      payer_account_id: 'acme-group',
      plan_exhausted: true,
      allowances: [
        { name: 'minutes', subject_id: '', total_units: 600, used_units: 60, held_units: 30, remaining_units: 510 },
      ],
    });
    expect(body['lots']).toEqual([
      {
        id: 'plan@20231101',
        kind: 'LOT_KIND_PLAN_CREDITS',
        granted_milli_cents: 9000,
        used_milli_cents: 3000,
        held_milli_cents: 2000,
        remaining_milli_cents: 4000,
        starts_at_ms: 1_698_796_800_000,
        expires_at_ms: 1_701_388_800_000,
        services: [],
      },
    ]);
    expect(body).not.toHaveProperty('replayed');
    const { account } = await client.getAccount({ accountId: 'acme' });
    expect(account).toMatchObject({
      state: 'ACCOUNT_STATE_ACTIVE',
      heldMilliCents: '3000',
      allowanceUnits: { minutes: '600' },
      lots: [{ id: 'plan@20231101', remainingMilliCents: '4000', services: [] }],
      allowances: [{ name: 'minutes', remainingUnits: '510' }],
      payerAccountId: 'acme-group',
      planExhausted: true,
    });
  });

  test('is created with the same particulars over both transports', async () => {
    const particulars = { parent_account_id: 'acme', funded_by: 'parent', on_plan_exhausted: 'use_balance' };
    const allowances = { allowance_units: { minutes: 600, 'sms_eu-2': '0' } };
    await call('POST', '/v1/accounts', { account_id: 'berlin', ...particulars, ...allowances });
    await client.createAccount({
      accountId: 'berlin',
      parentAccountId: 'acme',
      fundedBy: 'FUNDED_BY_PARENT',
      onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE',
      allowanceUnits: { minutes: 600, 'sms_eu-2': 0 },
    });
    await call('POST', '/v1/accounts', { account_id: 'plain', funded_by: '', on_plan_exhausted: '' });
    const [first, second, plain] = asked.map(({ request }) => request as { allowanceUnits: Map<string, number> });
    expect(first).toEqual(second);
    expect(first).toMatchObject({ parentAccountId: 'acme', fundedBy: 'parent', onPlanExhausted: 'use_balance' });
    expect([...first!.allowanceUnits]).toEqual([
      ['minutes', 600],
      ['sms_eu-2', 0],
    ]);
    expect(plain).toMatchObject({ fundedBy: 'self', onPlanExhausted: undefined, allowanceUnits: new Map() });
  });

  test('is updated in what is present only; an unspecified on_plan_exhausted is what the plan says', async () => {
    await call('PATCH', '/v1/accounts/acme', { seats: 3 });
    await client.updateAccount({ accountId: 'acme', seats: 3 });
    await call('PATCH', '/v1/accounts/acme', { on_plan_exhausted: '', funded_by: 'self' });
    await client.updateAccount({
      accountId: 'acme',
      onPlanExhausted: 'LIMIT_POLICY_UNSPECIFIED',
      fundedBy: 'FUNDED_BY_SELF',
    });
    const requests = asked.map(({ request }) => request as object);
    for (const request of requests.slice(0, 2)) {
      expect(Object.keys(request).sort()).toEqual(['accountId', 'force', 'revision', 'seats']);
    }
    for (const request of requests.slice(2, 4)) {
      expect(request).toHaveProperty('onPlanExhausted', undefined);
      expect(request).toMatchObject({ fundedBy: 'self' });
    }
  });

  test('keeps its numbers unless others are given, and loses them only by name', async () => {
    await call('PATCH', '/v1/accounts/acme', { numbers: [], seats: 1 });
    await call('PATCH', '/v1/accounts/acme', { numbers: ['+12025550100'] });
    await call('PATCH', '/v1/accounts/acme', { update_mask: 'numbers, allowance_units' });
    await client.updateAccount({ accountId: 'acme', numbers: [], seats: 1 });
    await client.updateAccount({ accountId: 'acme', numbers: ['+12025550100'] });
    await client.updateAccount({ accountId: 'acme', updateMask: { paths: ['numbers', 'allowance_units'] } });
    const same = { accountId: 'acme', revision: 0, force: false };
    const changes = [
      { ...same, seats: 1 },
      { ...same, numbers: ['+12025550100'] },
      { ...same, numbers: [], allowanceUnits: new Map() },
    ];
    expect(asked.map(({ request }) => request)).toEqual([...changes, ...changes]);
  });

  test('is updated in what the mask names only, which must be there', async () => {
    await call('PATCH', '/v1/accounts/acme', { seats: 3, plan: 'team', numbers: ['+1'], update_mask: 'seats' });
    await client.updateAccount({ accountId: 'acme', seats: 3, plan: 'team', updateMask: { paths: ['seats'] } });
    for (const { request } of asked) {
      expect(request).toEqual({ accountId: 'acme', revision: 0, force: false, seats: 3 });
    }
    asked.length = 0;
    for (const update_mask of ['plan', 'seats,plan', 'on_plan_exhausted']) {
      const { body } = await call('PATCH', '/v1/accounts/acme', { seats: 3, update_mask });
      expect(body.error).toMatchObject({ reason: 'INVALID_FIELD', field: update_mask.split(',').at(-1) });
    }
    for (const paths of [['account_id'], ['force'], ['maxOpenHolds'], ['seats', 'bogus']]) {
      const refused: unknown = await client
        .updateAccount({ accountId: 'acme', seats: 3, updateMask: { paths } })
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'invalid_argument', details: { field: 'update_mask' } });
    }
    expect(asked).toEqual([]);
  });

  test('says whether an earlier request opened it, beside its fields over HTTP', async () => {
    const { body } = await call('POST', '/v1/accounts', { account_id: 'acme' });
    expect(body).toMatchObject({ account_id: 'acme', balance_milli_cents: 10_000_000_000_000, replayed: false });
    expect(body).not.toHaveProperty('account');
    const overGrpc = await client.createAccount({ accountId: 'acme' });
    expect(overGrpc).toMatchObject({ account: { accountId: 'acme' }, replayed: false });
  });
});

test('credit may end and be for some services only', async () => {
  const lot = { expires_at_ms: 1_900_000_000_000, services: ['call', 'sms'] };
  await call('POST', '/v1/accounts/acme/credit', { amount_milli_cents: 100, idempotency_key: 'k', ...lot });
  await client.addCredit({ accountId: 'acme', amountMilliCents: 100, idempotencyKey: 'k' });
  expect(asked.map(({ request }) => request)).toMatchObject([
    { expiresAtMs: 1_900_000_000_000, services: ['call', 'sms'] },
    { expiresAtMs: 0, services: [] },
  ]);
});

describe('holds and movements', () => {
  test('say where the money is, and whose traffic it is', async () => {
    const { body } = await call('GET', '/v1/accounts/acme/holds');
    expect(body['holds']).toMatchObject([
      {
        hold_id: 'a',
        account_id: 'acme',
        payer_account_id: 'acme-group',
        state: 'HOLD_STATE_ANSWERED',
        gateway_id: 'gw1',
        result: null,
        parts: [
          { source: 'FUNDING_SOURCE_ALLOWANCE', name: 'minutes', amount_milli_cents: 0, units: 600 },
          { source: 'FUNDING_SOURCE_PLAN_CREDITS', name: 'plan@20231101', amount_milli_cents: 300_000, units: 0 },
        ],
      },
      { hold_id: 'b', parent_hold_id: 'a' },
    ]);
    const moved = JSON.parse((await call('GET', '/v1/accounts/acme/movements')).text) as unknown;
    expect(moved).toMatchObject([
      {
        kind: 'MOVEMENT_KIND_CREDIT',
        lot_id: 'lot-7',
        origin_account_id: 'acme-berlin',
        parts: [{ source: 'FUNDING_SOURCE_LOT', name: 'lot-7' }],
        page_token: expect.stringMatching(/./) as string,
      },
    ]);
  });
});

describe('a subject', () => {
  const DEFAULTS = {
    account_id: 'acme',
    subject_id: 'agent-7',
    rate_plan: '',
    country: '',
    max_open_holds: 0,
    spending_limit_milli_cents: null,
    labels: {},
    on_limit: 'LIMIT_POLICY_STOP',
    on_plan_exhausted: 'LIMIT_POLICY_UNSPECIFIED',
    spent_milli_cents: 7000,
    cycle_ends_at_ms: 1_701_388_800_000,
    allowances: [
      {
        name: 'fair-use',
        subject_id: 'agent-7',
        total_units: 180_000,
        used_units: 65,
        held_units: 3600,
        remaining_units: 176_335,
        ends_at_ms: 1_701_388_800_000,
      },
    ],
  };

  test('is set with what is given and defaults for the rest', async () => {
    const path = '/v1/accounts/acme/subjects/agent%2B7';
    expect((await call('PUT', path, {})).status).toBe(200);
    await call('PUT', path, {
      spending_limit_milli_cents: 0,
      rate_plan: 'gold',
      country: 'DE',
      on_limit: 'use_balance',
    });
    await client.setSubject({ accountId: 'acme', subjectId: 'agent+7', spendingLimitMilliCents: 0, ratePlan: 'gold' });
    const nothing = { subjectId: 'agent+7', ratePlan: undefined, country: undefined, maxOpenHolds: 0 };
    expect(asked.map(({ request }) => request)).toEqual([
      {
        accountId: 'acme',
        request: { ...nothing, spendingLimitMilliCents: undefined, onLimit: 'stop', onPlanExhausted: undefined },
      },
      {
        accountId: 'acme',
        request: {
          ...nothing,
          ratePlan: 'gold',
          country: 'DE',
          spendingLimitMilliCents: 0,
          onLimit: 'use_balance',
          onPlanExhausted: undefined,
        },
      },
      {
        accountId: 'acme',
        request: {
          ...nothing,
          ratePlan: 'gold',
          spendingLimitMilliCents: 0,
          onLimit: 'stop',
          onPlanExhausted: undefined,
        },
      },
    ]);
  });

  test('is read, listed and forgotten; no limit is null in JSON and absent in protobuf', async () => {
    expect((await call('GET', '/v1/accounts/acme/subjects/agent-7')).body).toEqual(DEFAULTS);
    const { body } = await call('GET', '/v1/accounts/acme/subjects?page_size=5');
    expect(body).toEqual({ subjects: [DEFAULTS], next_page_token: expect.stringMatching(/./) as string });
    expect((await call('DELETE', '/v1/accounts/acme/subjects/agent-7')).body).toEqual(DEFAULTS);
    expect(asked.map(({ verb, request }) => [verb, (request as { request: unknown }).request])).toEqual([
      ['subject', 'agent-7'],
      ['subjects', { after: '', limit: 5 }],
      ['deleteSubject', 'agent-7'],
      ['subject', 'agent-7'],
    ]);
    const { subject } = await client.getSubject({ accountId: 'acme', subjectId: 'agent-7' });
    expect(subject?.spendingLimitMilliCents).toBeUndefined();
    expect(subject).toMatchObject({ spentMilliCents: '7000', allowances: [{ name: 'fair-use', heldUnits: '3600' }] });
  });

  test.each(['', 'a b', 'a/b', '.', '..', 'x'.repeat(129)])('cannot be called %j', async (subjectId) => {
    for (const ask of [client.setSubject, client.getSubject, client.deleteSubject]) {
      const fault: unknown = await ask({ accountId: 'acme', subjectId }).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(RemoteFault);
      expect(fault).toMatchObject({ code: 'invalid_argument', details: { field: 'subject_id' } });
    }
    expect(asked).toEqual([]);
  });

  test('in the body must be the one in the path', async () => {
    const { body } = await call('PUT', '/v1/accounts/acme/subjects/agent-7', { subject_id: 'agent-8' });
    expect(body.error).toMatchObject({ field: 'subject_id' });
    expect((await call('PUT', '/v1/accounts/acme/subjects/agent-7', { subject_id: 'agent-7' })).status).toBe(200);
  });

  test('that is changed leaves a line with who and what', async () => {
    fixture.lines.length = 0;
    await call('DELETE', '/v1/accounts/acme/subjects/agent-7');
    expect(fixture.lines).toContainEqual(
      expect.objectContaining({ level: 'info', method: 'DeleteSubject', account_id: 'acme', subject_id: 'agent-7' }),
    );
  });
});

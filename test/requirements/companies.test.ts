import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountOf, newId, outbound, shortForm } from './support/traffic.ts';

const PLANS = `
plans:
  default:
    minimum_top_up: '2.00'
    allowances:
      - { name: texts, units: 2, per: subject, match: { service: sms } }
  seats:
    credits: { amount: '1000.00', per: seat }
  yearly:
    bundles:
      - { name: year, amount: '5.00', every: year }
`;

const LIMITS = `
rules:
  - { name: few each, per: subject, match: { service: sms }, max_new_holds: { count: 4, per_seconds: 3600 } }
  - { name: many together, per: company, match: { service: sms }, max_new_holds: { count: 10, per_seconds: 3600 } }
`;

const PREFIX = `companies-${process.pid}`;
let tollgate: TestTollgate;
let other: TestTollgate;
let cleanUp: (() => void) | undefined;

beforeAll(async () => {
  const catalog = copyOf(DEFAULT_CATALOG, (later) => {
    cleanUp = later;
  });
  catalog.write('plans.yaml', PLANS);
  catalog.write('limits.yaml', LIMITS);
  const options = { catalog: catalog.directory, env: { TOLLGATE_REDIS_PREFIX: PREFIX } };
  tollgate = await startTollgate(options);
  other = await startTollgate(options);
});
afterAll(async () => {
  await other.stop();
  await tollgate.stop();
  cleanUp?.();
});

/** A company with $5.00, and accounts below it that it pays for. */
async function company(...offices: readonly string[]): Promise<readonly string[]> {
  const root = newId('corp');
  await tollgate.client.createAccount({ accountId: root });
  await tollgate.client.addCredit({ accountId: root, amountMilliCents: 500_000, idempotencyKey: 'deposit' });
  const ids = offices.map((name) => `${root}-${name}`);
  for (const [index, accountId] of ids.entries()) {
    const parentAccountId = offices[index]?.startsWith('sub') === true ? (ids[index - 1] ?? root) : root;
    await tollgate.client.createAccount({ accountId, parentAccountId, fundedBy: 'FUNDED_BY_PARENT' });
  }
  return [root, ...ids];
}

async function text(accountId: string, subjectId: string, units = 1) {
  const { decision, reason, parts, billingAmountMilliCents } = await tollgate.client.charge({
    accountId,
    subjectId,
    service: 'sms',
    to: '+14155550123',
    segments: units,
  });
  return decision === 'DECISION_ALLOW'
    ? [billingAmountMilliCents, parts.map(({ source }) => shortForm(source))]
    : reason;
}

describe('a company', () => {
  it('has a subject 101 in every office, each with what the plan includes', async () => {
    const [root = '', east = '', west = ''] = await company('east', 'west');
    expect(await text(east, '101', 2)).toEqual(['0', ['allowance']]);
    expect(await text(east, '101')).toEqual(['1000', ['balance']]);
    expect(await text(west, '101', 2)).toEqual(['0', ['allowance']]);
    expect(await text(root, '101', 2)).toEqual(['0', ['allowance']]);
    const { subject } = await tollgate.client.getSubject({ accountId: west, subjectId: '101' });
    expect(subject?.allowances).toMatchObject([
      { name: 'texts', subjectId: '101', usedUnits: '2', remainingUnits: '0' },
    ]);
  });

  it('is served by the next sidecar also when all of its accounts have changed', async () => {
    const chain = await company('branch', 'sub-office');
    const office = chain.at(-1) ?? '';
    const call = (holdId: string) => other.client.authorize(outbound(office, holdId));
    expect(await call('before')).toMatchObject({ decision: 'DECISION_ALLOW' });
    for (const accountId of chain) await tollgate.client.updateAccount({ accountId, maxOpenHolds: 50 });
    await other.client.release({ accountId: office, holdId: 'before' });
    expect(await call('after')).toMatchObject({ decision: 'DECISION_ALLOW' });
  });

  it('says that an account above is suspended, and who pays', async () => {
    const [root = '', office = ''] = await company('office');
    expect(await accountOf(tollgate.client, office)).toMatchObject({
      payerAccountId: root,
      accountStatus: 'ACCOUNT_STATUS_AMBER',
      availableMilliCents: '0',
    });
    await tollgate.client.updateAccount({ accountId: root, state: 'ACCOUNT_STATE_SUSPENDED' });
    expect(await tollgate.client.authorize(outbound(office, 'c'))).toMatchObject({
      reason: 'ACCOUNT_SUSPENDED',
      message: 'Calls paused. The account above is suspended.',
    });
    expect(await accountOf(tollgate.client, office)).toMatchObject({
      accountStatus: 'ACCOUNT_STATUS_RED',
    });
  });

  it('counts its windows apart from those of a subject, whatever its name, and the log names the limit', async () => {
    const [root = ''] = await company();
    for (const subject of ['u0', 'u1', 'u2', 'u3']) await text(root, subject);
    expect(await text(root, 'company')).toEqual(['0', ['allowance']]);
    for (const _ of [1, 2, 3]) await text(root, 'u0');
    expect(await text(root, 'u0')).toBe('VELOCITY_LIMIT');
    expect(tollgate.logs.findLast((line) => line['reason'] === 'VELOCITY_LIMIT')).toMatchObject({ limit: 'few each' });
  });
});

describe('an account', () => {
  it('answers a repeated credit also when the catalog would take no such credit any more', async () => {
    const accountId = newId('acct');
    await tollgate.client.createAccount({ accountId });
    const credit = { accountId, amountMilliCents: 200_000, idempotencyKey: 'k' };
    await tollgate.client.addCredit(credit);
    await expect(tollgate.client.addCredit({ ...credit, amountMilliCents: 199_999 })).rejects.toMatchObject({
      reason: 'CONFLICT',
    });
    const little = { ...credit, idempotencyKey: 'k2', amountMilliCents: 199_999 };
    await expect(tollgate.client.addCredit(little)).rejects.toMatchObject({
      code: 'invalid_argument',
      details: { field: 'amount_milli_cents' },
    });
    expect(await tollgate.client.addCredit(credit)).toMatchObject({ replayed: true });
  });

  it('cannot have more seats than its plan can pay for', async () => {
    const accountId = newId('acct');
    const seats = tollgate.client.createAccount({ accountId, plan: 'seats', seats: 200_000 });
    await expect(seats).rejects.toMatchObject({ code: 'invalid_argument', details: { field: 'seats' } });
    const { account } = await tollgate.client.createAccount({ accountId, plan: 'seats', seats: 100_000 });
    expect(account?.planCreditsRemainingMilliCents).toBe(String(10 ** 13));
  });

  it('cannot go back into a billing period by another time zone', async () => {
    const accountId = newId('acct');
    const day = (timeZone: string) => Number(new Intl.DateTimeFormat('en', { timeZone, day: 'numeric' }).format());
    // Where today is the anchor day, and where it is yesterday still.
    const kiritimati = { timeZone: 'Pacific/Kiritimati', cycleAnchorDay: day('Pacific/Kiritimati') };
    await tollgate.client.createAccount({ accountId, ...kiritimati });
    await expect(tollgate.client.updateAccount({ accountId, timeZone: 'Pacific/Niue' })).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'PERIOD_GOES_BACK',
    });
  });

  it('refuses a total for an allowance that no plan has', async () => {
    const accountId = newId('acct');
    const created = tollgate.client.createAccount({ accountId, allowanceUnits: { nope: 5 } });
    await expect(created).rejects.toMatchObject({ details: { field: 'allowance_units.nope' } });
  });
});

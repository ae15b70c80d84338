import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuthorizeOperation, Limit, SubjectProfile } from '../../src/ledger/port.ts';
import {
  counterIn,
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  onBehalfOf,
  roundCall,
  seconds,
  spentIn,
  unitsOf,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  DAY_MS,
  event,
  extended,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

// Every second costs 100 milli-cents, a call of 60 s holds 6,000, and an event costs 1,000.
describe.each(BOTH)('what is counted for one subject (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    id = `subject-${(count += 1)}`;
    await createFunded(bench, id, 1_000_000);
    // A round minute, so that windows are easy to follow.
    bench.clock.ms += 60_000 - (bench.clock.ms % 60_000);
  });

  /** What limits one user, with a call of theirs. */
  const of = (subjectId: string, ...limits: readonly Limit[]) => ({
    ...limited(
      id,
      bench.clock.ms,
      limits.map((limit) => ({ ...limit, counter: limit.counter.replace('agent-7', subjectId) })),
    ),
    ...onBehalfOf(subjectId),
  });
  const allow = async (holdId: string, changes: Partial<AuthorizeOperation>) => {
    const reply = await bench.ledger.authorize(roundCall(id, holdId, changes));
    return reply.kind === 'denied' ? reply.reason : reply.kind;
  };
  const openOf = async (subjectId: string) =>
    /^o(\d+)/.exec((await counterIn(bench.ledger, id, `subject/${subjectId}`)) ?? '')?.[1];

  it('open calls: each subject has its own number of them, whatever ends one', async () => {
    const one = limitOf('open_holds', 1, { counter: 'subject/agent-7' });
    expect(await allow('h1', of('agent-7', one))).toBe('allowed');
    expect(await allow('h2', of('agent-7', one))).toBe('CONCURRENCY_LIMIT');
    expect(await allow('h2', of('agent-8', one))).toBe('allowed');
    expect([await openOf('agent-7'), await openOf('agent-8')]).toEqual(['1', '1']);
    await bench.ledger.settle(settled(id, 'h1', 10));
    expect(await allow('h3', of('agent-7', one))).toBe('allowed');
    await bench.ledger.release(released(id, 'h3'));
    expect(await allow('h4', of('agent-7', one))).toBe('allowed');
    bench.clock.ms += 30_000;
    await bench.ledger.sweep(refOf(id, 'h4'));
    expect(await openOf('agent-7')).toBeUndefined();
    // A late answer opens it again, and a correction of what has ended closes nothing twice.
    await bench.ledger.answer(answered(id, 'h4'));
    expect(await allow('h5', of('agent-7', one))).toBe('CONCURRENCY_LIMIT');
    await bench.ledger.release(released(id, 'h4'));
    await bench.ledger.settle(settled(id, 'h4', 10));
    expect(await openOf('agent-7')).toBeUndefined();
    // A charge is over at once.
    await bench.ledger.charge(event(id, 'k', of('agent-7', one)));
    expect(await openOf('agent-7')).toBeUndefined();
  });

  it('new calls and charges in a window, beside those of the account', async () => {
    const both = [limitOf('velocity', 2, { counter: 'limit/each/agent-7' }), limitOf('velocity', 3)] as const;
    expect(await allow('h1', of('agent-7', ...both))).toBe('allowed');
    expect(await bench.ledger.charge(event(id, 'k', of('agent-7', ...both)))).toMatchObject({ kind: 'charged' });
    expect(await allow('h2', of('agent-7', ...both))).toBe('VELOCITY_LIMIT');
    expect(await allow('h3', of('agent-8', ...both))).toBe('allowed');
    // The account has had its three.
    expect(await allow('h4', of('agent-8', ...both))).toBe('VELOCITY_LIMIT');
    bench.clock.ms += 60_000;
    expect(await allow('h4', of('agent-7', ...both))).toBe('allowed');
  });

  it('money of its cycle, held and used together', async () => {
    const cap = limitOf('spend', 7_000, { counter: 'subject/agent-7' });
    expect(await allow('h1', of('agent-7', cap))).toBe('allowed');
    expect(await allow('h2', of('agent-7', cap))).toBe('SPEND_LIMIT');
    expect(await allow('h2', of('agent-8', cap))).toBe('allowed');
    // 20 s cost 2,000: 5,000 are left, which do not hold a call, but 50 s of one.
    await bench.ledger.settle(settled(id, 'h1', 20));
    expect(await allow('h3', of('agent-7', cap))).toBe('SPEND_LIMIT');
    const shorter = roundCall(id, 'h3', { ...of('agent-7', cap), belowHold: 'shorten' });
    expect(await bench.ledger.authorize(shorter)).toMatchObject({ grantedUnits: 50, holdMilliCents: 5_000 });
    expect(await spentIn(bench.ledger, id, 'subject/agent-7', 'm')).toBe(7_000);
    // Another cycle begins with nothing.
    bench.clock.ms += 31 * DAY_MS;
    expect(await allow('h4', of('agent-7', cap))).toBe('allowed');
  });

  it('money under a cap that an Extend may not pass', async () => {
    const cap = limitOf('spend', 4_000, { counter: 'subject/agent-7' });
    const stepwise = { ...of('agent-7', cap), units: 30, maxUnits: 60, extendUnits: 30 };
    await bench.ledger.authorize(roundCall(id, 'h', stepwise));
    bench.clock.ms += 20_000;
    expect(await bench.ledger.extend(extended(id, 'h', 1, 20))).toMatchObject({
      reason: 'SPEND_LIMIT',
      neededMilliCents: 3_000,
    });
  });

  it('does not count what is included as spent', async () => {
    const cap = limitOf('spend', 1_000, { counter: 'subject/agent-7' });
    const allowances = [{ counter: counterOf('minutes', 'agent-7'), totalUnits: 60 }];
    const operation = roundCall(id, 'h', { ...of('agent-7', cap), allowances, ...seconds(70) });
    expect(await bench.ledger.authorize(operation)).toMatchObject({ kind: 'allowed', holdMilliCents: 1_000 });
    expect(await spentIn(bench.ledger, id, 'subject/agent-7', 'm')).toBe(1_000);
    expect(await unitsOf(bench.ledger, id, counterOf('minutes', 'agent-7'))).toBe('0 60');
    await expectBalancedBooks(bench.ledger, id);
  });
});

describe.each(BOTH)('the particulars of a subject (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createFunded(bench, 'acme', 1_000_000);
  });
  afterAll(() => bench.close());

  const place = { rootAccountId: 'acme', accountId: 'acme' };
  const agent: SubjectProfile = {
    subjectId: 'agent-7',
    ratePlan: 'starter',
    country: 'DE',
    maxOpenHolds: 2,
    spendingLimitMilliCents: 5_000,
    onLimit: 'use_balance',
    onPlanExhausted: undefined,
  };

  it('raise the revision of its account, so that no request is decided without them', async () => {
    const { ledger } = bench;
    expect(await ledger.subject(place, 'agent-7')).toEqual({ revision: 1, profile: undefined });
    await ledger.putSubject({ ...place, subjectId: 'agent-7', profile: agent });
    expect(await ledger.subject(place, 'agent-7')).toEqual({ revision: 2, profile: agent });
    expect(await ledger.authorize(roundCall('acme', 'h'))).toMatchObject({
      kind: 'stale',
      profile: { accountId: 'acme', revision: 2, subjects: 1 },
    });
    const owners = [{ accountId: 'acme', revision: 2 }];
    expect(await ledger.authorize(roundCall('acme', 'h', { owners }))).toMatchObject({ kind: 'allowed' });
  });

  it('change nothing when they are the same, and are forgotten when they are taken away', async () => {
    const { ledger } = bench;
    await ledger.putSubject({ ...place, subjectId: 'agent-7', profile: { ...agent } });
    expect((await ledger.account('acme'))?.profile).toMatchObject({ revision: 2, subjects: 1 });
    await ledger.putSubject({ ...place, subjectId: 'agent-10', profile: { ...agent, subjectId: 'agent-10' } });
    expect(await ledger.subjectIds(place, { after: '', limit: 10 })).toEqual({
      items: ['agent-10', 'agent-7'],
      next: '',
    });
    expect(await ledger.subjectIds(place, { after: '', limit: 1 })).toEqual({ items: ['agent-10'], next: 'agent-10' });
    expect(await ledger.subjectIds(place, { after: 'agent-10', limit: 1 })).toEqual({ items: ['agent-7'], next: '' });
    await ledger.putSubject({ ...place, subjectId: 'agent-7', profile: undefined });
    await ledger.putSubject({ ...place, subjectId: 'never', profile: undefined });
    expect(await ledger.subject(place, 'agent-7')).toEqual({ revision: 4, profile: undefined });
    expect(await ledger.subjectIds(place, { after: '', limit: 10 })).toEqual({ items: ['agent-10'], next: '' });
    expect((await ledger.account('acme'))?.profile).toMatchObject({ revision: 4, subjects: 1 });
    await expectBalancedBooks(ledger, 'acme');
  });

  it('belong to an account that exists', async () => {
    const { ledger } = bench;
    const nobody = { rootAccountId: 'nobody', accountId: 'nobody' };
    await expect(ledger.putSubject({ ...nobody, subjectId: 'x', profile: agent })).rejects.toMatchObject({
      reason: 'ACCOUNT_UNKNOWN',
    });
    expect(await ledger.subject(nobody, 'x')).toBeUndefined();
    expect(await ledger.subjectIds(nobody, { after: '', limit: 10 })).toEqual({ items: [], next: '' });
  });
});

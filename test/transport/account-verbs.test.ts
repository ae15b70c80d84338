/** Accounts and their credit, as the verbs behind AccountService see them, over both ledgers. */
import { beforeEach, describe, expect, test } from 'vitest';
import { periodName } from '../../src/domain/cycle.ts';
import { BOTH } from '../ledger/support/test-ledger.ts';
import { CREDIT, faultOf, NEW, openStage, type AccountStage, type StagedAccounts } from './account-stage.ts';

describe.each(BOTH)('with the %s ledger', (_name, open) => {
  let stage: AccountStage;
  let accounts: StagedAccounts;

  beforeEach(async () => {
    stage = await openStage(open);
    ({ accounts } = stage);
    return () => stage.close();
  });

  describe('an account under another', () => {
    test('lies in the partition of its root, and brings no signup credit', async () => {
      expect(await accounts.create(NEW)).toMatchObject({ balanceMilliCents: 500_000 });
      await stage.under('berlin', 'acme');
      const office = await stage.under('office', 'berlin', { fundedBy: 'parent' });
      expect(office).toMatchObject({
        balanceMilliCents: 0,
        profile: { rootAccountId: 'acme', parentAccountId: 'berlin', fundedBy: 'parent' },
      });
      expect(await accounts.get('office')).toMatchObject({ profile: { rootAccountId: 'acme' } });
    });

    test('needs a parent that exists, is open, and is not too deep', async () => {
      await accounts.create(NEW);
      for (const parent of ['nobody', 'x']) {
        expect(await faultOf(stage.under('x', parent))).toMatchObject({ details: { field: 'parent_account_id' } });
      }
      await stage.under('level-2', 'acme');
      await stage.under('level-3', 'level-2');
      await stage.under('level-4', 'level-3');
      const tooDeep = await faultOf(stage.under('level-5', 'level-4'));
      expect(tooDeep.message).toBe('parent_account_id: "level-4" is at level 4 already; there are at most 4 levels');
      await accounts.update({ accountId: 'level-2', revision: 0, state: 'closed', force: true });
      expect((await faultOf(stage.under('late', 'level-2'))).message).toContain('is closed');
    });

    test('alone can be paid for by a parent', async () => {
      expect(await faultOf(accounts.create({ ...NEW, fundedBy: 'parent' }))).toMatchObject({
        details: { field: 'funded_by' },
      });
      await accounts.create(NEW);
      const change = { revision: 0, force: false, fundedBy: 'parent' } as const;
      expect(await faultOf(accounts.update({ accountId: 'acme', ...change }))).toMatchObject({
        details: { field: 'funded_by' },
      });
      await stage.under('berlin', 'acme');
      expect(await accounts.update({ accountId: 'berlin', ...change })).toMatchObject({
        profile: { fundedBy: 'parent' },
      });
    });

    test('is the same for the same particulars, whatever the order of its allowances', async () => {
      const allowances = (...names: string[]) => ({ allowanceUnits: new Map(names.map((name) => [name, 60])) });
      await accounts.create({ ...NEW, ...allowances('minutes', 'own') });
      expect(await accounts.create({ ...NEW, ...allowances('own', 'minutes') })).toMatchObject({ replayed: true });
      const other = await faultOf(accounts.create({ ...NEW, ...allowances('own') }));
      expect(other).toMatchObject({ code: 'already_exists', reason: 'CONFLICT' });
    });
  });

  describe('the view', () => {
    test('has what the plan gives before anything was journaled of it', async () => {
      const created = await accounts.create({ ...NEW, plan: 'team' });
      expect(created.lots.map(({ kind, grantedMilliCents }) => [kind, grantedMilliCents])).toEqual([
        ['plan_credits', 2000],
        ['bundle', 1000],
      ]);
      expect(created).toMatchObject({
        availableMilliCents: 3000,
        planCreditsRemainingMilliCents: 2000,
        accountStatus: 'red',
        allowances: [{ name: 'minutes', subjectId: '', totalUnits: 1200, usedUnits: 0, remainingUnits: 1200 }],
      });
      expect(created.cycleEndsAtMs).toBe(created.allowances[0]?.endsAtMs);
      expect(created.cycleEndsAtMs).toBe(created.lots[0]?.expiresAtMs);
    });

    test('of a change is as complete as any other', async () => {
      await accounts.create({ ...NEW, plan: 'team' });
      const own = { allowanceUnits: new Map([['minutes', 10]]), onPlanExhausted: 'stop' } as const;
      const updated = await accounts.update({ accountId: 'acme', revision: 1, seats: 3, force: false, ...own });
      expect(updated).toMatchObject({
        planCreditsRemainingMilliCents: 3000,
        allowances: [{ totalUnits: 30 }],
        profile: { revision: 2, onPlanExhausted: 'stop' },
      });
      expect(await accounts.get('acme')).toEqual({ ...updated, nowMs: expect.any(Number) as number });
      const reset = await accounts.update({ accountId: 'acme', revision: 2, force: false, onPlanExhausted: undefined });
      expect(reset.profile.onPlanExhausted).toBeUndefined();
    });

    test('counts what is held on lots, and lists the allowances of the account as a whole', async () => {
      const { cycleEndsAtMs, allowances } = await accounts.create({ ...NEW, plan: 'team' });
      await accounts.addCredit({ ...CREDIT, expiresAtMs: cycleEndsAtMs });
      const period = await runningPeriod(accounts);
      const ended = await stage.authorize('h1', {
        allowances: [
          { counter: `own/agent-7/${period}`, totalUnits: 10 },
          { counter: `minutes/-/${period}`, totalUnits: 20 },
        ],
      });
      expect(ended).toMatchObject({ kind: 'allowed' });
      const view = await accounts.get('acme');
      expect(view.totalHeldMilliCents).toBe(ended.kind === 'allowed' ? ended.holdMilliCents : NaN);
      expect(view.heldMilliCents).toBe(0);
      expect(allowances.map(({ name }) => name)).toEqual(['minutes']);
      expect(view.allowances).toMatchObject([{ name: 'minutes', subjectId: '', heldUnits: 20, remainingUnits: 1180 }]);
      expect(view.allowances).toHaveLength(1);
      expect((await accounts.subject('acme', 'agent-7')).allowances).toMatchObject([
        { name: 'own', subjectId: 'agent-7', totalUnits: 60, heldUnits: 10, remainingUnits: 50 },
      ]);
    });
  });

  describe('credit', () => {
    test('of the plain kind is known again by the key that an earlier version remembered', async () => {
      await accounts.create(NEW);
      await stage.ledger.post({
        kind: 'credit',
        rootAccountId: 'acme',
        accountId: 'acme',
        amountMilliCents: CREDIT.amountMilliCents,
        idempotencyKey: 'k1',
        // The first 22 characters of base64url(sha256('credit 300000')).
        fingerprint: 'wGEJbmPxnLlDQO0NBrW_Rh',
        note: '',
        expiresAtMs: 0,
        services: [],
        grants: [],
        planPeriod: '',
        refusal: undefined,
      });
      expect(await accounts.addCredit(CREDIT)).toMatchObject({ replayed: true, balanceMilliCents: 800_000 });
    });

    test('is replayed to another asking, and is the same asking under the same request id', async () => {
      await accounts.create(NEW, 'req-1');
      expect(await accounts.create(NEW, 'req-1')).toMatchObject({ replayed: false });
      expect(await accounts.create(NEW, 'req-2')).toMatchObject({ replayed: true });
      await accounts.addCredit(CREDIT, 'req-3');
      expect(await accounts.addCredit(CREDIT, 'req-3')).toMatchObject({ replayed: false, balanceMilliCents: 800_000 });
      expect(await accounts.addCredit(CREDIT, 'req-4')).toMatchObject({ replayed: true, balanceMilliCents: 800_000 });
    });

    test('with an end or services is a lot, and another request', async () => {
      await accounts.create(NEW);
      const expiresAtMs = stage.clock.ms + 1000;
      const lot = { ...CREDIT, expiresAtMs, services: ['sms', 'call', 'sms'] };
      expect(await accounts.addCredit(lot)).toMatchObject({ balanceMilliCents: 500_000, availableMilliCents: 800_000 });
      const again = { ...lot, services: ['call', 'sms'] };
      expect(await accounts.addCredit(again)).toMatchObject({ replayed: true });
      for (const other of [CREDIT, { ...lot, services: [] }, { ...lot, expiresAtMs: expiresAtMs + 1 }]) {
        expect(await faultOf(accounts.addCredit(other))).toMatchObject({ reason: 'CONFLICT' });
      }
      expect((await accounts.get('acme')).lots).toMatchObject([
        { kind: 'lot', services: ['call', 'sms'], expiresAtMs },
      ]);
      stage.clock.ms += 1000;
      expect(await accounts.get('acme')).toMatchObject({ lots: [], availableMilliCents: 500_000 });
      expect(await accounts.addCredit(again)).toMatchObject({ replayed: true });
      const late = await faultOf(accounts.addCredit({ ...lot, idempotencyKey: 'k2' }));
      expect(late).toMatchObject({ reason: 'ALREADY_EXPIRED', details: { field: 'expires_at_ms' } });
    });

    test('must be what the plan takes and for services that exist', async () => {
      await accounts.create({ ...NEW, plan: 'team' });
      const little = await faultOf(accounts.addCredit({ ...CREDIT, amountMilliCents: 249_999 }));
      expect(little).toMatchObject({ details: { field: 'amount_milli_cents' } });
      expect(little.message).toContain('takes no less than $2.50');
      const fax = await faultOf(accounts.addCredit({ ...CREDIT, services: ['sms', 'fax'] }));
      expect(fax).toMatchObject({ details: { field: 'services[1]' } });
      await accounts.addCredit({ ...CREDIT, amountMilliCents: 250_000 });
      const { accountId, note } = CREDIT;
      expect(await accounts.adjust({ accountId, note, amountMilliCents: -1, idempotencyKey: 'a' })).toMatchObject({
        balanceMilliCents: 249_999,
        availableMilliCents: 252_999,
      });
    });
  });
});

/** The running period, as the counters of its allowances are named. */
async function runningPeriod(accounts: StagedAccounts): Promise<string> {
  const { lots } = await accounts.get('acme');
  const { startsAtMs = 0, expiresAtMs = 0 } = lots.find(({ kind }) => kind === 'plan_credits') ?? {};
  return periodName({ startsAtMs, endsAtMs: expiresAtMs });
}

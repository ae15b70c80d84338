import { claimOf, recreatedHold } from './claims.ts';
import { counterOf, limitOf, planCredits, reversal } from './funding.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  extended,
  refOf,
  released,
  settled,
  type TestLedger,
} from './test-ledger.ts';

/** Runs each verb of the ledger, most in more than one way, on the accounts `a` and `child`. */
export async function everyVerb({ ledger, clock }: TestLedger): Promise<void> {
  await createAccount(ledger, 'a', 1_000_000);
  await createAccount(ledger, 'child', 0, 0, { rootAccountId: 'a', parentAccountId: 'a', fundedBy: 'parent' });
  const limits = [limitOf('open_holds', 5), limitOf('call_cost', 500_000, { mode: 'shadow' })];
  const grants = [planCredits(1_000, clock.ms, { id: 'plan@20260101', expiresAtMs: clock.ms + DAY_MS })];
  const allowances = [{ counter: counterOf('minutes'), totalUnits: 30 }];
  await ledger.authorize(call('a', 'h', { limits, grants, allowances }));
  await ledger.authorize(call('a', 'poor', { units: 3_600_000, maxUnits: 3_600_000 }));
  await ledger.answer(answered('a', 'h'));
  await ledger.extend(extended('a', 'h', 1, 0));
  const used = { connectedSeconds: 20, units: undefined, sequence: 1, durationSeconds: 0 };
  await ledger.settleInterim({ ...refOf('a', 'h'), ...used });
  await ledger.settle(settled('a', 'h', 30));
  const claim = claimOf('a', clock.ms, { funding: { payer: 0, stop: '', allowances } });
  await ledger.settle(settled('a', 'orphan', 30, { claim }));
  await ledger.release(released('a', 'early'));
  await ledger.charge(event('a', 'k', { limits: limits.slice(1) }));
  await ledger.reverse(reversal('a', 'h'));
  await ledger.reverse(reversal('a', 'k', { target: { kind: 'charge', chargeKey: 'k' } }));
  await ledger.sweep(refOf('a', 'h'));
  const up = { connectedSeconds: 3, units: undefined, answered: true };
  await ledger.confirm({ ...refOf('a', 'h2'), ...up, claim: undefined }).catch(() => undefined);
  await ledger.confirm({ ...refOf('a', 'h'), ...up, claim: undefined });
  await ledger.confirm({ ...refOf('a', 'lost'), ...up, claim: { ...claim, ...recreatedHold(), fingerprint: 'f' } });
  const list = { gatewayId: 'gw-1', listId: 'list 1', epoch: 7, page: 1, last: true, ageMs: 0 };
  const taken = await ledger.takePage({ ...list, legs: [refOf('a', 'lost')] });
  await ledger.namedInList({ ...list, ...taken }, [refOf('a', 'lost'), refOf('a', 'h')]);
  await ledger.markMissing({ ...list, ...taken }, [refOf('a', 'h')]);
  await ledger.sweep({ ...refOf('a', 'lost'), missingSinceMs: clock.ms });
  await ledger.authorize(call('a', 'stuck', { grants }));
  clock.ms += 30_000;
  for (const due of await ledger.dueHolds(0, 10)) {
    if (await ledger.leasePartition('sweep', 0, 'sidecar', 1_000)) await ledger.setAside(due, 'broken');
  }
  await ledger.asideHolds({ after: '', limit: 10 });
  await ledger.retryAside(undefined);
  await ledger.post(credited('a', 'c', 1, { grants }));
  await ledger.updateAccount({ ...refOf('a', ''), revision: 1, changes: { seats: 2, plan: 'gold' }, force: false });
  const profile = {
    subjectId: 'agent-7',
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 0,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  } as const;
  await ledger.putSubject({ ...refOf('a', ''), subjectId: 'agent-7', profile });
  await ledger.subject(refOf('a', ''), 'agent-7');
  await ledger.subjectIds(refOf('a', ''), { after: '', limit: 10 });
  await ledger.beginEpoch('sbc-1', 7);
  await ledger.hold(refOf('a', 'h'));
  await ledger.legsOf(refOf('a', 'h'));
  await ledger.holdsOfGateway('gw-1', { after: '', limit: 10 });
  await ledger.openHolds(refOf('a', ''), { after: '', limit: 10 });
  await ledger.holdsByDeadline({ after: '', limit: 10 }, () => true);
  await ledger.accountIds({ prefix: '' }, { after: '', limit: 10 });
  await ledger.totals();
  await ledger.currencies();
  await ledger.account('a');
  await ledger.journalStart(refOf('a', ''));
  await ledger.acknowledgeJournal('archive', 0, '');
  await ledger.tail(0, '', 10);
  await ledger.trimJournal();
  await ledger.forgetJournalReader('archive');
}

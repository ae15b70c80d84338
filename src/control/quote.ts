/** Quote: what Authorize would answer now, decided by the reference ledger's own admission, so that nothing is reserved and nothing differs. */
import { assess } from './assess.ts';
import { reservationFor } from './authorize.ts';
import type { Environment } from './environment.ts';
import { decideAdmission } from '../ledger/reference/admission.ts';
import { presentAllowed, presentDenied } from './present.ts';
import { denyStranger } from './stranger.ts';
import type { QuoteRequest, QuoteResult } from './requests.ts';

export async function quote(environment: Environment, request: QuoteRequest): Promise<QuoteResult> {
  const snapshot = environment.catalog();
  const account = await environment.ledger.account(request.accountId);
  if (account === undefined) return denyStranger(environment, request).denied;
  environment.profiles.learn(account.profile);
  const assessment = assess(snapshot, request, account.profile, environment.ownNumbers, account.nowMs);
  const reply = decideAdmission(
    { ...assessment.admission, ...reservationFor(assessment, request.requestedSeconds) },
    [account],
    account.nowMs,
  );
  if (reply.kind === 'denied') return presentDenied(assessment, account.profile, reply);
  // A quote reserves nothing, so what is available and the status are those of now.
  const now = {
    ...reply,
    balanceMilliCents: account.balanceMilliCents,
    availableMilliCents: account.availableMilliCents,
    postedMilliCents: account.balanceMilliCents + account.profile.creditLimitMilliCents,
  };
  const granted = { units: reply.units, milliCents: reply.amountMilliCents, shadowed: reply.shadowed };
  return presentAllowed(assessment, account.profile, now, granted);
}

/** Quote: what Authorize would answer now, decided by the reference ledger's own admission, so that nothing is reserved and nothing differs. */
import { assess } from './assess.ts';
import { reservationFor } from './authorize.ts';
import type { Environment } from './environment.ts';
import { decideAdmission } from '../ledger/reference/admission.ts';
import { fundsOf } from '../ledger/reference/wallet.ts';
import { presentAllowed, presentDenied } from './present.ts';
import { denyStranger } from './stranger.ts';
import type { QuoteRequest, QuoteResult } from './requests.ts';

export async function quote(environment: Environment, request: QuoteRequest): Promise<QuoteResult> {
  const snapshot = environment.catalog();
  const { ledger, profiles } = environment;
  const known = await profiles.party(request.accountId, request.subjectId);
  if (known === undefined) return denyStranger(environment, request).denied;
  const accounts = await Promise.all(known.chain.map(({ accountId }) => ledger.account(accountId)));
  for (const account of accounts) if (account !== undefined) profiles.learn(account.profile);
  const party = (await profiles.party(request.accountId, request.subjectId)) ?? known;
  const nowMs = accounts[0]?.nowMs ?? ledger.nowMs();
  const assessment = assess(snapshot, request, party, environment.ownNumbers, nowMs);
  const reservation = reservationFor(assessment, request.requestedSeconds);
  const reply = decideAdmission({ ...assessment.admission, ...reservation }, accounts, nowMs);
  if (reply.kind === 'denied') return presentDenied(assessment, party, reply);
  // A quote reserves nothing, so what is available and the status are those of now.
  const { purse, opened } = reply;
  const now = { ...fundsOf(opened.wallet, nowMs, purse.sources), availableMilliCents: purse.moneyMilliCents };
  const granted = { units: reply.units, milliCents: reply.amountMilliCents, shadowed: reply.shadowed };
  return presentAllowed(assessment, party, now, granted);
}

/** Charge: authorize and settle in one step, for messages and events that cannot be taken back. */
import { isDeepStrictEqual } from 'node:util';
import { invalidField } from '../domain/fault.ts';
import { chargeableUnits } from '../domain/terms.ts';
import type { AccountState, ChargeReply, Ledger } from '../ledger/port.ts';
import { decideAdmission, shadowOf } from '../ledger/rules/admission.ts';
import {
  accountBusy,
  afterStale,
  afterStaleMs,
  denyUnknown,
  emergencyOf,
  letThroughInShadow,
  reportDecision,
  STALE_RETRIES_MAX,
} from './admit.ts';
import { assess, type Assessment, destinationOf, fingerprintOf } from './assess.ts';
import { reservationFor } from './authorize.ts';
import { type Environment, notAfterMs } from './environment.ts';
import type { Party } from './party.ts';
import { reportOutcome } from './outcomes.ts';
import { NO_HOLD, presentAllowed, presentDenied } from './present.ts';
import type {
  ChargeRequest,
  ChargeResult,
  DecisionResult,
  QuoteRequest,
  QuoteResult,
  RequestContext,
} from './requests.ts';
import { fundsOf } from '../ledger/rules/funding.ts';
import { type CountedAdmission, countersFor } from '../ledger/rules/limits.ts';
import { drawnFrom } from '../ledger/rules/purse-price.ts';

export async function charge(
  environment: Environment,
  request: ChargeRequest,
  context: RequestContext,
): Promise<ChargeResult> {
  const { idempotencyKey: holdId, traffic } = request;
  const party = await environment.profiles.party(traffic.accountId, traffic.subjectId);
  const emergency = emergencyOf(environment, 'charge', holdId, traffic, party, context);
  if (emergency !== undefined) return { ...emergency, ...NOTHING_CHARGED };
  const result =
    party === undefined
      ? refusedCharge(environment, denyUnknown(environment, traffic).denied, 0)
      : await decide(environment, request, context, party);
  reportDecision(environment, { verb: 'charge', requestId: context.requestId, holdId, traffic, result });
  return result;
}

const NOTHING_CHARGED = { billedUnits: 0, balanceMilliCents: 0, replayed: false, parts: [] } as const;

async function decide(
  environment: Environment,
  request: ChargeRequest,
  context: RequestContext,
  knownParty: Party,
): Promise<ChargeResult> {
  const { traffic } = request;
  const snapshot = environment.catalog();
  let party = knownParty;
  let atMs = environment.ledger.nowMs();
  for (let attempt = 0; attempt < STALE_RETRIES_MAX; attempt++) {
    const assessment = assess(snapshot, traffic, party, environment.ownNumbers, atMs);
    const reply = await environment.ledger.charge({
      ...assessment.admission,
      destination: destinationOf(environment, assessment),
      rootAccountId: party.chain[0].rootAccountId,
      accountId: traffic.accountId,
      idempotencyKey: request.idempotencyKey,
      fingerprint: fingerprintOf(traffic, assessment),
      units: unitsOf(assessment),
      note: request.note,
      notAfterMs: notAfterMs(environment, context),
      nonce: context.requestId,
    });
    if (reply.kind !== 'stale') return present(environment, party, assessment, reply);
    party = await afterStale(environment, traffic, reply);
    atMs = afterStaleMs(environment, reply);
  }
  throw accountBusy();
}

/**
 * Seconds are charged as stated, one when absent, but for free ones; other units as the request counts them; both
 * within the hold rule's bound.
 */
function unitsOf(assessment: Assessment): number {
  const { service, holdRule, quantity } = assessment;
  if (service.unit === 'second') {
    if (quantity.units > holdRule.maxUnits)
      throw invalidField('units', `at most ${holdRule.maxUnits} seconds can be charged at once`);
    return chargeableUnits(assessment.admission.terms, Math.max(1, quantity.units));
  }
  return reservationFor(assessment, 0).units;
}

function present(
  environment: Environment,
  party: Party,
  assessment: Assessment,
  reply: Exclude<ChargeReply, { kind: 'stale' }>,
): ChargeResult {
  if (reply.kind === 'charged') {
    reportOutcome(environment, { kind: 'charged', service: assessment.service.name, reply });
    const { billedUnits: units, chargedMilliCents: milliCents, shadowed, shadowedLimit } = reply;
    const granted = { units, milliCents, shadowed, shadowedLimit, ...NO_HOLD };
    const { billedUnits, balanceMilliCents, replayed, parts } = reply;
    const charged = { billedUnits, balanceMilliCents, replayed, parts };
    return Object.assign(presentAllowed(assessment, party, reply, granted), charged);
  }
  return refusedCharge(environment, presentDenied(assessment, party, reply), reply.balanceMilliCents);
}

/** In shadow a denied charge is let through and charges nothing. */
function refusedCharge(environment: Environment, denied: DecisionResult, balanceMilliCents: number): ChargeResult {
  const decision = environment.enforcement === 'shadow' ? letThroughInShadow(denied, denied.grantedUnits) : denied;
  return { ...decision, ...NOTHING_CHARGED, balanceMilliCents };
}

/* Quote: what Authorize would answer now, decided by the reference ledger's own admission, so that nothing is reserved
   and nothing differs. */

/** The accounts of an admission, with the counters that it looks at. */
function readCounted(
  ledger: Pick<Ledger, 'account'>,
  admission: CountedAdmission,
): Promise<(AccountState | undefined)[]> {
  return Promise.all(
    admission.owners.map(({ accountId }, owner) => ledger.account(accountId, countersFor(admission, owner))),
  );
}

export async function quote(
  environment: Environment,
  request: QuoteRequest,
  context: RequestContext,
): Promise<QuoteResult> {
  const snapshot = environment.catalog();
  const { ledger, profiles } = environment;
  const known = await profiles.party(request.accountId, request.subjectId);
  const emergency = emergencyOf(environment, 'quote', '', request, known, context);
  if (emergency !== undefined) return { ...emergency, parts: [] };
  if (known === undefined) return { ...denyUnknown(environment, request).denied, parts: [] };
  const judged = (party: Party, nowMs: number): Assessment =>
    assess(snapshot, request, party, environment.ownNumbers, nowMs);
  let accounts = await readCounted(ledger, judged(known, ledger.nowMs()).admission);
  for (const account of accounts) if (account !== undefined) profiles.learn(account.profile);
  const party = (await profiles.party(request.accountId, request.subjectId)) ?? known;
  // What was cached may have changed, and with it what counts.
  if (!isDeepStrictEqual(party, known)) {
    accounts = await readCounted(ledger, judged(party, ledger.nowMs()).admission);
  }
  const nowMs = accounts[0]?.nowMs ?? ledger.nowMs();
  const assessment = judged(party, nowMs);
  const reservation = reservationFor(assessment, request.requestedSeconds);
  const reply = decideAdmission({ ...assessment.admission, ...reservation }, accounts, nowMs);
  if (reply.kind === 'denied') return { ...presentDenied(assessment, party, reply), parts: [] };
  // A quote reserves nothing, so what is available and the status are those of now.
  const { purse, opened } = reply;
  const now = { ...fundsOf(opened.wallet, nowMs, purse.sources), availableMilliCents: purse.moneyMilliCents };
  const granted = {
    units: reply.units,
    milliCents: reply.amountMilliCents,
    ...shadowOf(reply, assessment.admission),
    final: reservation.extendUnits === 0 || reply.units >= reservation.maxUnits,
    validitySeconds: 0,
  };
  const { parts } = drawnFrom(purse, assessment.admission.terms, reply.units);
  return { ...presentAllowed(assessment, party, now, granted), parts };
}

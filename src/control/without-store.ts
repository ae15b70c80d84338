/** Authorize while the store is away: what the hold rule's `when_store_is_down` says. */
import { STORE_DOWN } from '../domain/decision.ts';
import { Fault, isPassing } from '../domain/fault.ts';
import type { AuthorizeOperation } from '../ledger/port.ts';
import { NOT_SHADOWED } from '../ledger/rules/admission.ts';
import type { Assessment } from './assess.ts';
import { type Environment, notAfterMs } from './environment.ts';
import { isActive, type Party } from './party.ts';
import { NO_HOLD, presentAllowed } from './present.ts';
import type { AuthorizeRequest, AuthorizeResult, RequestContext } from './requests.ts';
import { signHold } from './settle-token.ts';

/** How long a call may wait for a store that is away before the catalog lets it through. */
const STORE_WAIT_MS = 300;

/**
 * The time after which the script must do nothing, in Redis time. Where the catalog lets calls through without the
 * store that time is short: the gateway must hear of it while it still listens, and a hold must not appear after the
 * call was let through without one.
 */
export function answerBy(environment: Environment, context: RequestContext, assessment: Assessment): number {
  const deadline = notAfterMs(environment, context);
  if (assessment.snapshot.whenStoreIsDown(assessment.traffic) === 'deny') return deadline;
  const soon = Math.floor(environment.ledger.nowMs()) + STORE_WAIT_MS;
  return deadline === 0 ? soon : Math.min(deadline, soon);
}

/**
 * What is answered to an authorize that failed. A store that is away, or so slow that the script came too late and did
 * nothing, is an outcome here, because the catalog may have an answer to it. Every other fault is thrown on: a store
 * that is full, lost or a replica would let calls through for as long as nobody mends it. What may have been reserved
 * for a caller who hears that it failed is taken back.
 *
 * @throws the fault, where the call is not let through
 */
export async function withoutStore(
  environment: Environment,
  request: AuthorizeRequest,
  party: Party,
  assessment: Assessment,
  operation: AuthorizeOperation,
  error: unknown,
): Promise<AuthorizeResult> {
  if (!(error instanceof Fault)) throw error;
  const passed = mayBeLetThrough(error)
    ? await letThrough(environment, request, party, assessment, operation, error)
    : undefined;
  if (passed !== undefined) return passed;
  if (error.details.outcomeUnknown === true) await environment.outage?.takeBack(operation);
  throw error;
}

function mayBeLetThrough({ storeState, reason }: Fault): boolean {
  return reason === 'TOO_LATE' || (storeState !== undefined && isPassing(storeState));
}

/** On its token, and on a grant that is kept on disk and becomes a hold once the store is back. */
async function letThrough(
  environment: Environment,
  request: AuthorizeRequest,
  party: Party,
  assessment: Assessment,
  operation: AuthorizeOperation,
  fault: Fault,
): Promise<AuthorizeResult | undefined> {
  const stopped = assessment.verdict !== undefined || !isActive(party);
  if (stopped) return undefined;
  const authorizedAtMs = Math.floor(environment.ledger.nowMs());
  const units = await grantWithoutStore(environment, assessment, operation, authorizedAtMs);
  if (units === 0) return undefined;
  const funds = { balanceMilliCents: 0, availableMilliCents: 0, postedMilliCents: 0 };
  const granted = { units, milliCents: 0, ...NOT_SHADOWED, ...NO_HOLD };
  environment.logger.warn(
    { account_id: request.traffic.accountId, hold_id: request.holdId, fault: fault.reason },
    'let a request through unreserved, because the store is away and the catalog says so',
  );
  const claim = { grantedUnits: units, authorizedAtMs };
  return {
    ...presentAllowed(assessment, party, funds, granted),
    reason: STORE_DOWN,
    // Nothing was counted, whatever a rule in shadow says: the reason tells of the store.
    shadowed: false,
    rule: '',
    accountStatus: undefined,
    holdId: request.holdId,
    settleToken: signHold(environment, request, assessment, claim),
    replayed: false,
  };
}

/** How many units; 0 where nothing may be let through. */
async function grantWithoutStore(
  { outage }: Environment,
  { snapshot, traffic }: Assessment,
  operation: AuthorizeOperation,
  atMs: number,
): Promise<number> {
  const policy = snapshot.whenStoreIsDown(traffic);
  if (policy === 'deny') return 0;
  const limit = policy === 'allow' ? undefined : policy.allowUpToMilliCents;
  if (outage !== undefined) return outage.grant(operation, atMs, limit);
  // Where nothing can be kept nothing can be counted either.
  return limit === undefined ? operation.units : 0;
}

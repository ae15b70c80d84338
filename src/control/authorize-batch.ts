/**
 * Authorize for many recipients of the same traffic. Everything that can be wrong with the request is found before
 * anything is reserved; then the authorizations start in the recipients' order, so many in one turn of the event loop
 * that their commands leave in one pipeline, and so few that the last of them need not wait long for its answer.
 */
import { Fault, faultFrom } from '../domain/fault.ts';
import { emergencyOf, reportDecision } from './admit.ts';
import { assess, type Assessment } from './assess.ts';
import { decideAssessed, reservationFor, unknownResult } from './authorize.ts';
import type { Environment } from './environment.ts';
import type { Party } from './party.ts';
import type {
  AuthorizeBatchRequest,
  AuthorizeBatchResult,
  AuthorizeRequest,
  AuthorizeResult,
  BatchRecipient,
  RequestContext,
} from './requests.ts';

/** One recipient with the request that it would be alone. */
interface Single {
  readonly recipient: BatchRecipient;
  readonly request: AuthorizeRequest;
}

/** A recipient whose authorization may start: nothing is wrong with it. */
interface Ready extends Single {
  readonly start: () => Promise<AuthorizeResult>;
}

/**
 * How many wait for the store at once. A thousand at once took 150 ms and more on a busy machine, which is how long a
 * command waits by default: they timed out behind each other, and were sent again.
 */
const AT_ONCE = 100;

/**
 * When that many took so long, the store does not answer, and the others need not find that out one after the other.
 */
const SILENT_MS = 750;

export async function authorizeBatch(
  environment: Environment,
  request: AuthorizeBatchRequest,
  context: RequestContext,
): Promise<AuthorizeBatchResult> {
  const party = await environment.profiles.party(request.traffic.accountId, request.traffic.subjectId);
  const singles = request.recipients.map((recipient) => ({ recipient, request: requestTo(request, recipient) }));
  const emergencies = singles.map(({ request: { holdId, traffic } }) =>
    emergencyOf(environment, 'authorize', holdId, traffic, party, context),
  );
  const others = singles.filter((_, at) => emergencies[at] === undefined);
  const decided = await decideAll(environment, others, context, party, others.length < singles.length);
  reportFaults(environment, request, context, decided);
  let next = 0;
  return emergencies.map((answer) => answer ?? decided[next++] ?? new Fault('INTERNAL', 'nothing was decided'));
}

/** @param despite - whether a fault of the request as a whole is the outcome of each instead of being thrown. */
async function decideAll(
  environment: Environment,
  singles: readonly Single[],
  context: RequestContext,
  party: Party | undefined,
  despite: boolean,
): Promise<AuthorizeBatchResult> {
  try {
    const ready =
      party === undefined
        ? singles.map((single) => refuseUnknown(environment, single))
        : prepareAll(environment, singles, context, party);
    return await runAll(ready, (each) => outcomeOf(environment, each, context));
  } catch (error) {
    if (!despite) throw error;
    const fault = faultFrom(error, context.requestId);
    return singles.map(() => fault);
  }
}

/**
 * Written out, as are all objects of the call path: spreading one object into another costs a hundred times as much.
 */
function requestTo({ traffic }: AuthorizeBatchRequest, { holdId, to }: BatchRecipient): AuthorizeRequest {
  return {
    holdId,
    traffic: {
      accountId: traffic.accountId,
      service: traffic.service,
      direction: traffic.direction,
      from: traffic.from,
      to,
      subjectId: traffic.subjectId,
      parentHoldId: traffic.parentHoldId,
      gatewayId: traffic.gatewayId,
      requestedSeconds: traffic.requestedSeconds,
      text: traffic.text,
      segments: traffic.segments,
      units: traffic.units,
    },
  };
}

async function runAll(
  ready: readonly Ready[],
  run: (each: Ready) => Promise<AuthorizeResult | Fault>,
): Promise<AuthorizeBatchResult> {
  const outcomes: (AuthorizeResult | Fault)[] = [];
  for (let atOnce = AT_ONCE; outcomes.length < ready.length;) {
    const startedAtMs = performance.now();
    outcomes.push(...(await Promise.all(ready.slice(outcomes.length, outcomes.length + atOnce).map(run))));
    if (performance.now() - startedAtMs > SILENT_MS) atOnce = ready.length;
  }
  return outcomes;
}

function refuseUnknown(environment: Environment, single: Single): Ready {
  const result = named(single, () => unknownResult(environment, single.request));
  return { recipient: single.recipient, request: single.request, start: () => Promise.resolve(result) };
}

/** Throws what is wrong with the request; nothing is reserved yet. */
function prepareAll(
  environment: Environment,
  singles: readonly Single[],
  context: RequestContext,
  party: Party,
): Ready[] {
  const snapshot = environment.catalog();
  const nowMs = environment.ledger.nowMs();
  const byNumber = new Map<string, Assessment>();
  const assessments = singles.map((single) => {
    const { traffic } = single.request;
    const known = byNumber.get(traffic.to);
    if (known !== undefined) return { single, assessment: known };
    const assessment = named(single, () => assess(snapshot, traffic, party, environment.ownNumbers, nowMs));
    reservationFor(assessment, traffic.requestedSeconds);
    byNumber.set(traffic.to, assessment);
    return { single, assessment };
  });
  return assessments.map(({ single: { recipient, request }, assessment }) => ({
    recipient,
    request,
    start: () => decideAssessed(environment, request, context, party, assessment),
  }));
}

/** Faults of one recipient are its outcome, so that they do not hide those of the others. */
async function outcomeOf(
  environment: Environment,
  { recipient, request, start }: Ready,
  context: RequestContext,
): Promise<AuthorizeResult | Fault> {
  try {
    const result = await start();
    const { holdId, traffic } = request;
    reportDecision(environment, { verb: 'authorize', requestId: context.requestId, holdId, traffic, result });
    return result;
  } catch (error) {
    return inRecipient(recipient.index, faultFrom(error, context.requestId));
  }
}

/** Runs with the fields of a recipient under their full names. */
function named<Result>({ recipient }: Single, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof Fault ? inRecipient(recipient.index, error) : error;
  }
}

const FIELDS_OF_RECIPIENT: ReadonlySet<string> = new Set(['hold_id', 'to']);

/** A fault with the full name of its field, such as `recipients[3].to`, where that is a field of the recipient. */
export function inRecipient(index: number, fault: Fault): Fault {
  const { field } = fault.details;
  if (field === undefined || !FIELDS_OF_RECIPIENT.has(field)) return fault;
  const path = `recipients[${index}].${field}`;
  const message = fault.message.startsWith(`${field}: `) ? path + fault.message.slice(field.length) : fault.message;
  return new Fault(fault.reason, message, { ...fault.details, field: path });
}

/** One line for each reason, however many recipients it struck: an outage would write a thousand. */
function reportFaults(
  environment: Environment,
  { traffic: { accountId } }: AuthorizeBatchRequest,
  { requestId }: RequestContext,
  outcomes: AuthorizeBatchResult,
): void {
  const byReason = new Map<string, { readonly first: Fault; count: number }>();
  for (const outcome of outcomes) {
    if (!(outcome instanceof Fault)) continue;
    const known = byReason.get(outcome.reason);
    if (known === undefined) byReason.set(outcome.reason, { first: outcome, count: 1 });
    else known.count += 1;
  }
  for (const [reason, { first, count }] of byReason) {
    const { cause } = first.details;
    const facts = { verb: 'authorize', request_id: requestId, account_id: accountId, reason, recipients: count };
    const level = first.code === 'internal' ? 'error' : first.retryable ? 'warn' : 'info';
    environment.logger[level](cause === undefined ? facts : { ...facts, err: cause }, first.message);
  }
}

/**
 * Authorize for many recipients of the same traffic. Everything that can be wrong with the request is found before anything is reserved; then all
 * authorizations start in one turn of the event loop, so that their commands leave in one pipeline and reach the ledger in the recipients' order.
 */
import { Fault } from '../domain/fault.ts';
import type { AccountProfile } from '../ledger/port.ts';
import { assess, type Assessment } from './assess.ts';
import { decideAssessed, reservationFor, strangerResult } from './authorize.ts';
import type { Environment } from './environment.ts';
import { reportDecision } from './report.ts';
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

export async function authorizeBatch(
  environment: Environment,
  request: AuthorizeBatchRequest,
  context: RequestContext,
): Promise<AuthorizeBatchResult> {
  const profile = await environment.profiles.get(request.accountId);
  const singles = request.recipients.map((recipient) => ({ recipient, request: requestTo(request, recipient) }));
  const started =
    profile === undefined
      ? singles.map((single) => Promise.resolve(named(single, () => strangerResult(environment, single.request))))
      : startAll(environment, singles, context, profile);
  const outcomes = await Promise.all(
    started.map((result, index) => outcomeOf(environment, singles[index]!, context, result)),
  );
  reportFaults(environment, request, context, outcomes);
  return outcomes;
}

/** Written out, as are all objects of the call path: spreading one object into another costs a hundred times as much. */
function requestTo(request: AuthorizeBatchRequest, { holdId, to }: BatchRecipient): AuthorizeRequest {
  return {
    accountId: request.accountId,
    holdId,
    service: request.service,
    direction: request.direction,
    from: request.from,
    to,
    subjectId: request.subjectId,
    parentHoldId: '',
    requestedSeconds: 0,
    text: request.text,
    segments: request.segments,
    units: request.units,
    gatewayId: request.gatewayId,
  };
}

/** The first loop throws what is wrong with the request; only the second one reserves. Nothing may be awaited between its steps. */
function startAll(
  environment: Environment,
  singles: readonly Single[],
  context: RequestContext,
  profile: AccountProfile,
): Promise<AuthorizeResult>[] {
  const snapshot = environment.catalog();
  const nowMs = environment.ledger.nowMs();
  const assessments = new Map<string, Assessment>();
  for (const single of singles) {
    const { to } = single.request;
    if (assessments.has(to)) continue;
    const assessment = named(single, () => assess(snapshot, single.request, profile, environment.ownNumbers, nowMs));
    reservationFor(assessment, 0);
    assessments.set(to, assessment);
  }
  return singles.map(({ request }) =>
    decideAssessed(environment, request, context, profile, assessments.get(request.to)!),
  );
}

/** Faults of one recipient are its outcome, so that they do not hide those of the others. */
async function outcomeOf(
  environment: Environment,
  { recipient, request }: Single,
  context: RequestContext,
  started: Promise<AuthorizeResult>,
): Promise<AuthorizeResult | Fault> {
  try {
    const result = await started;
    reportDecision(environment, 'authorize', request, request.holdId, context, result);
    return result;
  } catch (error) {
    return error instanceof Fault
      ? inRecipient(recipient.index, error)
      : new Fault('internal', 'INTERNAL', `internal error; the log has it under request ${context.requestId}`, {
          cause: error,
        });
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
  return new Fault(fault.code, fault.reason, message, { ...fault.details, field: path });
}

/** One line for each reason, however many recipients it struck: an outage would write a thousand. */
function reportFaults(
  environment: Environment,
  { accountId }: AuthorizeBatchRequest,
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

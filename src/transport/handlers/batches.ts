/**
 * SettleBatch, ChargeBatch: many requests in one, each as if it had come alone, with its own caller's rights, its own
 * asking and its own outcome. AuthorizeBatch is another thing: one request, for many recipients.
 */
import { Fault, faultFrom, invalidField } from '../../domain/fault.ts';
import type { ChargeBatchResponse } from '../../gen/tollgate/v1/ChargeBatchResponse.ts';
import type { ChargeBatchResult } from '../../gen/tollgate/v1/ChargeBatchResult.ts';
import type { ChargeResponse } from '../../gen/tollgate/v1/ChargeResponse.ts';
import type { SettleBatchResponse } from '../../gen/tollgate/v1/SettleBatchResponse.ts';
import type { SettleBatchResult } from '../../gen/tollgate/v1/SettleBatchResult.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import { refusal } from '../auth.ts';
import {
  type CallContext,
  defineMethod,
  FailedInPart,
  type Message,
  type Rooms,
  TRAFFIC,
  type UnaryMethod,
} from '../method.ts';
import { CHARGE, emergencyCharge } from './admissions.ts';
import { batchWeight, isMessage, MAX_ENTRIES } from './authorize-batch.ts';
import { SETTLE } from './completions.ts';
import { faultMessage } from './messages.ts';

/** How many wait for the store at once: more would wait behind each other for longer than a command may take. */
const AT_ONCE = 100;

export const BATCHES = [
  defineMethod({
    kind: 'unary',
    name: 'SettleBatch',
    lane: 'completion',
    roles: TRAFFIC,
    reach: 'filtered',
    http: { routes: ['POST /v1/settle-batch'] },
    bounds: { settles: MAX_ENTRIES },
    weight: (message) => batchWeight(entriesIn(message, 'settles')),
    run: settleBatch,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ChargeBatch',
    lane: 'admission',
    roles: TRAFFIC,
    reach: 'filtered',
    http: { routes: ['POST /v1/charge-batch'] },
    bounds: { charges: MAX_ENTRIES },
    weight: (message) => batchWeight(entriesIn(message, 'charges')),
    urgent: {
      isIn: (rooms, message) => entriesIn(message, 'charges').some((entry) => CHARGE.urgent?.isIn(rooms, entry)),
      despite: (rooms, message, fault, context) =>
        charged(entriesIn(message, 'charges').map((entry) => emergencyCharge(rooms, entry, context) ?? fault)),
    },
    run: chargeBatch,
  }),
] as const;

async function settleBatch(rooms: Rooms, message: Message, context: CallContext): Promise<SettleBatchResponse> {
  const outcomes = await runAll<SettleResponse>(rooms, SETTLE, required(message, 'settles'), context);
  const results = outcomes.map((outcome): SettleBatchResult =>
    outcome instanceof Fault ? { fault: faultMessage(outcome) } : { settle: outcome },
  );
  const failed = outcomes.filter((outcome) => outcome instanceof Fault).length;
  return noted(outcomes, { results, settled: outcomes.length - failed, failed });
}

async function chargeBatch(rooms: Rooms, message: Message, context: CallContext): Promise<ChargeBatchResponse> {
  const outcomes = await runAll<ChargeResponse>(rooms, CHARGE, required(message, 'charges'), context);
  return noted(outcomes, charged(outcomes));
}

/** What is no fault of the caller goes to the log too, once for all entries that it struck. */
function noted<Response extends object>(outcomes: readonly (object | Fault)[], response: Response): Response {
  const faults = outcomes.filter((outcome) => outcome instanceof Fault);
  const ours = faults.find(({ code }) => code === 'internal') ?? faults.find(({ retryable }) => retryable);
  if (ours !== undefined) throw new FailedInPart(ours, response);
  return response;
}

function charged(outcomes: readonly (ChargeResponse | Fault)[]): ChargeBatchResponse {
  const counts = { allowed: 0, denied: 0, failed: 0 };
  const results = outcomes.map((outcome): ChargeBatchResult => {
    if (outcome instanceof Fault) {
      counts.failed += 1;
      return { fault: faultMessage(outcome) };
    }
    counts[outcome.decision === 'DECISION_ALLOW' ? 'allowed' : 'denied'] += 1;
    return { charge: outcome };
  });
  return { results, ...counts };
}

function required(message: Message, field: string): readonly Message[] {
  const entries = entriesIn(message, field);
  if (entries.length === 0) throw invalidField(field, 'is required');
  return entries;
}

/** What is no message is one without fields, whose own fault says what it lacks. */
function entriesIn(message: Message, field: string): readonly Message[] {
  const entries = message[field];
  return Array.isArray(entries) ? entries.map((entry: unknown) => (isMessage(entry) ? entry : {})) : [];
}

async function runAll<Response extends object>(
  rooms: Rooms,
  row: UnaryMethod,
  entries: readonly Message[],
  context: CallContext,
): Promise<readonly (Response | Fault)[]> {
  const outcomes: (Response | Fault)[] = [];
  while (outcomes.length < entries.length) {
    const from = outcomes.length;
    const some = entries.slice(from, from + AT_ONCE);
    // The place makes each an asking of its own: one that names a hold twice is no repeat that the network made.
    const asking = (place: number): CallContext => ({ ...context, requestId: `${context.requestId}-${from + place}` });
    outcomes.push(...(await Promise.all(some.map((each, place) => alone<Response>(rooms, row, each, asking(place))))));
  }
  return outcomes;
}

async function alone<Response extends object>(
  rooms: Rooms,
  row: UnaryMethod,
  entry: Message,
  context: CallContext,
): Promise<Response | Fault> {
  const refused = refusal(context.caller, row, entry, rooms);
  if (refused !== undefined && row.urgent?.isIn(rooms, entry) !== true) return refused;
  try {
    return (await row.run(rooms, entry, context)) as Response;
  } catch (error) {
    return faultFrom(error, context.requestId);
  }
}

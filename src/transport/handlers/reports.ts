/** ReportService: calls, movements and usage out of the archive. */
import type {
  CallsRequest,
  MovementsRequest,
  ReportFilter,
  ReportPage,
  ReportRequest,
  UsageRequest,
} from '../../accounts/report-requests.ts';
import type { CallRow, MovementRow, UsageKey, UsageRow } from '../../archive/port.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import { invalidField } from '../../domain/fault.ts';
import type { ArchivedMovement } from '../../gen/tollgate/v1/ArchivedMovement.ts';
import type { Call } from '../../gen/tollgate/v1/Call.ts';
import type { ExportReportResponse } from '../../gen/tollgate/v1/ExportReportResponse.ts';
import type { ListCallsResponse } from '../../gen/tollgate/v1/ListCallsResponse.ts';
import type { QueryMovementsResponse } from '../../gen/tollgate/v1/QueryMovementsResponse.ts';
import type { QueryUsageResponse } from '../../gen/tollgate/v1/QueryUsageResponse.ts';
import type { UsageGroup } from '../../gen/tollgate/v1/UsageGroup.ts';
import { isInScope, notInScope } from '../auth.ts';
import { requestFields, toWireName } from '../definitions.ts';
import { type CallContext, defineMethod, type Message, READ_ACCOUNTS, type Rooms } from '../method.ts';
import * as read from './fields.ts';
import { movementMessage } from './history.ts';
import { CALL_STATE, DIRECTION, MOVEMENT_KIND, orAbsent, partsMessage } from './messages.ts';
import { PageTokens } from './pages.ts';

const MAX_ROWS = 1_000;
const DEFAULT_ROWS = 100;
const MAX_GROUPS = 10_000;
const DEFAULT_GROUPS = 1_000;
const MAX_TIME_LENGTH = 64;
const MAX_FILTERS = 32;

const EXPORT = 'ExportReport';
const REPORT = { kind: 'unary', lane: 'read', roles: READ_ACCOUNTS, reach: 'filtered' } as const;

export const REPORTS = [
  defineMethod({
    ...REPORT,
    name: 'ListCalls',
    http: { routes: ['GET /v1/calls'], csv: { by: EXPORT, report: 'calls' } },
    run: listCalls,
  }),
  defineMethod({
    ...REPORT,
    name: 'QueryMovements',
    http: { routes: ['GET /v1/movements'], csv: { by: EXPORT, report: 'movements' } },
    run: queryMovements,
  }),
  defineMethod({
    ...REPORT,
    name: 'QueryUsage',
    http: { routes: ['GET /v1/usage'], csv: { by: EXPORT, report: 'usage' } },
    run: queryUsage,
  }),
  defineMethod({
    kind: 'stream',
    name: EXPORT,
    lane: 'read',
    roles: READ_ACCOUNTS,
    reach: 'filtered',
    bounds: { filter: MAX_FILTERS },
    run: exportReport,
  }),
] as const;

async function listCalls({ reports }: Rooms, message: Message, context: CallContext): Promise<ListCallsResponse> {
  const request = callsRequest(message, context);
  const tokens = tokensOf('calls', request, message);
  const page = await reports.calls(request, tokens.page(message, MAX_ROWS, DEFAULT_ROWS));
  return { calls: page.items.map((row) => callMessage(row, page)), nextPageToken: tokens.token(page.next) };
}

async function queryMovements(
  { reports }: Rooms,
  message: Message,
  context: CallContext,
): Promise<QueryMovementsResponse> {
  const request = movementsRequest(message, context);
  const tokens = tokensOf('movement rows', request, message);
  const page = await reports.movements(request, tokens.page(message, MAX_ROWS, DEFAULT_ROWS));
  return { movements: page.items.map((row) => archivedMovement(row, page)), nextPageToken: tokens.token(page.next) };
}

async function queryUsage({ reports }: Rooms, message: Message, context: CallContext): Promise<QueryUsageResponse> {
  const request = usageRequest(message, context);
  const tokens = tokensOf('usage', request, message);
  const page = await reports.usage(request, tokens.page(message, MAX_GROUPS, DEFAULT_GROUPS));
  return { rows: page.items.map(usageMessage), nextPageToken: tokens.token(page.next) };
}

/** JSON is what is asked for here; the transport sends for CSV elsewhere. */
function tokensOf(list: string, request: ReportFilter, message: Message): PageTokens {
  const format = read.stringAt(message, 'format');
  if (format !== '' && format !== 'json') {
    throw invalidField('format', 'must be json or csv; csv over gRPC is ExportReport');
  }
  return new PageTokens(list, JSON.stringify(request));
}

const RPCS = { calls: 'ListCalls', movements: 'QueryMovements', usage: 'QueryUsage' } as const;

async function* exportReport(
  { reports }: Rooms,
  message: Message,
  context: CallContext,
): AsyncGenerator<ExportReportResponse> {
  for await (const csv of reports.csv(exportRequest(message, context))) yield { csv };
}

/** Its filter has the fields of the report's request under their names on the wire, all of them texts. */
function exportRequest(message: Message, context: CallContext): ReportRequest {
  const report = read.stringAt(message, 'report');
  if (report !== 'calls' && report !== 'movements' && report !== 'usage') {
    throw invalidField('report', `must be one of ${Object.keys(RPCS).join(', ')}`);
  }
  const filter = filterMessage(RPCS[report], message['filter'] ?? {});
  const accountId = filter['accountId'];
  if (typeof accountId === 'string' && accountId !== '' && !isInScope(context.caller, accountId)) {
    throw notInScope('account_id');
  }
  switch (report) {
    case 'calls':
      return { report, filter: callsRequest(filter, context) };
    case 'movements':
      return { report, filter: movementsRequest(filter, context) };
    case 'usage':
      return { report, filter: usageRequest(filter, context) };
  }
}

function filterMessage(rpc: string, given: unknown): Message {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidField('filter', 'must be an object of texts by name');
  }
  const names = new Map(requestFields(rpc).map(({ name }) => [toWireName(name), name]));
  return Object.fromEntries(
    Object.entries(given).map(([key, value]: [string, unknown]) => {
      const name = names.get(key);
      if (name !== undefined) return [name, value];
      const shown = key.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
      throw invalidField(shown, `is not a field of ${rpc}; ${suggestion(key.slice(0, 64), names.keys())}`);
    }),
  );
}

/* What is asked. */

function reportFilter(message: Message, { caller }: CallContext): ReportFilter {
  const accountId = read.optionalAccountId(message, 'accountId');
  const below = read.writtenFlag(message, 'below');
  if (below && accountId === '') throw invalidField('below', 'needs the account_id that they are under');
  return {
    accountPrefix: caller.accountPrefix,
    accountId,
    below,
    from: read.line(message, 'from', MAX_TIME_LENGTH),
    to: read.line(message, 'to', MAX_TIME_LENGTH),
    timeZone: read.timeZone(message),
  };
}

function callsRequest(message: Message, context: CallContext): CallsRequest {
  return {
    ...reportFilter(message, context),
    subjectId: read.subjectId(message),
    numberClass: read.word(message, 'class', ''),
    direction: DIRECTION.read(message, 'direction'),
    service: read.word(message, 'service', ''),
    number: read.phoneNumber(message, 'number'),
    country: read.word(message, 'country', ''),
    gatewayId: read.line(message, 'gatewayId', read.MAX_GATEWAY_ID_LENGTH),
  };
}

function movementsRequest(message: Message, context: CallContext): MovementsRequest {
  return { ...reportFilter(message, context), kind: MOVEMENT_KIND.read(message, 'kind') };
}

const USAGE_KEYS: readonly UsageKey[] = [
  'day',
  'month',
  'subject',
  'class',
  'service',
  'direction',
  'country',
  'account',
  'gateway',
];

function usageRequest(message: Message, context: CallContext): UsageRequest {
  const words = read.stringAt(message, 'groupBy') || 'month';
  const groupBy = words.split(',').map((written): UsageKey => {
    const word = written.trim();
    const key = USAGE_KEYS.find((each) => each === word);
    if (key !== undefined) return key;
    throw invalidField('group_by', `"${word.slice(0, 32)}" is not one of ${USAGE_KEYS.join(', ')}`);
  });
  if (new Set(groupBy).size < groupBy.length) throw invalidField('group_by', 'names something twice');
  if (groupBy.includes('day') && groupBy.includes('month'))
    throw invalidField('group_by', 'is either by day or by month');
  return { ...callsRequest(message, context), groupBy };
}

/* What is answered. */

function callMessage(row: CallRow, { timeText }: Pick<ReportPage<CallRow>, 'timeText'>): Call {
  return {
    accountId: row.accountId,
    holdId: row.holdId,
    chargeIdempotencyKey: row.chargeKey,
    parentAccountId: row.parentAccountId,
    payerAccountId: row.payerAccountId,
    subjectId: row.subjectId,
    labels: { ...row.subjectLabels },
    service: row.service,
    direction: DIRECTION.nameOr(row.direction || undefined),
    numberClass: row.numberClass,
    number: row.number,
    numberForm: row.numberForm,
    prefix: row.prefix,
    country: row.country,
    rateRule: row.rateRule,
    holdRule: row.holdRule,
    gatewayId: row.gatewayId,
    parentHoldId: row.parentHoldId,
    authorizedAt: timeText(row.authorizedAtMs),
    authorizedAtMs: row.authorizedAtMs,
    answeredAtMs: orAbsent(row.answeredAtMs || undefined),
    endedAtMs: orAbsent(row.endedAtMs || undefined),
    state: CALL_STATE.name(row.state),
    grantedUnits: row.grantedUnits,
    connectedSeconds: row.connectedSeconds,
    billedUnits: row.billedUnits,
    billingAmountMilliCents: row.costMilliCents,
    reversedMilliCents: row.reversedMilliCents,
    writeOffMilliCents: row.writtenOffMilliCents,
    parts: partsMessage(row.parts),
    q850Cause: row.cause,
    flags: [...row.flags],
  };
}

function archivedMovement(row: MovementRow, { timeText }: Pick<ReportPage<MovementRow>, 'timeText'>): ArchivedMovement {
  const isCharge = row.kind === 'charge' && row.holdId === '';
  return {
    accountId: row.accountId,
    at: timeText(row.atMs),
    // As ListMovements tells it: of a Charge the key is the movement's own.
    movement: movementMessage({
      ...row,
      idempotencyKey: isCharge ? row.chargeKey : row.idempotencyKey,
      chargeKey: isCharge ? '' : row.chargeKey,
    }),
    direction: DIRECTION.nameOr(row.direction),
    numberClass: row.numberClass,
    number: row.number,
    connectedSeconds: row.connectedSeconds,
  };
}

function usageMessage({ keys, ...sums }: UsageRow): UsageGroup {
  return {
    day: keys.day ?? '',
    month: keys.month ?? '',
    subjectId: keys.subject ?? '',
    numberClass: keys.class ?? '',
    service: keys.service ?? '',
    direction: keys.direction ?? '',
    country: keys.country ?? '',
    accountId: keys.account ?? '',
    gatewayId: keys.gateway ?? '',
    count: sums.calls,
    tollFreeCalls: sums.tollFreeCalls,
    internationalCalls: sums.internationalCalls,
    connectedSeconds: sums.connectedSeconds,
    billedSeconds: sums.billedSeconds,
    billedUnits: sums.billedUnits,
    includedUnits: sums.includedUnits,
    billingAmountMilliCents: sums.costMilliCents,
    writeOffMilliCents: sums.writtenOffMilliCents,
  };
}

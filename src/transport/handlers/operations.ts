/** What operators call: CatalogService and StoreService. */
import type { CatalogCheck, CatalogManager, CatalogProblem } from '../../catalog/manager-port.ts';
import { isTimeZone } from '../../domain/cycle.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import { callingCodeOf } from '../../domain/phone/metadata.ts';
import type { AcceptStoreResponse } from '../../gen/tollgate/v1/AcceptStoreResponse.ts';
import type { Catalog } from '../../gen/tollgate/v1/Catalog.ts';
import type { CatalogCheck as CatalogCheckMessage } from '../../gen/tollgate/v1/CatalogCheck.ts';
import type { CatalogProblem as CatalogProblemMessage } from '../../gen/tollgate/v1/CatalogProblem.ts';
import type { CheckCatalogResponse } from '../../gen/tollgate/v1/CheckCatalogResponse.ts';
import type { ExplainNumberResponse } from '../../gen/tollgate/v1/ExplainNumberResponse.ts';
import type { GetCatalogResponse } from '../../gen/tollgate/v1/GetCatalogResponse.ts';
import type { GetEmergencyNumbersResponse } from '../../gen/tollgate/v1/GetEmergencyNumbersResponse.ts';
import type { GetStoreResponse } from '../../gen/tollgate/v1/GetStoreResponse.ts';
import type { ListAsideHoldsResponse } from '../../gen/tollgate/v1/ListAsideHoldsResponse.ts';
import type { ReloadCatalogResponse } from '../../gen/tollgate/v1/ReloadCatalogResponse.ts';
import type { RetryAsideHoldsResponse } from '../../gen/tollgate/v1/RetryAsideHoldsResponse.ts';
import type { LostWrites } from '../../gen/tollgate/v1/LostWrites.ts';
import type { Store } from '../../gen/tollgate/v1/Store.ts';
import type { StoreView } from '../../ledger/store-admin.ts';
import type { LostView } from '../../outage/recent/lost-writes.ts';
import type { OutageView } from '../../outage/status.ts';
import { defineMethod, type Message, OPERATE, READ_CATALOG, type Rooms } from '../method.ts';
import { DECISION, STORE_STATE, termsMessage } from './messages.ts';
import * as read from './fields.ts';
import { PageTokens } from './pages.ts';

const MAX_INSTANCE_ID_LENGTH = 128;
const MAX_ASIDE_LISTED = 1000;
const DEFAULT_ASIDE_LISTED = 100;

export const OPERATIONS = [
  defineMethod({
    kind: 'unary',
    name: 'GetCatalog',
    lane: 'read',
    roles: READ_CATALOG,
    reach: 'shared',
    http: { routes: ['GET /v1/catalog'], inner: 'catalog' },
    run: getCatalog,
  }),
  defineMethod({
    kind: 'unary',
    name: 'CheckCatalog',
    lane: 'read',
    roles: READ_CATALOG,
    reach: 'whole',
    http: { routes: ['POST /v1/catalog/check'], inner: 'check' },
    run: checkCatalog,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ReloadCatalog',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['POST /v1/catalog/reload'], inner: 'check' },
    audited: true,
    run: reloadCatalog,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ExplainNumber',
    lane: 'read',
    roles: READ_CATALOG,
    reach: 'shared',
    http: { routes: ['GET /v1/explain'] },
    run: explainNumber,
  }),
  defineMethod({
    kind: 'unary',
    name: 'GetEmergencyNumbers',
    lane: 'read',
    roles: READ_CATALOG,
    reach: 'shared',
    http: { routes: ['GET /v1/emergency-numbers'] },
    run: getEmergencyNumbers,
  }),
  defineMethod({
    kind: 'unary',
    name: 'GetStore',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/store'], inner: 'store' },
    run: getStore,
  }),
  defineMethod({
    kind: 'unary',
    name: 'AcceptStore',
    lane: 'completion',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['POST /v1/store/accept'], inner: 'store' },
    audited: true,
    run: acceptStore,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ListAsideHolds',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/store/aside-holds'] },
    run: listAsideHolds,
  }),
  defineMethod({
    kind: 'unary',
    name: 'RetryAsideHolds',
    lane: 'read',
    roles: OPERATE,
    reach: 'filtered',
    beyondScope: ({ all }) =>
      all === undefined || all === false
        ? undefined
        : new Fault('SCOPE_NOT_ALLOWED', 'all: not for a caller that is limited to some accounts'),
    http: { routes: ['POST /v1/store/aside-holds/retry'] },
    audited: true,
    run: retryAsideHolds,
  }),
] as const;

async function getCatalog({ catalog }: Rooms): Promise<GetCatalogResponse> {
  return { catalog: catalogMessage(catalog) };
}

async function checkCatalog({ catalog }: Rooms): Promise<CheckCatalogResponse> {
  return { check: checkMessage(await catalog.check()) };
}

async function reloadCatalog({ catalog }: Rooms): Promise<ReloadCatalogResponse> {
  return { check: checkMessage(await catalog.reload()) };
}

function catalogMessage(catalog: CatalogManager): Catalog {
  const { snapshot, loadedAtMs, problems } = catalog.info();
  return {
    name: snapshot.name,
    version: snapshot.version,
    currency: snapshot.currency,
    loadedAtMs,
    services: [...snapshot.services.keys()],
    plans: [...snapshot.plans.keys()],
    problems: problems.map(problemMessage),
    cases: snapshot.caseCount,
  };
}

function checkMessage(check: CatalogCheck): CatalogCheckMessage {
  return {
    version: check.version,
    ok: check.problems.length === 0,
    problems: check.problems.map(problemMessage),
    warnings: check.warnings.map(problemMessage),
    inForce: check.inForce,
  };
}

function problemMessage({ file, line, column, message, hint }: CatalogProblem): CatalogProblemMessage {
  return { file, line, column, message, hint };
}

async function explainNumber({ explain }: Rooms, message: Message): Promise<ExplainNumberResponse> {
  const number = read.phoneNumber(message, 'number');
  if (number === '') throw invalidField('number', 'is required');
  const timeZone = read.timeZone(message);
  if (timeZone !== '' && !isTimeZone(timeZone)) {
    throw invalidField('time_zone', `"${timeZone}" is not an IANA time zone such as Europe/Berlin`);
  }
  const atMs = (message['atMs'] ?? undefined) === undefined ? undefined : read.timeMs(message, 'atMs');
  const ratePlan = read.word(message, 'ratePlan', '');
  const country = read.word(message, 'country', '');
  const explanation = explain({
    ...(timeZone !== '' && { timeZone }),
    ...(atMs !== undefined && { atMs }),
    ...(ratePlan !== '' && { ratePlan }),
    ...(country !== '' && { country }),
    number,
    service: read.word(message, 'service', 'call'),
    direction: read.direction(message, 'outbound'),
    otherNumber: read.phoneNumber(message, 'otherNumber'),
    plan: read.word(message, 'plan', 'default'),
  });
  return {
    e164: explanation.e164,
    numberClass: explanation.numberClass,
    country: explanation.country,
    decision: DECISION.name(explanation.decision),
    reason: explanation.reason,
    message: explanation.message,
    terms: termsMessage(explanation.terms),
    holdMilliCents: explanation.holdMilliCents,
    grantedUnits: explanation.grantedUnits,
  };
}

async function getEmergencyNumbers(
  { emergencyNumbers }: Rooms,
  message: Message,
): Promise<GetEmergencyNumbersResponse> {
  const country = read.word(message, 'country', '');
  if (country !== '' && callingCodeOf(country) === undefined) {
    throw invalidField('country', `"${country}" is not an ISO 3166 code such as US`);
  }
  const { countries, listed } = emergencyNumbers(country);
  return {
    countries: countries.map((each) => ({ country: each.country, numbers: [...each.numbers] })),
    listed: [...listed],
  };
}

/* StoreService: the Redis that holds the ledger. */

async function getStore({ store, outage }: Rooms): Promise<GetStoreResponse> {
  return { store: storeMessage(store.view(), outage()) };
}

async function acceptStore({ store, outage }: Rooms, message: Message): Promise<AcceptStoreResponse> {
  const accepted = await store.accept(read.line(message, 'instanceId', MAX_INSTANCE_ID_LENGTH));
  return { store: storeMessage(accepted, outage()) };
}

async function listAsideHolds({ sweeping }: Rooms, message: Message): Promise<ListAsideHoldsResponse> {
  const tokens = new PageTokens('aside holds');
  const page = tokens.page(message, MAX_ASIDE_LISTED, DEFAULT_ASIDE_LISTED);
  const { items, next } = await sweeping.asideHolds(page);
  return { holds: [...items], nextPageToken: tokens.token(next) };
}

async function retryAsideHolds({ sweeping }: Rooms, message: Message): Promise<RetryAsideHoldsResponse> {
  const accountId = read.optionalAccountId(message, 'accountId');
  const holdId = read.optionalHoldId(message, 'holdId');
  const all = read.flag(message, 'all');
  if (all === (accountId !== '' || holdId !== ''))
    throw invalidField('all', 'give either all, or account_id and hold_id');
  if (!all && accountId === '') throw invalidField('account_id', 'is required beside hold_id');
  if (!all && holdId === '') throw invalidField('hold_id', 'is required beside account_id');
  return { retried: await sweeping.retryAside(all ? undefined : { accountId, holdId }) };
}

function storeMessage(view: StoreView, outage: OutageView): Store {
  return {
    state: STORE_STATE.name(view.state),
    instanceId: view.instanceId,
    generation: view.generation,
    partitions: view.partitions,
    detail: view.detail,
    mode: view.mode,
    address: view.address,
    engine: view.engine,
    version: view.version,
    durable: view.durable,
    outage: {
      storeAsked: outage.storeAsked,
      queued: outage.queued,
      oldestQueuedAtMs: outage.oldestQueuedAtMs,
      quarantined: outage.quarantined,
      spoolBytes: outage.spoolBytes,
      spoolMaxBytes: outage.spoolMaxBytes,
      spoolTrouble: outage.spoolTrouble,
      exposureMilliCents: outage.exposureMilliCents,
      lostWrites: lostMessage(outage.lostWrites),
    },
  };
}

function lostMessage({ lostForGood, isIncomplete, ...counts }: LostView): LostWrites {
  return {
    ...counts,
    incomplete: isIncomplete,
    exposed: lostForGood.map(({ kind, accountId, reference, atMs, milliCents, why }) => {
      return { kind, accountId, reference, atMs, amountMilliCents: milliCents, why };
    }),
  };
}

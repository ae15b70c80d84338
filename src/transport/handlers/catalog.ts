/** CatalogService: what operators ask about the catalog. */
import type {
  CatalogCheck,
  CatalogManager,
  CatalogProblem,
  ExplainRequest,
  Explanation,
} from '../../catalog/manager-port.ts';
import { isTimeZone } from '../../domain/cycle.ts';
import { invalidField } from '../../domain/fault.ts';
import type { Catalog } from '../../gen/tollgate/v1/Catalog.ts';
import type { CatalogCheck as CatalogCheckMessage } from '../../gen/tollgate/v1/CatalogCheck.ts';
import type { CatalogProblem as CatalogProblemMessage } from '../../gen/tollgate/v1/CatalogProblem.ts';
import type { NumberExplanation } from '../../gen/tollgate/v1/NumberExplanation.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import { decisionMessage, termsMessage } from './messages.ts';
import type { UnaryMethod } from './method.ts';

/** Says what the catalog makes of a number; throws an `invalid_argument` fault for a service that does not exist. */
export type Explain = (request: ExplainRequest) => Explanation;

export function createCatalogMethods(catalog: CatalogManager, explain: Explain): readonly UnaryMethod[] {
  return [
    { name: 'GetCatalog', lane: 'read', run: async () => catalogMessage(catalog) },
    { name: 'CheckCatalog', lane: 'read', run: async () => checkMessage(await catalog.check()) },
    { name: 'ReloadCatalog', lane: 'read', audited: true, run: async () => checkMessage(await catalog.reload()) },
    { name: 'ExplainNumber', lane: 'read', run: (message) => explainNumber(explain, message) },
  ];
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
    inForce: check.inForce,
  };
}

function problemMessage({ file, line, column, message, hint }: CatalogProblem): CatalogProblemMessage {
  return { file, line, column, message, hint };
}

async function explainNumber(explain: Explain, message: Message): Promise<NumberExplanation> {
  const number = read.phoneNumber(message, 'number');
  if (number === '') throw invalidField('number', 'is required');
  const timeZone = read.timeZone(message);
  if (timeZone !== '' && !isTimeZone(timeZone)) {
    throw invalidField('time_zone', `"${timeZone}" is not an IANA time zone such as Europe/Berlin`);
  }
  const atMs = read.timeMs(message, 'atMs');
  const ratePlan = read.word(message, 'ratePlan', '');
  const country = read.word(message, 'country', '');
  const explanation = explain({
    ...(timeZone !== '' && { timeZone }),
    ...(atMs > 0 && { atMs }),
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
    decision: decisionMessage(explanation.decision),
    reason: explanation.reason,
    message: explanation.message,
    terms: termsMessage(explanation.terms),
    holdMilliCents: explanation.holdMilliCents,
    grantedUnits: explanation.grantedUnits,
  };
}

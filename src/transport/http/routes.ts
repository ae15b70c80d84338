/** Which path is which method, and where its message comes from. */
import { invalidField, type Fault } from '../../domain/fault.ts';
import { requestFields } from '../definitions.ts';
import type { MethodName } from '../handlers/method.ts';
import { toWireName } from '../wire-names.ts';
import { malformedBody, methodNotAllowed, routeUnknown } from './errors.ts';

type Verb = 'GET' | 'POST' | 'PATCH';

/** `:id` stands for the account id. */
const ROUTES: readonly (readonly [Verb, string, MethodName])[] = [
  ['POST', '/v1/authorize', 'Authorize'],
  ['POST', '/v1/answer', 'Answer'],
  ['POST', '/v1/extend', 'Extend'],
  ['POST', '/v1/settle', 'Settle'],
  ['POST', '/v1/release', 'Release'],
  ['POST', '/v1/charge', 'Charge'],
  ['POST', '/v1/quote', 'Quote'],
  ['POST', '/v1/reconcile', 'Reconcile'],
  ['POST', '/v1/accounts', 'CreateAccount'],
  ['GET', '/v1/accounts/:id', 'GetAccount'],
  ['PATCH', '/v1/accounts/:id', 'UpdateAccount'],
  ['POST', '/v1/accounts/:id/credit', 'AddCredit'],
  ['POST', '/v1/accounts/:id/adjust', 'AdjustBalance'],
  ['GET', '/v1/accounts/:id/holds', 'ListHolds'],
  ['GET', '/v1/accounts/:id/movements', 'ListMovements'],
  ['GET', '/v1/accounts/:id/usage', 'GetUsage'],
  ['GET', '/v1/catalog', 'GetCatalog'],
  ['POST', '/v1/catalog/check', 'CheckCatalog'],
  ['POST', '/v1/catalog/reload', 'ReloadCatalog'],
  ['GET', '/v1/explain', 'ExplainNumber'],
];

export interface Route {
  readonly method: MethodName;
  /** From snake_case keys to fields. */
  readonly fields: ReadonlyMap<string, string>;
  /** GET reads the query, the others read a JSON body. */
  readonly fromQuery: boolean;
}

export interface Match {
  readonly route: Route;
  /** From the path; empty where the path names no account. */
  readonly accountId: string;
}

const ACCOUNT_PATH = /^(\/v1\/accounts\/)([^/]+)(\/[a-z]+)?$/;

/** Built once: a path is looked up whole, after the account id has been cut out of it. */
export function createRouter(): (verb: string, path: string) => Match {
  const byPath = new Map<string, Map<string, Route>>();
  for (const [verb, path, method] of ROUTES) {
    const fields = new Map(requestFields(method).map((field) => [toWireName(field), field]));
    const verbs = byPath.get(path) ?? new Map<string, Route>();
    byPath.set(path, verbs.set(verb, { method, fields, fromQuery: verb === 'GET' }));
  }
  return (verb, path) => {
    const account = ACCOUNT_PATH.exec(path);
    const verbs = byPath.get(account === null ? path : `${account[1]}:id${account[3] ?? ''}`);
    if (verbs === undefined) throw routeUnknown();
    const route = verbs.get(verb);
    if (route === undefined) throw methodNotAllowed([...verbs.keys()]);
    return { route, accountId: account === null ? '' : decode(account[2] ?? '', 'account_id') };
  };
}

/** A message with the first key that it should not have had. */
export interface Decoded {
  readonly message: Readonly<Record<string, unknown>>;
  readonly malformed: Fault | undefined;
}

/**
 * Puts parsed JSON under the names of the proto's fields. A key that does not exist is a mistake that must not be overlooked
 * (a misspelt `connected_seconds` would bill nothing), but the rest is still decoded: an emergency call is served all the same.
 */
export function decodeBody(body: unknown, { route, accountId }: Match): Decoded {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw malformedBody('must be a JSON object');
  }
  return rename(Object.entries(body), route, accountId);
}

/** A plus stands for itself here: `?number=+12025550134` is what people type. Spaces are written %20. */
export function decodeQuery(query: string, { route, accountId }: Match): Decoded {
  const pairs = query === '' ? [] : query.split('&');
  const entries = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    const key = decode(at === -1 ? pair : pair.slice(0, at), 'query');
    return [key, decode(at === -1 ? '' : pair.slice(at + 1), key)];
  });
  return rename(entries, route, accountId);
}

function rename(entries: readonly (readonly [string, unknown])[], route: Route, accountId: string): Decoded {
  const message: Record<string, unknown> = {};
  let malformed: Fault | undefined;
  for (const [key, value] of entries) {
    const field = route.fields.get(key);
    if (field === undefined) malformed ??= unknownKey(key, route);
    else if (field in message) malformed ??= invalidField(key, 'is given twice');
    else message[field] = value;
  }
  if (accountId !== '') {
    const other = message['accountId'];
    if (other !== undefined && other !== accountId)
      malformed ??= invalidField('account_id', 'is not the one in the path');
    message['accountId'] = accountId;
  }
  return { message, malformed };
}

/** The key itself may be anything, megabytes of it too. */
function unknownKey(key: string, route: Route): Fault {
  const shown = key.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
  return invalidField(shown, `is not a field of ${route.method}`);
}

function decode(text: string, field: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidField(field, 'is not percent-encoded UTF-8');
  }
}

/** Which path is which method, and where its message comes from. */
import { type Fault, invalidField } from '../../domain/fault.ts';
import { type RequestField, requestFields, toWireName } from '../definitions.ts';
import type { MethodName } from '../handlers/method.ts';
import { malformedBody, methodNotAllowed, routeUnknown } from './errors.ts';

type Verb = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** `:id` stands for the account id, `:subject` for the id of a user, agent or line. */
const ROUTES: readonly (readonly [Verb, string, MethodName])[] = [
  ['POST', '/v1/authorize', 'Authorize'],
  ['POST', '/v1/authorize-batch', 'AuthorizeBatch'],
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
  ['GET', '/v1/accounts/:id/subjects', 'ListSubjects'],
  ['PUT', '/v1/accounts/:id/subjects/:subject', 'SetSubject'],
  ['GET', '/v1/accounts/:id/subjects/:subject', 'GetSubject'],
  ['DELETE', '/v1/accounts/:id/subjects/:subject', 'DeleteSubject'],
  ['GET', '/v1/catalog', 'GetCatalog'],
  ['POST', '/v1/catalog/check', 'CheckCatalog'],
  ['POST', '/v1/catalog/reload', 'ReloadCatalog'],
  ['GET', '/v1/explain', 'ExplainNumber'],
];

/** Fields by their snake_case keys. */
type FieldsByKey = ReadonlyMap<string, { readonly name: string; readonly fields: FieldsByKey | undefined }>;

export interface Route {
  readonly method: MethodName;
  readonly fields: FieldsByKey;
  /** GET and DELETE read the query, the others read a JSON body. */
  readonly fromQuery: boolean;
}

export interface Match {
  readonly route: Route;
  /** Fields whose values stand in the path, by their camelCase names. */
  readonly pathFields: PathFields;
}

type PathFields = Readonly<Partial<Record<'accountId' | 'subjectId', string>>>;

const ACCOUNT_PATH = /^\/v1\/accounts\/([^/]+)(?:(\/[a-z]+)(?:\/([^/]+))?)?$/;

/** Built once: a path is looked up whole, after the ids have been cut out of it. */
export function createRouter(): (verb: string, path: string) => Match {
  const byPath = new Map<string, Map<string, Route>>();
  for (const [verb, path, method] of ROUTES) {
    const fields = byKey(requestFields(method));
    const verbs = byPath.get(path) ?? new Map<string, Route>();
    byPath.set(path, verbs.set(verb, { method, fields, fromQuery: verb === 'GET' || verb === 'DELETE' }));
  }
  return (verb, path) => {
    const [named, accountId, rest = '', subjectId] = ACCOUNT_PATH.exec(path) ?? [];
    const pattern = `/v1/accounts/:id${rest}${subjectId === undefined ? '' : '/:subject'}`;
    const verbs = byPath.get(named === undefined ? path : pattern);
    if (verbs === undefined) throw routeUnknown();
    const route = verbs.get(verb);
    if (route === undefined) throw methodNotAllowed([...verbs.keys()]);
    return {
      route,
      pathFields: {
        ...(accountId !== undefined && { accountId: decode(accountId, 'account_id') }),
        ...(subjectId !== undefined && { subjectId: decode(subjectId, 'subject_id') }),
      },
    };
  };
}

function byKey(fields: readonly RequestField[]): FieldsByKey {
  return new Map(fields.map(({ name, fields: inner }) => [toWireName(name), { name, fields: inner && byKey(inner) }]));
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
export function decodeBody(body: unknown, { route, pathFields }: Match): Decoded {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw malformedBody('must be a JSON object');
  }
  return rename(Object.entries(body), route, pathFields);
}

/** A plus stands for itself here: `?number=+12025550134` is what people type. Spaces are written %20. */
export function decodeQuery(query: string, { route, pathFields }: Match): Decoded {
  const pairs = query === '' ? [] : query.split('&');
  const entries = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    const key = decode(at === -1 ? pair : pair.slice(0, at), 'query');
    return [key, decode(at === -1 ? '' : pair.slice(at + 1), key)];
  });
  return rename(entries, route, pathFields);
}

/** Only the first is told: a body may hold a hundred thousand. */
interface Mistake {
  first: Fault | undefined;
}

type Entries = readonly (readonly [string, unknown])[];

function rename(entries: Entries, route: Route, pathFields: PathFields): Decoded {
  const mistake: Mistake = { first: undefined };
  const message = renamed(entries, route.fields, route.method, '', mistake);
  for (const [name, value] of Object.entries(pathFields)) {
    const other = message[name];
    if (other !== undefined && other !== value) {
      mistake.first ??= invalidField(toWireName(name), 'is not the one in the path');
    }
    message[name] = value;
  }
  return { message, malformed: mistake.first };
}

/** @param path - what stands before the keys in the name of a field, such as `recipients[3].` */
function renamed(
  entries: Entries,
  fields: FieldsByKey,
  method: MethodName,
  path: string,
  mistake: Mistake,
): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const field = fields.get(key);
    if (field === undefined) mistake.first ??= unknownKey(path, key, method);
    else if (field.name in message) mistake.first ??= invalidField(path + key, 'is given twice');
    else message[field.name] = renamedWithin(value, field.fields, method, path + key, mistake);
  }
  return message;
}

/** Lists of messages are renamed too. What is none is left as it is, for the reader of that field to refuse. */
function renamedWithin(
  value: unknown,
  fields: FieldsByKey | undefined,
  method: MethodName,
  path: string,
  mistake: Mistake,
): unknown {
  if (fields === undefined || !Array.isArray(value)) return value;
  return value.map((each: unknown, index) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? renamed(Object.entries(each), fields, method, `${path}[${index}].`, mistake)
      : each,
  );
}

/** The key itself may be anything, megabytes of it too. */
function unknownKey(path: string, key: string, method: MethodName): Fault {
  const shown = path + key.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
  return invalidField(shown, `is not a field of ${method}`);
}

function decode(text: string, field: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidField(field, 'is not percent-encoded UTF-8');
  }
}

/** Which path is which method, and how its message stands in a query or a JSON body. */
import { suggestion } from '../../domain/did-you-mean.ts';
import { type Fault, invalidField } from '../../domain/fault.ts';
import { type RequestField, requestFields, toWireName } from '../definitions.ts';
import type { HttpBinding, Message, Method } from '../method.ts';
import type { Decoded } from '../transport.ts';
import type { ParsedBody } from './bodies.ts';
import { malformedBody, methodNotAllowed, routeUnknown } from './errors.ts';

/** Fields by their snake_case keys. */
type FieldsByKey = ReadonlyMap<string, KeyedField>;

interface KeyedField extends Pick<RequestField, 'name' | 'type' | 'isRepeated'> {
  readonly fields: FieldsByKey | undefined;
}

export interface Route {
  readonly method: Method;
  readonly fields: FieldsByKey;
  /** GET and DELETE read the query, the others read a JSON body. */
  readonly fromQuery: boolean;
}

export interface Match {
  readonly route: Route;
  /** Fields whose values stand in the path, by their camelCase names. */
  readonly pathFields: Message;
}

/** One path with the verbs that it takes. */
interface Path {
  /** What stands between the slashes; a field is in braces. */
  readonly steps: readonly string[];
  readonly verbs: Map<string, Route>;
}

/** Built once from the rows. A path without fields is looked up whole. */
export function createRouter(methods: readonly Method[]): (verb: string, path: string) => Match {
  const paths = new Map<string, Path>();
  for (const method of methods) {
    for (const route of method.http?.routes ?? []) {
      const [verb = '', path = ''] = route.split(' ');
      const known = paths.get(path) ?? { steps: path.split('/'), verbs: new Map<string, Route>() };
      const fromQuery = verb === 'GET' || verb === 'DELETE';
      known.verbs.set(verb, { method, fields: byKey(requestFields(method.name)), fromQuery });
      paths.set(path, known);
    }
  }
  const withFields = [...paths.values()].filter(({ steps }) => steps.some(isField));
  return (verb, path) => {
    const steps = path.split('/');
    const whole = path.includes('{') ? undefined : paths.get(path);
    const found = whole ?? withFields.find((each) => fits(each.steps, steps));
    if (found === undefined) throw routeUnknown();
    const route = found.verbs.get(verb);
    if (route === undefined) throw methodNotAllowed([...found.verbs.keys()]);
    return { route, pathFields: fieldsIn(found.steps, steps, route) };
  };
}

function isField(step: string): boolean {
  return step.startsWith('{');
}

function fits(pattern: readonly string[], steps: readonly string[]): boolean {
  return (
    pattern.length === steps.length &&
    pattern.every((step, index) => (isField(step) ? steps[index] !== '' : step === steps[index]))
  );
}

function fieldsIn(pattern: readonly string[], steps: readonly string[], { fields }: Route): Message {
  const found: Record<string, unknown> = {};
  for (const [index, step] of pattern.entries()) {
    if (!isField(step)) continue;
    const key = step.slice(1, -1);
    found[fields.get(key)?.name ?? key] = decode(steps[index] ?? '', key);
  }
  return found;
}

function byKey(fields: readonly RequestField[]): FieldsByKey {
  return new Map(
    fields.map((field) => [toWireName(field.name), { ...field, fields: field.fields && byKey(field.fields) }]),
  );
}

/**
 * Puts parsed JSON under the names of the proto's fields. A key that does not exist is a mistake that must not be
 * overlooked (a misspelt `connected_seconds` would bill nothing), but the rest is still decoded: an emergency call is
 * served all the same.
 */
export function decodeBody(parsed: ParsedBody, match: Match): Decoded {
  if (parsed.kind === 'form') return decodeForm(parsed.text, match);
  const { value: body, duplicate } = parsed;
  const { route, pathFields } = match;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw malformedBody('must be a JSON object');
  }
  checkBounds(body as Record<string, unknown>, route.method);
  return rename(Object.entries(body), route, pathFields, duplicate);
}

/** Looked at before anything is renamed: a body of a megabyte can hold a hundred thousand entries. */
function checkBounds(body: Readonly<Record<string, unknown>>, { bounds = {} }: Method): void {
  for (const [path, most] of Object.entries(bounds)) {
    const name = toWireName(path);
    const value = body[name];
    if (typeof value !== 'object' || value === null) continue;
    if (Object.keys(value).length > most) throw invalidField(name, `must be at most ${most} entries`);
  }
}

/**
 * A plus stands for itself here: `?number=+12025550134` is what people type. Spaces are written %20.
 *
 * @param lastEventId - what a reader of server-sent events sends when it comes again: it counts before what the query
 *   says, which is still that of the first time
 */
export function decodeQuery(query: string, { route, pathFields }: Match, lastEventId?: string | string[]): Decoded {
  const { place } = route.method.http ?? {};
  const decoded = decodePairs(query, { route, pathFields });
  if (place === undefined || typeof lastEventId !== 'string' || lastEventId === '') return decoded;
  return { ...decoded, message: { ...decoded.message, [place]: lastEventId } };
}

const WANTS_CSV = /(?:^|&)format=csv(?:&|$)/;

/** The report that is asked for as CSV; undefined where it is JSON that is asked for, or there is no such report. */
export function csvReport(query: string, { route }: Match): HttpBinding['csv'] {
  const { csv } = route.method.http ?? {};
  return csv !== undefined && WANTS_CSV.test(query) ? csv : undefined;
}

/** The same query as ExportReport takes it: fields by their keys. */
export function decodeExport(query: string, report: string): Decoded {
  const pairs = pairsOf(query, (text) => text).filter(([key]) => key !== 'format');
  const twice = pairs.find(([key], at) => pairs.findIndex(([other]) => other === key) !== at);
  const malformed = twice && invalidField(twice[0].slice(0, 64), 'is given twice');
  return { message: { report, filter: Object.fromEntries(pairs) }, malformed };
}

function decodePairs(query: string, match: Match): Decoded {
  return renamePairs(
    pairsOf(query, (text) => text),
    match,
  );
}

/** The pairs of a query or a form, decoded. @param spaced - puts spaces where pluses stand for them */
function pairsOf(text: string, spaced: (text: string) => string): readonly Pair[] {
  return text.split('&').flatMap((pair) => {
    if (pair === '') return [];
    const at = pair.indexOf('=');
    const key = decode(spaced(at === -1 ? pair : pair.slice(0, at)), 'query');
    return [[key, decode(at === -1 ? '' : spaced(pair.slice(at + 1)), key)] as const];
  });
}

/**
 * A form: what dialplans and CDR templates send. A field that is empty is absent, because a template has it empty where
 * there is nothing to say. Templates send more than is wanted, so that what nobody knows is left out where a call goes
 * on or ends (a settle that is refused is a charge that is lost), and refused where it begins. A plus is a space, but
 * for one at the beginning of a value: that is a number, `to=+12025550134`, as people type it.
 */
function decodeForm(text: string, match: Match): Decoded {
  const { fields, method } = match.route;
  const lenient = method.lane === 'completion' || method.lane === 'extension';
  const spaced = (each: string): string => each.slice(0, 1) + each.slice(1).replaceAll('+', ' ');
  const pairs = pairsOf(text, spaced).filter(([key, value]) => value !== '' && (!lenient || fields.has(key)));
  return renamePairs(pairs, match);
}

type Pair = readonly [key: string, value: string];

/** Texts become what their fields are: a list has commas or comes one by one, a flag is spelled in words or digits. */
function renamePairs(pairs: readonly Pair[], { route, pathFields }: Match): Decoded {
  const lists: Record<string, string[]> = {};
  const entries: [string, unknown][] = [];
  for (const [key, value] of pairs) {
    const field = route.fields.get(key);
    if (field?.isRepeated === true) (lists[key] ??= []).push(...value.split(','));
    else entries.push([key, field?.type === 'TYPE_BOOL' ? (FLAGS.get(value) ?? value) : value]);
  }
  checkBounds(lists, route.method);
  return rename([...entries, ...Object.entries(lists)], route, pathFields, undefined);
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Only the first is told: a body may hold a hundred thousand. */
interface Mistake {
  first: Fault | undefined;
}

type Entries = readonly (readonly [string, unknown])[];

function rename(entries: Entries, route: Route, pathFields: Message, first: Fault | undefined): Decoded {
  const mistake: Mistake = { first };
  const message = renamed(entries, route.fields, route.method.name, '', mistake);
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
  method: string,
  path: string,
  mistake: Mistake,
): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const field = fields.get(key);
    if (field === undefined) mistake.first ??= unknownKey(path, key, method, fields);
    else if (field.name in message) mistake.first ??= invalidField(path + key, 'is given twice');
    else message[field.name] = renamedWithin(value, field.fields, method, path + key, mistake);
  }
  return message;
}

/** Lists of messages are renamed too. What is none is left as it is, for the reader of that field to refuse. */
function renamedWithin(
  value: unknown,
  fields: FieldsByKey | undefined,
  method: string,
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
function unknownKey(path: string, key: string, method: string, fields: FieldsByKey): Fault {
  const shown = path + key.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
  return invalidField(shown, `is not a field of ${method}; ${suggestion(key.slice(0, 64), fields.keys())}`);
}

function decode(text: string, field: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidField(field, 'is not percent-encoded UTF-8');
  }
}

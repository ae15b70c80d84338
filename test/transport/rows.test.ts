/** The rows of the verbs against the proto files, and what derives from them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  enumNames,
  fullServiceName,
  type MessageShape,
  packageDefinition,
  LASTING_VERBS,
  PRIORITY_VERBS,
  requestFields,
  rpcNamed,
  serviceMethods,
  SERVICES,
  toWireName,
} from '../../src/transport/definitions.ts';
import { CLOSED_SETS } from '../../src/transport/handlers/messages.ts';
import { METHODS } from '../../src/transport/handlers/handlers.ts';
import type { Method } from '../../src/transport/method.ts';

const ROWS: readonly Method[] = METHODS;

const rpcs = SERVICES.flatMap((service) => Object.keys(serviceMethods(fullServiceName(service))));

function messageShape(name: string): MessageShape {
  const definition = packageDefinition()[`tollgate.v1.${name}`];
  if (definition === undefined || !('type' in definition)) throw new Error(`no message ${name}`);
  return definition.type as MessageShape;
}

test('every RPC has a row, and every row an RPC', () => {
  expect(ROWS.map(({ name }) => name).sort()).toEqual([...rpcs].sort());
  expect(new Set(rpcs).size).toBe(rpcs.length);
});

test('every service of the proto files is served', () => {
  const services = Object.keys(packageDefinition()).filter((name) => /^tollgate\.v1\.\w+Service$/.test(name));
  expect(services.sort()).toEqual(SERVICES.map(fullServiceName).sort());
});

test.each(ROWS)('$name is of the kind that its RPC is', ({ kind, name }) => {
  const { requestStream, responseStream } = rpcNamed(name);
  expect(kind).toBe(requestStream ? 'bidi' : responseStream ? 'stream' : 'unary');
});

test('no route is there twice, and what stands in a path is a field of the request', () => {
  const routes = ROWS.flatMap(({ name, http }) => (http?.routes ?? []).map((route) => ({ name, route })));
  expect(new Set(routes.map(({ route }) => route)).size).toBe(routes.length);
  for (const { name, route } of routes) {
    const keys = [...route.matchAll(/\{(\w+)\}/g)].map(([, key]) => key);
    const known = requestFields(name).map((field) => toWireName(field.name));
    expect(known).toEqual(expect.arrayContaining(keys));
  }
});

test('what HTTP shows at the top level is a message of the response, and takes no other field its name', () => {
  for (const { name, http } of ROWS) {
    const response = (rpcNamed(name).responseType.type as MessageShape).field;
    const wrappers = response.filter(({ type }) => type === 'TYPE_MESSAGE').length === 1 && response.length <= 2;
    const inner = response.find((field) => field.name === http?.inner);
    if (http?.inner === undefined) {
      if (wrappers && http !== undefined) expect(response[0]?.label).toBe('LABEL_REPEATED');
      continue;
    }
    expect(inner?.type).toBe('TYPE_MESSAGE');
    const shown = messageShape(inner?.typeName ?? '').field.map((field) => field.name);
    const others = response.filter((field) => field !== inner).map((field) => field.name);
    expect(others.filter((other) => shown.includes(other))).toEqual([]);
  }
});

test('a scope that asks for an account finds one in the request', () => {
  for (const { name, reach } of ROWS) {
    const fields = requestFields(name).map((field) => field.name);
    if (['account', 'token'].includes(reach)) expect(fields).toContain('accountId');
    // One that is refused to whoever is limited to some accounts may be narrowed to one.
    if (reach === 'shared') expect(fields).not.toContain('accountId');
    if (reach === 'token') expect(fields).toContain('settleToken');
  }
});

test('every repeated field of a request has a bound', () => {
  for (const { name, kind, bounds = {} } of ROWS) {
    const { field } = rpcNamed(name).requestType.type as MessageShape;
    const repeated = field.filter(({ label }) => label === 'LABEL_REPEATED').map((each) => each.name);
    if (kind !== 'bidi') expect(Object.keys(bounds)).toEqual(expect.arrayContaining(repeated));
  }
});

describe('the closed sets', () => {
  test.each(CLOSED_SETS)('$prefix has the values of the proto files, in their order', ({ prefix, words }) => {
    const enums = Object.keys(packageDefinition()).filter(
      (name) => toWireName(name.split('.').at(-1) ?? '').toUpperCase() === `_${prefix}`,
    );
    expect(enums).toHaveLength(1);
    expect(enumNames(enums[0] ?? '')).toEqual([
      `${prefix}_UNSPECIFIED`,
      ...words.map((word) => `${prefix}_${word.toUpperCase()}`),
    ]);
  });

  test('are all there', () => {
    const enums = Object.entries(packageDefinition()).filter(
      ([name, { format }]) =>
        name.startsWith('tollgate.v1.') && typeof format === 'string' && format.includes('EnumDescriptor'),
    );
    expect(enums).toHaveLength(CLOSED_SETS.length);
  });

  test('are read in full and in their short form, and in no other', () => {
    for (const set of CLOSED_SETS) {
      for (const word of set.words) {
        const name = `${set.prefix}_${word.toUpperCase()}`;
        expect(set.read({ field: word }, 'field')).toBe(word);
        expect(set.read({ field: name }, 'field')).toBe(word);
        for (const wrong of [word.toUpperCase(), name.toLowerCase(), ` ${word}`, 1, true, {}, [word]]) {
          expect(() => set.read({ field: wrong }, 'field')).toThrow(/^field: must be one of/);
        }
      }
      for (const absent of ['', null, undefined, `${set.prefix}_UNSPECIFIED`]) {
        expect(set.read({ field: absent }, 'field')).toBeUndefined();
      }
    }
  });
});

test('no verb is named where it need not be: not in the edge, the access rules, the routes or the binding', () => {
  const files = ['edge', 'auth', 'method', 'http/routes', 'http/server', 'grpc/methods', 'grpc/server', 'grpc/client'];
  for (const file of files) {
    const source = readFileSync(`src/transport/${file}.ts`, 'utf8').replaceAll(/^ *(\/\*\*|\*|\/\/).*$/gm, '');
    const named = rpcs.filter((name) => new RegExp(`['"]${name}['"]`).test(source));
    expect({ file, named }).toEqual({ file, named: [] });
  }
});

test('what a client sends to the priority listener is what the rows put into its lanes', () => {
  const lanes = new Set(['completion', 'extension']);
  const verbs = METHODS.filter(({ lane }) => lanes.has(lane)).map(({ name }) => name);
  expect(new Set(verbs)).toEqual(PRIORITY_VERBS);
});

test('what a client sets no deadline is what the rows say lasts', () => {
  const verbs = ROWS.flatMap((row) => (row.kind !== 'unary' && row.lasts === true ? [row.name] : []));
  expect(new Set(verbs)).toEqual(LASTING_VERBS);
});

test('a place in a stream stands in each response, and in the request', () => {
  for (const { name, http } of ROWS) {
    if (http?.place === undefined) continue;
    const fields = (rpcNamed(name).responseType.type as MessageShape).field.map((field) => field.name);
    expect(fields).toContain(http.place);
    expect(requestFields(name).map((field) => field.name)).toContain(http.place);
  }
});

/**
 * Every field of every request, with everything that it must not be. Each row must be INVALID_ARGUMENT, name the field, and
 * reach nothing behind the transport. Over gRPC only what protobuf can carry is sent; over HTTP everything is.
 */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startFixture } from './fixture.ts';

const fixture = await startFixture();
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const LONG = (length: number) => 'x'.repeat(length);
/** Wrong for every field that holds a string. */
const NOT_STRINGS = [5, true, {}, ['a']];
/** Wrong for every field that holds an integer. */
const NOT_INTEGERS = ['', 'abc', 'NaN', 'Infinity', '1e3', '1.5', ' 1', '0x10', 1.5, true, {}, [1], '9'.repeat(40)];
const OUT_OF_RANGE = [-1, '-1', Number.MAX_SAFE_INTEGER, '9223372036854775807', '-9223372036854775808'];
const INTEGER = [...NOT_INTEGERS, ...OUT_OF_RANGE];

const ACCOUNT_ID = ['', 'a b', 'acme\n', 'acme\u0000', 'äcme', 'a/b', 'a:b', 'a{b}', LONG(129), '😀', ...NOT_STRINGS];
const OPTIONAL_ACCOUNT_ID = ACCOUNT_ID.filter((value) => value !== '');
const HOLD_ID = ['', 'a b', 'h\t1', 'h\u007f', 'hé', '\u202e', LONG(256), ...NOT_STRINGS];
const OPTIONAL_HOLD_ID = HOLD_ID.filter((value) => value !== '');
const WORD = ['a b', 'call\n', '-call', 'приве́т', LONG(65), ...NOT_STRINGS];
const NUMBER = ['+1202\u0000', '+1\n202', '+1\u2028202', '\ud800', LONG(129), ...NOT_STRINGS];
const TEXT = ['x'.repeat(65_537), '€'.repeat(22_000), '\udc00', ...NOT_STRINGS];
const NOTE = ['a\u0000b', 'line\nbreak', LONG(257), ...NOT_STRINGS];
const GATEWAY_ID = ['a\u0000b', 'line\nbreak', LONG(129), ...NOT_STRINGS];
const TOKEN = ['a b', 'é', LONG(4097), ...NOT_STRINGS];
const DIRECTION = ['DIRECTION_SIDEWAYS', 'OUTBOUND', 99, -1, true, {}];
const FLAG = ['yes', 1, 0, 'true', {}];
const NUMBERS = [
  ['+1202x'],
  ['*'],
  [''],
  [5],
  [LONG(20)],
  'no list',
  { 0: '+1' },
  Array.from({ length: 1001 }, () => '+1'),
];

interface Table {
  readonly rpc: keyof TollgateClient;
  readonly path: string;
  readonly verb?: 'GET' | 'PATCH';
  readonly valid: Readonly<Record<string, unknown>>;
  readonly bad: Readonly<Record<string, readonly unknown[]>>;
}

const LEG = { account_id: 'acme', hold_id: 'h1' };
const CALL = { ...LEG, direction: 'DIRECTION_OUTBOUND', to: '+12025550134' };
const TRAFFIC = {
  account_id: ACCOUNT_ID,
  service: WORD,
  direction: DIRECTION,
  from: NUMBER,
  to: NUMBER,
  subject_id: OPTIONAL_ACCOUNT_ID,
  text: TEXT,
  segments: [...INTEGER, 256],
  units: [...INTEGER, 0, 1_000_001],
};

const TABLES: readonly Table[] = [
  {
    rpc: 'authorize',
    path: '/v1/authorize',
    valid: CALL,
    bad: {
      ...TRAFFIC,
      direction: [...DIRECTION, undefined, 'DIRECTION_UNSPECIFIED'],
      hold_id: [...HOLD_ID, undefined],
      parent_hold_id: OPTIONAL_HOLD_ID,
      requested_seconds: [...INTEGER, 86_401],
      gateway_id: GATEWAY_ID,
    },
  },
  {
    rpc: 'answer',
    path: '/v1/answer',
    valid: LEG,
    bad: { account_id: ACCOUNT_ID, hold_id: HOLD_ID, settle_token: TOKEN },
  },
  {
    rpc: 'extend',
    path: '/v1/extend',
    valid: { ...LEG, connected_seconds: 10, sequence: 1 },
    bad: {
      account_id: ACCOUNT_ID,
      hold_id: HOLD_ID,
      connected_seconds: [...INTEGER, 604_801, undefined],
      sequence: [...INTEGER, 0, undefined],
      settle_token: TOKEN,
    },
  },
  {
    rpc: 'settle',
    path: '/v1/settle',
    valid: { ...LEG, connected_seconds: 10 },
    bad: {
      account_id: ACCOUNT_ID,
      hold_id: HOLD_ID,
      connected_seconds: [...INTEGER, 604_801],
      duration_seconds: [...INTEGER, 604_801],
      units: [...INTEGER, 1_000_001],
      q850_cause: [...NOT_INTEGERS, -1, 128],
      settle_token: TOKEN,
    },
  },
  {
    rpc: 'release',
    path: '/v1/release',
    valid: LEG,
    bad: { account_id: ACCOUNT_ID, hold_id: HOLD_ID, q850_cause: [...NOT_INTEGERS, -1, 128], settle_token: TOKEN },
  },
  {
    rpc: 'charge',
    path: '/v1/charge',
    valid: { account_id: 'acme', service: 'sms', units: 1 },
    bad: {
      ...TRAFFIC,
      service: [...WORD, '', undefined],
      idempotency_key: OPTIONAL_HOLD_ID,
      note: NOTE,
      gateway_id: GATEWAY_ID,
    },
  },
  {
    rpc: 'quote',
    path: '/v1/quote',
    valid: { account_id: 'acme', to: '+12025550134' },
    bad: { ...TRAFFIC, parent_hold_id: OPTIONAL_HOLD_ID, requested_seconds: INTEGER },
  },
  {
    rpc: 'createAccount',
    path: '/v1/accounts',
    valid: { account_id: 'acme' },
    bad: {
      account_id: ACCOUNT_ID,
      plan: WORD,
      currency: WORD,
      time_zone: ['Europe Berlin', 'a\u0000', LONG(65), ...NOT_STRINGS],
      cycle_anchor_day: [...NOT_INTEGERS, -1, 32],
      seats: [...NOT_INTEGERS, -1, 1_000_001],
      credit_limit_milli_cents: [...INTEGER, 1_000_000_000_001],
      parent_account_id: OPTIONAL_ACCOUNT_ID,
      numbers: NUMBERS,
    },
  },
  {
    rpc: 'updateAccount',
    path: '/v1/accounts/acme',
    verb: 'PATCH',
    valid: { account_id: 'acme' },
    bad: {
      revision: [...NOT_INTEGERS, -1, '-1', '9223372036854775807'],
      state: ['', 'Active', 'deleted', ...NOT_STRINGS],
      plan: [...WORD, ''],
      time_zone: ['Europe Berlin', ...NOT_STRINGS],
      seats: [...NOT_INTEGERS, -1, 1_000_001],
      credit_limit_milli_cents: INTEGER,
      numbers: [...NUMBERS, ['+1202']],
      replace_numbers: FLAG,
      max_open_holds: [...INTEGER, 100_001],
      force: FLAG,
    },
  },
  {
    rpc: 'addCredit',
    path: '/v1/accounts/acme/credit',
    valid: { account_id: 'acme', amount_milli_cents: 100, idempotency_key: 'k1' },
    bad: {
      amount_milli_cents: [...INTEGER, 0, undefined, 1_000_000_000_001],
      idempotency_key: [...HOLD_ID, undefined],
      expires_at_ms: [...NOT_INTEGERS, -1],
      services: ['sms', 5, {}],
      note: NOTE,
    },
  },
  {
    rpc: 'adjustBalance',
    path: '/v1/accounts/acme/adjust',
    valid: { account_id: 'acme', amount_milli_cents: -100, idempotency_key: 'k1' },
    bad: {
      amount_milli_cents: [...NOT_INTEGERS, 0, undefined, 1_000_000_000_001, -1_000_000_000_001],
      idempotency_key: [...HOLD_ID, undefined],
      note: NOTE,
    },
  },
  {
    rpc: 'listHolds',
    path: '/v1/accounts/acme/holds',
    verb: 'GET',
    valid: { account_id: 'acme' },
    bad: { hold_id: ['a b', 'hé'], limit: ['-1', '1001', 'abc', '1.5'] },
  },
  {
    rpc: 'getUsage',
    path: '/v1/accounts/acme/usage',
    verb: 'GET',
    valid: { account_id: 'acme' },
    bad: { from_ms: ['-1', 'yesterday'], to_ms: ['-1', '9223372036854775807'] },
  },
  {
    rpc: 'explainNumber',
    path: '/v1/explain',
    verb: 'GET',
    valid: { number: '+12025550134' },
    bad: {
      number: ['', undefined, 'a\u0000b', LONG(129)],
      service: ['a b'],
      direction: ['sideways'],
      other_number: ['a\u0000b'],
      plan: ['a b'],
    },
  },
];

interface Row {
  readonly table: Table;
  readonly field: string;
  readonly value: unknown;
}

const rows: Row[] = TABLES.flatMap((table) =>
  Object.entries(table.bad).flatMap(([field, values]) => values.map((value) => ({ table, field, value }))),
);

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 30 ? `${text.slice(0, 30)}… (${text.length})` : text;
}

test('the table is as large as it claims', () => {
  expect(rows.length).toBeGreaterThan(500);
});

test.each(TABLES)('$path takes its valid request on both transports', async (table) => {
  await overGrpc(table, table.valid);
  expect((await overHttp(table, table.valid)).status).toBe(200);
  expect(fixture.asked).toHaveLength(2);
});

test.each(TABLES)('$path refuses each malformed field by its name over HTTP', async (table) => {
  const wrong: string[] = [];
  for (const { field, value } of rows.filter((row) => row.table === table)) {
    const answer = await overHttp(table, { ...table.valid, [field]: value });
    const error = answer.body.error;
    // An account id in a path cannot be left out or be of another type; the route is simply another one.
    if (answer.status !== 400 || error?.['code'] !== 'INVALID_ARGUMENT' || error['field'] !== field) {
      wrong.push(`${field} = ${shown(value)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(fixture.asked).toEqual([]);
});

test.each(TABLES)('$path refuses each malformed field by its name over gRPC', async (table) => {
  const wrong: string[] = [];
  for (const { field, value } of rows.filter((row) => row.table === table)) {
    const sample = table.valid[field];
    if (!crossesProtobuf(field, value)) continue;
    const fault = await overGrpc(table, { ...table.valid, [field]: value }).then(
      () => undefined,
      (error: unknown) => (error instanceof Fault ? error : undefined),
    );
    if (fault?.code !== 'invalid_argument' || fault.details.field !== field) {
      wrong.push(`${field} = ${shown(value)} (${shown(sample)}): ${fault?.message}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(fixture.asked).toEqual([]);
});

test('a text of four megabytes is refused by its name over gRPC and by its size over HTTP', async () => {
  const text = 'x'.repeat(4 * 1024 * 1024);
  const fault = await fixture.client.authorize({ accountId: 'acme', holdId: 'h1', direction: 1, text }).catch(asFault);
  expect(fault).toMatchObject({ code: 'invalid_argument', details: { field: 'text' } });
  const answer = await fixture.call('POST', '/v1/authorize', { ...CALL, text });
  expect(answer.status).toBe(413);
  expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'BODY_TOO_LARGE', field: 'body' });
  expect(fixture.asked).toEqual([]);
});

test.each([
  ['segments beside text', { text: 'hi', segments: 1 }, 'segments'],
  ['units beside text', { text: 'hi', units: 1 }, 'units'],
  ['units beside segments', { segments: 1, units: 1 }, 'units'],
])('%s are refused: they could contradict each other', async (_name, extra, field) => {
  const answer = await fixture.call('POST', '/v1/authorize', { ...CALL, service: 'sms', ...extra });
  expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', field });
});

test('an unknown or misspelt JSON key is refused: a misspelt connected_seconds would bill nothing', async () => {
  const answer = await fixture.call('POST', '/v1/settle', { ...LEG, conected_seconds: 60 });
  expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'conected_seconds' });
  const camel = await fixture.call('POST', '/v1/settle', { ...LEG, connectedSeconds: 60 });
  expect(camel.body.error).toMatchObject({ field: 'connectedSeconds' });
  const proto = await fixture.call('POST', '/v1/settle', '{"account_id":"acme","hold_id":"h1","__proto__":{"a":1}}');
  expect(proto.body.error).toMatchObject({ field: '__proto__' });
  expect(fixture.asked).toEqual([]);
});

test('absent connected_seconds is not zero', async () => {
  await fixture.client.settle({ accountId: 'acme', holdId: 'h1' });
  await fixture.client.settle({ accountId: 'acme', holdId: 'h1', connectedSeconds: 0 });
  await fixture.call('POST', '/v1/settle', LEG);
  await fixture.call('POST', '/v1/settle', { ...LEG, connected_seconds: 0 });
  const seen = fixture.asked.map(({ request }) => (request as { connectedSeconds?: number }).connectedSeconds);
  expect(seen).toEqual([undefined, 0, undefined, 0]);
});

test('an emergency call is answered however malformed the rest is (rule G-3)', async () => {
  const overGrpcAnswer = await fixture.client.authorize({
    accountId: 'a b',
    to: '911',
    direction: 99 as never,
    segments: -5,
  });
  expect(overGrpcAnswer).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY', grantedSeconds: '86400' });
  const body = {
    account_id: 7,
    hold_id: null,
    to: '911',
    direction: 'sideways',
    requested_seconds: 'NaN',
    bogus: true,
  };
  const answer = await fixture.call('POST', '/v1/authorize', body);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY', granted_seconds: 86_400 });
});

test('an inbound call to a number that is an emergency number elsewhere is no emergency call', async () => {
  const answer = await fixture.call('POST', '/v1/authorize', { ...CALL, to: '911', direction: 'inbound' });
  expect(answer.body['reason']).toBe('');
  expect(fixture.asked).toHaveLength(1);
});

/** What the client's serializer would refuse or turn into something else never reaches the server. */
function crossesProtobuf(field: string, value: unknown): boolean {
  const isInteger =
    /_seconds$|_cents$|_ms$|^(segments|units|sequence|q850_cause|seats|cycle_anchor_day|revision|max_open_holds|limit)$/.test(
      field,
    );
  if (value === undefined) return true;
  if (isInteger) {
    const text = String(value);
    const fits32 = !/^(q850_cause|seats|cycle_anchor_day|limit)$/.test(field) || Math.abs(Number(text)) < 2 ** 31;
    return (typeof value === 'number' || typeof value === 'string') && /^-?\d{1,19}$/.test(text) && fits32;
  }
  if (field === 'direction') return typeof value === 'number';
  if (field === 'replace_numbers' || field === 'force' || field === 'services') return false;
  if (field === 'numbers') return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  // UTF-8 cannot hold half a surrogate pair: the client sends U+FFFD instead.
  return typeof value === 'string' && !/\p{Cs}/u.test(value);
}

async function overGrpc({ rpc }: Table, message: Readonly<Record<string, unknown>>): Promise<unknown> {
  const entries = Object.entries(message).filter(([, value]) => value !== undefined);
  const request = Object.fromEntries(
    entries.map(([key, value]) => [key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()), value]),
  );
  const call = fixture.client[rpc] as unknown as (request: object) => Promise<unknown>;
  return call(request);
}

function overHttp({ path, verb }: Table, message: Readonly<Record<string, unknown>>) {
  if (verb !== 'GET') {
    const { account_id: accountId, ...rest } = message;
    return fixture.call(verb ?? 'POST', path, path.includes('/acme') ? rest : { account_id: accountId, ...rest });
  }
  const query = Object.entries(message)
    .filter(([key, value]) => value !== undefined && key !== 'account_id')
    .map(([key, value]) => `${key}=${encodeURIComponent(value as string)}`);
  return fixture.call('GET', `${path}?${query.join('&')}`);
}

function asFault(error: unknown): unknown {
  return error;
}

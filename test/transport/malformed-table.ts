/** Everything that the fields of the requests must not be. */
import type { TollgateClient } from '../../src/transport/grpc/client.ts';

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

/** Each with the name of the field that is at fault. */
const RECIPIENTS: readonly (readonly [field: string, recipients: unknown])[] = [
  ...[[], undefined, null, 'no list', { hold_id: 'b1' }, 5, true].map((value) => ['recipients', value] as const),
  ['recipients', Array.from({ length: 1001 }, (_, n) => ({ hold_id: `b${n}`, to: '+12025550134' }))],
  ...[5, 'b1', null, [], true].map((value) => ['recipients[1]', [{ hold_id: 'b0' }, value]] as const),
  ...[...HOLD_ID, undefined].map(
    (value) => ['recipients[1].hold_id', [{ hold_id: 'b0' }, { hold_id: value }]] as const,
  ),
  ...NUMBER.map((value) => ['recipients[1].to', [{ hold_id: 'b0' }, { hold_id: 'b1', to: value }]] as const),
  ['recipients[2].hold_id', [{ hold_id: 'b0' }, { hold_id: 'b1' }, { hold_id: 'b0', to: '+12025550134' }]],
  ['recipients[1].holdId', [{ hold_id: 'b0' }, { hold_id: 'b1', holdId: 'b1' }]],
  ['recipients[0].bogus', [{ hold_id: 'b0', bogus: 1 }, { hold_id: '' }]],
];

export interface Table {
  readonly rpc: keyof TollgateClient;
  readonly path: string;
  readonly verb?: 'GET' | 'PATCH';
  readonly valid: Readonly<Record<string, unknown>>;
  readonly bad: Readonly<Record<string, readonly unknown[]>>;
  /** Values whose mistake lies deeper: the field that must be named, and the whole list. */
  readonly badRecipients?: typeof RECIPIENTS;
}

export const LEG = { account_id: 'acme', hold_id: 'h1' };
export const CALL = { ...LEG, direction: 'DIRECTION_OUTBOUND', to: '+12025550134' };
const SHARED_TRAFFIC = {
  account_id: ACCOUNT_ID,
  service: WORD,
  direction: DIRECTION,
  from: NUMBER,
  subject_id: OPTIONAL_ACCOUNT_ID,
  text: TEXT,
  segments: [...INTEGER, 256],
  units: [...INTEGER, 0, 1_000_001],
};
const TRAFFIC = { ...SHARED_TRAFFIC, to: NUMBER };

export const TABLES: readonly Table[] = [
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
    rpc: 'authorizeBatch',
    path: '/v1/authorize-batch',
    valid: {
      account_id: 'acme',
      service: 'sms',
      direction: 'DIRECTION_OUTBOUND',
      recipients: [{ hold_id: 'b0', to: '+12025550134' }, { hold_id: 'b1' }],
    },
    bad: {
      ...SHARED_TRAFFIC,
      direction: [...DIRECTION, undefined, 'DIRECTION_UNSPECIFIED'],
      gateway_id: GATEWAY_ID,
    },
    badRecipients: RECIPIENTS,
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

export interface Row {
  readonly table: Table;
  /** What is replaced. */
  readonly key: string;
  /** What must be named. */
  readonly field: string;
  readonly value: unknown;
}

export const ROWS: Row[] = TABLES.flatMap((table) => [
  ...Object.entries(table.bad).flatMap(([field, values]) =>
    values.map((value) => ({ table, key: field, field, value })),
  ),
  ...(table.badRecipients ?? []).map(([field, value]) => ({ table, key: 'recipients', field, value })),
]);

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 30 ? `${text.slice(0, 30)}… (${text.length})` : text;
}

/** What the client's serializer would refuse or turn into something else never reaches the server. */
export function crossesProtobuf(field: string, value: unknown): boolean {
  const isInteger =
    /_seconds$|_cents$|_ms$|^(segments|units|sequence|q850_cause|seats|cycle_anchor_day|revision|max_open_holds|limit)$/.test(
      field,
    );
  if (value === undefined) return true;
  if (field.startsWith('recipients')) return crossesAsRecipients(value);
  if (isInteger) {
    const text = typeof value === 'number' || typeof value === 'string' ? `${value}` : '';
    const fits32 = !/^(q850_cause|seats|cycle_anchor_day|limit)$/.test(field) || Math.abs(Number(text)) < 2 ** 31;
    return /^-?\d{1,19}$/.test(text) && fits32;
  }
  if (field === 'direction') return typeof value === 'number';
  if (field === 'replace_numbers' || field === 'force' || field === 'services') return false;
  if (field === 'numbers') return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  // UTF-8 cannot hold half a surrogate pair: the client sends U+FFFD instead.
  return typeof value === 'string' && !/\p{Cs}/u.test(value);
}

function crossesAsRecipients(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return (value as readonly unknown[]).every(
    (each) =>
      typeof each === 'object' &&
      each !== null &&
      !Array.isArray(each) &&
      Object.entries(each).every(
        ([key, field]) => ['hold_id', 'to'].includes(key) && crossesProtobuf(key, field as unknown),
      ),
  );
}

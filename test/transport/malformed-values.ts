/** What the fields of the requests must not be, kind by kind, and which of it protobuf can carry. */

export const LONG = (length: number) => 'x'.repeat(length);
/** Wrong for every field that holds a string. */
export const NOT_STRINGS = [5, true, {}, ['a']];
/** Wrong for every field that holds an integer. */
export const NOT_INTEGERS = [
  '',
  'abc',
  'NaN',
  'Infinity',
  '1e3',
  '1.5',
  ' 1',
  '0x10',
  1.5,
  true,
  {},
  [1],
  '9'.repeat(40),
];
const OUT_OF_RANGE = [-1, '-1', Number.MAX_SAFE_INTEGER, '9223372036854775807', '-9223372036854775808'];
export const INTEGER = [...NOT_INTEGERS, ...OUT_OF_RANGE];

export const ACCOUNT_ID = [
  '',
  'a b',
  'acme\n',
  'acme\u0000',
  'äcme',
  'a/b',
  'a:b',
  'a{b}',
  LONG(129),
  '😀',
  ...NOT_STRINGS,
];
export const OPTIONAL_ACCOUNT_ID = ACCOUNT_ID.filter((value) => value !== '');
export const HOLD_ID = ['', 'a b', 'h\t1', 'h\u007f', 'hé', '\u202e', LONG(256), ...NOT_STRINGS];
export const OPTIONAL_HOLD_ID = HOLD_ID.filter((value) => value !== '');
export const WORD = ['a b', 'call\n', '-call', 'приве́т', LONG(65), ...NOT_STRINGS];
export const NUMBER = ['+1202\u0000', '+1\n202', '+1\u2028202', '\ud800', LONG(129), ...NOT_STRINGS];
export const TEXT = ['x'.repeat(65_537), '€'.repeat(22_000), '\udc00', ...NOT_STRINGS];
export const NOTE = ['a\u0000b', 'line\nbreak', LONG(257), ...NOT_STRINGS];
export const GATEWAY_ID = ['a\u0000b', 'line\nbreak', LONG(129), ...NOT_STRINGS];
export const DIRECTION = ['DIRECTION_SIDEWAYS', 'OUTBOUND', 'Outbound', 99, -1, true, {}];
/** Wrong for a quantity that a gateway measured: there is no upper bound, and it may have a fraction. */
export const MEASURED = NOT_INTEGERS.filter(
  (value) => ![1.5, '1.5', '1e3', '9'.repeat(40)].includes(value as string),
).concat([-1, '-1', -0.5, '.', '1,5', '1e', '-1e308']);
export const PAGE_TOKEN = ['x', 'a b', '____', 'é', 'x'.repeat(5000)];
export const UPDATE_MASK = ['account_id', 'numbers,', 'Numbers', 'maxOpenHolds', 5, true, [5], { a: 1 }];
export const FLAG = ['yes', 1, 0, 'true', {}];
export const NUMBERS = [
  ['+1202x'],
  ['*'],
  [''],
  [5],
  [LONG(20)],
  'no list',
  { 0: '+1' },
  Array.from({ length: 1001 }, () => '+1'),
];
export const FUNDED_BY = ['Self', 'company', 'FUNDED_BY_COMPANY', 99, ...NOT_STRINGS];
export const LIMIT_POLICY = ['STOP', 'use-balance', 'plan', 'LIMIT_POLICY_PLAN', 99, ...NOT_STRINGS];
export const ACCOUNT_STATE = ['', 'Active', 'deleted', 'ACCOUNT_STATE_DELETED', 'unspecified', 99, ...NOT_STRINGS];
export const ALLOWANCE_UNITS = [
  5,
  true,
  'minutes=600',
  ['minutes'],
  ...['', 'Minutes', '1minutes', 'a b', 'a/b', 'ä', '__proto__', LONG(33)].map((name) => units([name, 600])),
  units(...Array.from({ length: 101 }, (_, n): [string, number] => [`a${n}`, 1])),
];
/** Each with the name of the entry that is at fault. */
export const ALLOWANCE_ENTRIES = [
  -1,
  '-1',
  1_000_000_001,
  '9223372036854775807',
  '',
  'abc',
  1.5,
  true,
  null,
  {},
  [1],
].map((value) => ['allowance_units.minutes', units(['texts', 1], ['minutes', value])] as const);
export const SERVICES = [
  [''],
  ['a b'],
  [5],
  [null],
  [LONG(65)],
  'sms',
  { 0: 'sms' },
  Array.from({ length: 101 }, () => 'sms'),
];

/** A prototype named like this would otherwise not be an entry at all. */
function units(...entries: [name: string, value: unknown][]): unknown {
  return JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`);
}

/** Each with the name of the field that is at fault. */
export const RECIPIENTS: readonly (readonly [field: string, recipients: unknown])[] = [
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

const INTEGER_FIELDS = [
  'segments',
  'units',
  'sequence',
  'q850_cause',
  'seats',
  'cycle_anchor_day',
  'revision',
  'max_open_holds',
  'page_size',
  'daily_count',
];

/** What the client's serializer would refuse or turn into something else never reaches the server. */
export function crossesProtobuf(field: string, value: unknown): boolean {
  const isInteger = /_seconds(_ago)?$|_cents$|_ms$/.test(field) || INTEGER_FIELDS.includes(field);
  if (value === undefined) return true;
  if (field.startsWith('recipients')) return crossesAsRecipients(value);
  if (isInteger) {
    const text = typeof value === 'number' || typeof value === 'string' ? `${value}` : '';
    const fits32 =
      !/^(q850_cause|seats|cycle_anchor_day|page_size|daily_count)$/.test(field) || Math.abs(Number(text)) < 2 ** 31;
    return /^-?\d{1,19}$/.test(text) && fits32;
  }
  // The serializer sends a name that it does not know as 0.
  if (/^(direction|state|mode|funded_by|on_plan_exhausted|on_limit)$/.test(field)) return typeof value === 'number';
  if (['force', 'enabled', 'verified'].includes(field)) return false;
  if (field === 'update_mask') return false;
  if (field === 'numbers' || field === 'services') {
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  }
  if (field.startsWith('allowance_units')) return crossesAsUnits(value);
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

function crossesAsUnits(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // The serializer leaves this name out.
  return Object.entries(value).every(
    ([name, each]) => name !== '__proto__' && crossesProtobuf('units', each as unknown),
  );
}

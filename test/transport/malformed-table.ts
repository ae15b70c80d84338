/** Everything that the fields of the requests must not be. */
import { ACCOUNT_TABLES } from './malformed-accounts.ts';
import {
  ACCOUNT_ID,
  DIRECTION,
  GATEWAY_ID,
  HOLD_ID,
  INTEGER,
  LONG,
  MEASURED,
  NOTE,
  NOT_INTEGERS,
  NUMBER,
  OPTIONAL_ACCOUNT_ID,
  OPTIONAL_HOLD_ID,
  RECIPIENTS,
  NOT_STRINGS,
  TEXT,
  WORD,
} from './malformed-values.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';

export interface Table {
  readonly rpc: keyof TollgateClient;
  readonly path: string;
  readonly verb?: 'GET' | 'PATCH' | 'PUT' | 'DELETE';
  readonly valid: Readonly<Record<string, unknown>>;
  readonly bad: Readonly<Record<string, readonly unknown[]>>;
  /** Values whose mistake lies deeper, by field: what must be named, and the whole value. */
  readonly badWithin?: Readonly<Record<string, readonly (readonly [field: string, value: unknown])[]>>;
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
  segments: [...INTEGER, 0, 256],
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
    badWithin: { recipients: RECIPIENTS },
  },
  {
    rpc: 'answer',
    path: '/v1/answer',
    valid: LEG,
    bad: { account_id: ACCOUNT_ID, hold_id: HOLD_ID, settle_token: NOT_STRINGS },
  },
  {
    rpc: 'extend',
    path: '/v1/extend',
    valid: { ...LEG, connected_seconds: 10, sequence: 1 },
    bad: {
      account_id: ACCOUNT_ID,
      hold_id: HOLD_ID,
      connected_seconds: [...MEASURED, undefined],
      units: MEASURED,
      sequence: [...INTEGER, 0, undefined],
      settle_token: NOT_STRINGS,
    },
  },
  {
    rpc: 'settle',
    path: '/v1/settle',
    valid: { ...LEG, connected_seconds: 10 },
    bad: {
      account_id: ACCOUNT_ID,
      hold_id: HOLD_ID,
      connected_seconds: MEASURED,
      duration_seconds: MEASURED,
      // A negative one is a clock that is ahead of another, and was just now.
      ended_seconds_ago: MEASURED.filter((value) => !(Number(value) < 0)),
      units: MEASURED,
      q850_cause: NOT_INTEGERS,
      settle_token: NOT_STRINGS,
    },
  },
  {
    rpc: 'release',
    path: '/v1/release',
    valid: LEG,
    bad: {
      account_id: ACCOUNT_ID,
      hold_id: HOLD_ID,
      q850_cause: NOT_INTEGERS,
      settle_token: NOT_STRINGS,
    },
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
  ...ACCOUNT_TABLES,
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
      at_ms: ['-1', 'now'],
    },
  },
  {
    rpc: 'getEmergencyNumbers',
    path: '/v1/emergency-numbers',
    verb: 'GET',
    valid: { country: 'DE' },
    bad: { country: ['Germany', 'XX', 'de', 'a b'] },
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
  ...Object.entries(table.badWithin ?? {}).flatMap(([key, values]) =>
    values.map(([field, value]) => ({ table, key, field, value })),
  ),
]);

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 30 ? `${text.slice(0, 30)}… (${text.length})` : text;
}

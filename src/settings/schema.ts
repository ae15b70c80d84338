import { z } from 'zod';
import { alertsBlock } from './alerts.ts';

/** A whole number within bounds. */
function integer(min: number, max: number): z.ZodNumber {
  return z.int().min(min).max(max);
}

/** `host:port` of something to connect to. */
const hostPort = z.string().refine((text) => parseTcp(text) !== undefined, 'must be host:port');

/** Where something is asked over HTTP. */
const httpUrl = z.string().regex(/^https?:\/\/\S+$/, 'must begin with https:// or http://');

/** Where a node says it is, and where it is reached. */
const addressPair = z.string().refine((text) => {
  const parts = text.split('=');
  return parts.length === 2 && parts.every((part) => parseTcp(part) !== undefined);
}, 'must be announced=reachable, both host:port');

/** `host:port`, `[ipv6]:port` or `unix:/absolute/path` to listen on. */
const listenAddress = z
  .string()
  .refine(
    (text) => /^unix:\/[^\0]+$/.test(text) || parseTcp(text) !== undefined,
    'must be host:port, [ipv6]:port or unix:/absolute/path',
  );

/** Splits `host:port`; undefined if it is none. Port 0 lets the system choose. */
function parseTcp(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/** True if only this machine can reach the address, or if there is none. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined || address.startsWith('unix:')) {
    return true;
  }
  const host = parseTcp(address)?.host ?? '';
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Where the archive's database is. */
export const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgres:// or postgresql://');

/** As requests name it. */
const gatewayId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

const role = z.enum(['gateway', 'billing', 'viewer', 'account_admin', 'admin']);

const tokenEntry = z.strictObject({
  name: z.string().min(1),
  token: z.string().min(16).optional(),
  token_env: z.string().min(1).optional(),
  token_file: z.string().min(1).optional(),
  role,
  account_prefix: z.string().min(1).optional(),
  gateway_id: gatewayId.optional(),
});

const certificateEntry = z.strictObject({
  name: z.string().min(1),
  role,
  account_prefix: z.string().min(1).optional(),
  gateway_id: gatewayId.optional(),
});

const tls = z.strictObject({
  cert: z.string().min(1),
  key: z.string().min(1),
  client_ca: z.string().min(1).optional(),
});

const redisTls = z.strictObject({
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
});

/** The settings file. Every leaf has a default or is optional; `config/tollgate.yaml` documents them in this order. */
export const settingsFile = z.strictObject({
  server: z
    .strictObject({
      max_in_flight: integer(1, 1_000_000).default(1024),
      max_at_work: integer(1, 1_000_000).default(64),
      default_deadline_ms: integer(10, 600_000).default(5000),
      drain_ms: integer(0, 600_000).default(10_000),
      tls: tls.optional(),
    })
    .prefault({}),
  grpc: z
    .strictObject({
      address: listenAddress.default('127.0.0.1:50051'),
      socket: z.string().min(1).max(107).optional(),
      priority_address: listenAddress.optional(),
      max_connections: integer(1, 1_000_000).default(1024),
      max_concurrent_streams: integer(1, 1_000_000).default(128),
      max_message_bytes: integer(1024, 64 * 1024 * 1024).default(5 * 1024 * 1024),
      max_metadata_bytes: integer(1024, 1024 * 1024).default(8192),
      keepalive_time_ms: integer(1000, 86_400_000).default(30_000),
      keepalive_timeout_ms: integer(100, 600_000).default(10_000),
      max_connection_age_ms: integer(1000, 7 * 86_400_000).optional(),
      reflection: z.boolean().default(true),
    })
    .prefault({}),
  http: z
    .strictObject({
      address: listenAddress.default('127.0.0.1:8080'),
      priority_address: listenAddress.optional(),
      max_connections: integer(1, 1_000_000).default(1024),
      max_body_bytes: integer(1024, 64 * 1024 * 1024).default(1_048_576),
    })
    .prefault({}),
  redis: z
    .strictObject({
      url: z
        .string()
        .regex(/^(rediss?:\/\/|unix:\/\/\/)\S+$/, 'must begin with redis://, rediss:// or unix:///')
        .optional(),
      mode: z.enum(['single', 'cluster', 'sentinel']).default('single'),
      cluster_nodes: z.array(hostPort).default([]),
      sentinels: z.array(hostPort).default([]),
      sentinel_name: z.string().min(1).default('tollgate'),
      sentinel_username: z.string().min(1).optional(),
      sentinel_password: z.string().min(1).optional(),
      sentinel_tls: z.boolean().default(false),
      tls: redisTls.optional(),
      address_map: z.array(addressPair).default([]),
      username: z.string().min(1).optional(),
      password: z.string().min(1).optional(),
      command_timeout_ms: integer(10, 60_000).default(150),
      connect_timeout_ms: integer(50, 60_000).default(500),
      durability: z.enum(['local', 'replica']).default('local'),
      prefix: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,64}$/, 'may hold letters, digits, ".", "_" and "-", at most 64')
        .default('tollgate'),
      partitions: integer(1, 4096).default(64),
      allow_unsafe: z.boolean().default(false),
      allow_embedded: z.boolean().optional(),
      data_dir: z.string().min(1).default('./data'),
    })
    .prefault({}),
  auth: z
    .strictObject({
      tokens: z.array(tokenEntry).default([]),
      certificates: z.array(certificateEntry).default([]),
      token_keys: z.array(z.string().min(32)).max(2).default([]),
    })
    .prefault({}),
  catalog: z
    .strictObject({
      dir: z.string().min(1).optional(),
      watch: z.boolean().default(true),
    })
    .prefault({}),
  sweep: z
    .strictObject({
      interval_ms: integer(100, 3_600_000).default(1000),
      batch: integer(1, 10_000).default(200),
    })
    .prefault({}),
  ledger: z
    .strictObject({
      tombstone_seconds: integer(2 * 86_400, 366 * 86_400).default(7 * 86_400),
      early_release_seconds: integer(1, 3600).default(60),
      journal_retention_hours: integer(1, 24 * 366).default(48),
      journal_max_bytes: integer(1_048_576, 1_099_511_627_776).default(1_073_741_824),
      journal_trim_interval_ms: integer(100, 3_600_000).default(60_000),
      once_days: integer(400, 3660).default(400),
    })
    .prefault({}),
  outage: z
    .strictObject({
      spool_dir: z.string().min(1).optional(),
      spool_max_bytes: integer(1_048_576, 1_099_511_627_776).default(67_108_864),
      recent_operations: integer(0, 1_000_000).default(20_000),
      recent_max_bytes: integer(1_048_576, 1_099_511_627_776).default(33_554_432),
      recent_seconds: integer(1, 3600).default(60),
    })
    .prefault({}),
  recharge: z
    .strictObject({
      provider: z.enum(['off', 'webhook', 'stripe']).default('off'),
      verification_amount: z
        .string()
        .regex(/^\d{1,7}(\.\d{1,5})?$/, 'must be a decimal in currency units, such as "1.00"')
        .default('1.00'),
      timeout_ms: integer(1000, 12_000).default(10_000),
      webhook_url: httpUrl.optional(),
      webhook_secret: z.string().min(16).optional(),
      webhook_secret_file: z.string().min(1).optional(),
      stripe_api_key: z.string().min(16).optional(),
      stripe_api_key_file: z.string().min(1).optional(),
      stripe_events_secret: z.string().min(16).optional(),
      stripe_events_secret_file: z.string().min(1).optional(),
      stripe_url: httpUrl.optional(),
    })
    .prefault({}),
  alerts: alertsBlock.prefault({}),
  archive: z
    .strictObject({
      mode: z.enum(['embedded', 'postgres', 'off']).default('embedded'),
      url: postgresUrl.optional(),
      url_file: z.string().min(1).optional(),
      numbers: z.enum(['masked', 'full', 'hash']).default('masked'),
      hash_key: z.string().min(16).optional(),
      calls_retention_months: integer(1, 1_200).default(25),
      movements_retention_months: integer(1, 1_200).default(121),
      days_retention_months: integer(1, 1_200).default(121),
    })
    .prefault({}),
  enforcement: z.strictObject({ mode: z.enum(['enforce', 'shadow']).default('enforce') }).prefault({}),
  log: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
      number_masking: z.enum(['last2', 'hash']).default('last2'),
      hash_key: z.string().min(16).optional(),
    })
    .prefault({}),
});

export type SettingsFile = z.infer<typeof settingsFile>;

/** Settings that had another name before 1.0: the old name is an error that says the new one. */
export const MOVED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['grpc.max_in_flight', 'server.max_in_flight'],
  ['grpc.default_deadline_ms', 'server.default_deadline_ms'],
  ['grpc.drain_ms', 'server.drain_ms'],
  ['grpc.tls', 'server.tls'],
]);

/** One setting and how the environment spells it. */
export interface Leaf {
  /** Where it lives in the file, such as `['grpc', 'address']`. */
  readonly path: readonly string[];
  /** Its path in capitals, such as `TOLLGATE_GRPC_ADDRESS`. */
  readonly variable: string;
  readonly kind: 'number' | 'boolean' | 'list' | 'text';
}

/** Every setting. */
export const leaves: readonly Leaf[] = leavesOf(settingsFile, []);

/** How the environment spells a setting or a block of them. */
export function variableOf(path: readonly string[]): string {
  return `TOLLGATE_${path.join('_').toUpperCase()}`;
}

function leavesOf(schema: z.ZodType, path: readonly string[]): Leaf[] {
  const inner = peel(schema);
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Record<string, z.ZodType>;
    return Object.entries(shape).flatMap(([key, child]) => leavesOf(child, [...path, key]));
  }
  return [{ path, variable: variableOf(path), kind: kindOf(inner) }];
}

function kindOf(schema: z.ZodType): Leaf['kind'] {
  if (schema instanceof z.ZodNumber) {
    return 'number';
  }
  if (schema instanceof z.ZodBoolean) {
    return 'boolean';
  }
  return schema instanceof z.ZodArray ? 'list' : 'text';
}

/** The keys that a block of settings may hold, found by its path. */
export function keysAt(path: readonly (string | number)[]): string[] {
  let schema: z.ZodType = settingsFile;
  for (const step of path) {
    const inner = peel(schema);
    if (inner instanceof z.ZodObject) {
      schema = (inner.shape as Record<string, z.ZodType>)[String(step)] ?? z.unknown();
    } else if (inner instanceof z.ZodArray) {
      schema = inner.element as z.ZodType;
    }
  }
  const end = peel(schema);
  return end instanceof z.ZodObject ? Object.keys(end.shape) : [];
}

/** The schema without its default. */
function peel(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? peel(schema.unwrap() as z.ZodType)
    : schema;
}

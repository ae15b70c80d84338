import { inspect } from 'node:util';
import type { z } from 'zod';
import { suggestion } from '../domain/did-you-mean.ts';
import { isLoopback, keysAt, MOVED_SETTINGS, type SettingsFile, variableOf } from './schema.ts';

/** A mistake at a path, before it is known which file or variable the value came from. */
export interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
  /** True if the key itself is wrong, not its value. */
  readonly atKey?: boolean;
}

/** Puts one issue of the schema into words; a block with several unknown keys gives several. */
export function fromIssue(issue: z.core.$ZodIssue, root: unknown): Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({ path: [...path, key], ...unknownKey([...path, key], known), atKey: true }));
  }
  return [{ path, ...wording(issue, valueAt(root, path), isSecret(path)) }];
}

/** A key that there is not, or not any more. */
function unknownKey(path: readonly (string | number)[], known: readonly string[]) {
  const moved = MOVED_SETTINGS.get(path.join('.'));
  return moved === undefined
    ? { message: 'is not a setting', hint: suggestion(String(path.at(-1)), known) }
    : { message: `is called ${moved} now`, hint: `in the environment ${variableOf(moved.split('.'))}` };
}

/** Settings that are a secret, or hold one as the address of Redis does: their values are never shown. */
const secretKeys: ReadonlySet<unknown> = new Set([
  'token',
  'password',
  'sentinel_password',
  'url',
  'token_keys',
  'hash_key',
  'webhook_secret',
  'secrets',
  'stripe_api_key',
  'stripe_events_secret',
]);

function isSecret(path: readonly (string | number)[]): boolean {
  return path.some((step) => secretKeys.has(step));
}

/** An alias of YAML may make a block a part of itself, which JSON cannot say. */
function valueText(value: unknown): string | undefined {
  const text =
    typeof value === 'object'
      ? inspect(value, { breakLength: Infinity })
      : (JSON.stringify(value) as string | undefined);
  return text?.slice(0, 60);
}

function wording(issue: z.core.$ZodIssue, value: unknown, secret: boolean): { message: string; hint?: string } {
  const readable = secret ? 'the value given' : valueText(value);
  const shown = value === undefined ? 'nothing' : readable;
  switch (issue.code) {
    case 'invalid_type':
      return {
        message: value === undefined ? 'is missing' : `must be ${typeNames[issue.expected] ?? 'text'}, not ${shown}`,
      };
    case 'invalid_value':
      return {
        message: `must be one of ${issue.values.join(', ')}, not ${shown}`,
        ...(typeof value === 'string' ? { hint: suggestion(value, issue.values.map(String)) } : {}),
      };
    case 'too_small':
      return { message: `must be at least ${issue.minimum}${unitOf(issue.origin)}` };
    case 'too_big':
      return { message: `must be at most ${issue.maximum}${unitOf(issue.origin)}` };
    default:
      return { message: `${issue.message}, not ${shown}` };
  }
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of settings',
};

function unitOf(origin: string): string {
  if (origin === 'string') {
    return ' characters long';
  }
  return origin === 'array' ? ' entries long' : '';
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined,
    root,
  );
}

/** Rules that concern more than one setting. */
export function crossChecks({ server, grpc, http, redis, auth, archive, log }: SettingsFile): Complaint[] {
  const complaints: Complaint[] = [];
  if (auth.tokens.length === 0) {
    for (const key of ['address', 'priority_address'] as const) {
      if (!isLoopback(grpc[key]) && server.tls?.client_ca === undefined) {
        complaints.push({ path: ['grpc', key], ...openToAll });
      }
      if (!isLoopback(http[key])) {
        complaints.push({ path: ['http', key], ...openToAll });
      }
    }
  }
  if (redis.mode === 'cluster' && redis.cluster_nodes.length === 0) {
    complaints.push({ path: ['redis', 'cluster_nodes'], message: 'must name a node when redis.mode is cluster' });
  }
  if (redis.mode === 'sentinel' && redis.sentinels.length === 0) {
    complaints.push({ path: ['redis', 'sentinels'], message: 'must name a sentinel when redis.mode is sentinel' });
  }
  if ((redis.tls?.cert === undefined) !== (redis.tls?.key === undefined)) {
    complaints.push({ path: ['redis', 'tls'], message: 'needs both cert and key, or neither' });
  }
  if (redis.mode !== 'single' && redis.url !== undefined) {
    const instead = redis.mode === 'cluster' ? 'redis.cluster_nodes' : 'redis.sentinels';
    const message = `is not used when redis.mode is ${redis.mode}`;
    complaints.push({ path: ['redis', 'url'], message, hint: `set ${instead} instead` });
  }
  if (redis.durability === 'replica' && redis.mode === 'single' && redis.url === undefined) {
    const message = 'is replica, but a Redis that Tollgate runs itself has none';
    complaints.push({ path: ['redis', 'durability'], message, hint: 'set redis.url, or redis.mode to sentinel' });
  }
  const urls = [archive.url, archive.url_file].filter((each) => each !== undefined);
  if (archive.mode === 'postgres' && urls.length !== 1) {
    const message = 'is postgres, which needs exactly one of archive.url and archive.url_file';
    const hint = 'postgres://user:password@host:5432/database';
    complaints.push({ path: ['archive', 'mode'], message, hint });
  }
  if (archive.mode !== 'postgres' && urls.length > 0) {
    const key = archive.url === undefined ? 'url_file' : 'url';
    const message = `is not used when archive.mode is ${archive.mode}`;
    complaints.push({ path: ['archive', key], message, hint: 'set archive.mode to postgres' });
  }
  if (archive.numbers === 'hash' && archive.hash_key === undefined) {
    const hint = 'a secret of 16 characters or more';
    complaints.push({ path: ['archive', 'numbers'], message: 'is hash, which needs archive.hash_key', hint });
  }
  if (log.number_masking === 'hash' && log.hash_key === undefined) {
    const hint = 'a secret of 16 characters or more';
    complaints.push({ path: ['log', 'number_masking'], message: 'is hash, which needs log.hash_key', hint });
  }
  const admins = { tokens: auth.tokens, certificates: auth.certificates };
  for (const [list, entries] of Object.entries(admins)) {
    for (const [index, { role, account_prefix: prefix }] of entries.entries()) {
      if (role !== 'account_admin' || prefix !== undefined) continue;
      const message = 'is account_admin, which needs account_prefix: whose admins they are';
      complaints.push({ path: ['auth', list, index, 'role'], message });
    }
  }
  return complaints;
}

const openToAll = {
  message: 'can be reached from other machines, but no caller has to prove who it is',
  hint: 'add auth.tokens, or for gRPC mutual TLS with server.tls.client_ca, or listen on 127.0.0.1',
};

/** One mistake in the settings. */
export interface Problem {
  /** `file:line:column`, or the name of an environment variable. */
  readonly where: string;
  /** Path of the setting, such as `grpc.address`; empty if the whole file is meant. */
  readonly setting: string;
  /** What is wrong, worded to follow the setting's name. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One line for people. */
export function formatProblem(problem: Problem): string {
  const subject = problem.setting === '' ? '' : `${problem.setting} `;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${problem.where}: ${subject}${problem.message}${hint}`;
}

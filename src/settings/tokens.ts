import { readFileSync } from 'node:fs';
import type { Complaint } from './complaints.ts';
import type { SettingsFile } from './schema.ts';

/** Who may call, with the secret in hand. */
export interface Token {
  /** For the log and for people; never the secret. */
  readonly name: string;
  readonly token: string;
  readonly role: Entry['role'];
  /** Only the account of this id and those whose ids go on with a delimiter; absent means all. */
  readonly accountPrefix?: string;
  /** The gateway that it is bound to; absent means any. */
  readonly gatewayId?: string;
}

type Entry = SettingsFile['auth']['tokens'][number];

const secretCharactersMin = 16;

/** Reads the secrets of the entries from where they are kept. */
export function resolveTokens(
  entries: readonly Entry[],
  env: NodeJS.ProcessEnv,
): { tokens: Token[]; complaints: Complaint[] } {
  const tokens: Token[] = [];
  const complaints: Complaint[] = [];
  for (const [index, entry] of entries.entries()) {
    const complain = (key: string, message: string): void =>
      void complaints.push({ path: ['auth', 'tokens', index, key], message });
    const secret = secretOf(entry, env);
    if ('message' in secret) {
      complain(secret.key, secret.message);
      continue;
    }
    const twin = tokens.find((token) => token.name === entry.name || token.token === secret.token);
    if (twin !== undefined) {
      complain('name', `"${entry.name}" has the same name or secret as an entry before it`);
    }
    tokens.push(Object.freeze({ name: entry.name, token: secret.token, role: entry.role, ...limitsOf(entry) }));
  }
  return { tokens, complaints };
}

function limitsOf({ account_prefix: accountPrefix, gateway_id: gatewayId }: Entry) {
  return { ...(accountPrefix !== undefined && { accountPrefix }), ...(gatewayId !== undefined && { gatewayId }) };
}

function secretOf(entry: Entry, env: NodeJS.ProcessEnv): { token: string } | { key: string; message: string } {
  const sources = [entry.token, entry.token_env, entry.token_file].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    return { key: 'name', message: 'needs exactly one of token, token_env and token_file beside it' };
  }
  if (entry.token_env !== undefined) {
    return longEnough('token_env', env[entry.token_env] ?? '', `names ${entry.token_env}, which`);
  }
  if (entry.token_file !== undefined) {
    try {
      return longEnough('token_file', readFileSync(entry.token_file, 'utf8'), `names ${entry.token_file}, which`);
    } catch (error) {
      return { key: 'token_file', message: `cannot be read: ${(error as Error).message}` };
    }
  }
  return { token: entry.token ?? '' };
}

function longEnough(key: string, text: string, subject: string): { token: string } | { key: string; message: string } {
  const token = text.trim();
  return token.length < secretCharactersMin
    ? { key, message: `${subject} must hold at least ${secretCharactersMin} characters` }
    : { token };
}

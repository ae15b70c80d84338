/** Turns what a caller presents (a bearer token, a client certificate) into an identity. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';
import type { Identity } from './identity.ts';
import type { Role } from './roles.ts';

export interface TokenRule {
  /** For the log; never the secret. */
  readonly name: string;
  /** The secret itself. */
  readonly token: string;
  readonly role: Role;
  /** Limits the token to accounts whose ids begin with this. */
  readonly accountPrefix?: string | undefined;
}

export interface CertificateRule {
  /** A subject common name, or a DNS or URI alternative name. */
  readonly name: string;
  readonly role: Role;
  readonly accountPrefix?: string | undefined;
}

export interface AuthOptions {
  readonly tokens: readonly TokenRule[];
  /** Client certificates are verified by the TLS layer against the configured authority; this says what they may do. */
  readonly mutualTls: boolean;
  /** Empty: every certificate of the authority is a gateway. */
  readonly certificates: readonly CertificateRule[];
}

/** What a caller presents. */
export interface Credentials {
  /** The `authorization` header. */
  readonly authorization: string | undefined;
  /** Names in the verified client certificate; asked for only when there is no header. Undefined when there is no certificate. */
  readonly certificateNames: () => readonly string[] | undefined;
}

export interface Authenticator {
  /** True when nobody is asked who they are. */
  readonly open: boolean;
  /** Throws an `unauthenticated` fault. */
  identify(credentials: Credentials): Identity;
}

/** Nothing is configured: settings allow that on loopback only. */
const EVERYBODY: Identity = { name: 'anonymous', role: 'admin', accountPrefix: '' };
const BEARER = /^bearer +(\S+)$/i;

export function createAuthenticator(options: AuthOptions): Authenticator {
  if (options.tokens.length === 0 && !options.mutualTls) return { open: true, identify: () => EVERYBODY };
  const byHeader = tokenLookup(options.tokens);
  const byName = new Map(options.certificates.map((rule) => [rule.name, identityOf(rule)]));
  return {
    open: false,
    identify({ authorization, certificateNames }) {
      if (authorization !== undefined) return byHeader(authorization);
      const names = options.mutualTls ? certificateNames() : undefined;
      if (names === undefined) {
        throw tokenRequired();
      }
      if (byName.size === 0) return { name: names[0] ?? 'certificate', role: 'gateway', accountPrefix: '' };
      const known = names.find((name) => byName.has(name));
      const identity = known === undefined ? undefined : byName.get(known);
      if (identity !== undefined) return identity;
      throw new Fault('unauthenticated', 'CERTIFICATE_UNKNOWN', 'no rule names this client certificate');
    },
  };
}

/**
 * Tokens are compared by their hashes in constant time, all of them every time, so that timing tells nothing. A header that has
 * passed is remembered whole: at most one entry for each token and spelling that the owner of the token sends.
 */
function tokenLookup(tokens: readonly TokenRule[]): (authorization: string) => Identity {
  const rules = tokens.map((rule) => ({ hash: sha256(rule.token), identity: identityOf(rule) }));
  const passed = new Map<string, Identity>();
  return (authorization) => {
    const remembered = passed.get(authorization);
    if (remembered !== undefined) return remembered;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw tokenRequired();
    const hash = sha256(token);
    let identity: Identity | undefined;
    for (const rule of rules) {
      if (timingSafeEqual(rule.hash, hash)) identity = rule.identity;
    }
    if (identity === undefined) throw new Fault('unauthenticated', 'TOKEN_UNKNOWN', 'the bearer token is not known');
    if (passed.size < 2 * rules.length) passed.set(authorization, identity);
    return identity;
  };
}

function tokenRequired(): Fault {
  return new Fault('unauthenticated', 'TOKEN_REQUIRED', 'send "authorization: Bearer <token>"');
}

function identityOf({ name, role, accountPrefix }: TokenRule | CertificateRule): Identity {
  return { name, role, accountPrefix: accountPrefix ?? '' };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

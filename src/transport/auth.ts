/** Turns what a caller presents (a bearer token, a client certificate) into an identity. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';
import { Fault } from '../domain/fault.ts';
import type { Message } from './handlers/fields.ts';
import type { MethodName } from './handlers/method.ts';

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
      throw new Fault('CERTIFICATE_UNKNOWN', 'no rule names this client certificate');
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
    if (identity === undefined) throw new Fault('TOKEN_UNKNOWN', 'the bearer token is not known');
    if (passed.size < 2 * rules.length) passed.set(authorization, identity);
    return identity;
  };
}

function tokenRequired(): Fault {
  return new Fault('TOKEN_REQUIRED', 'send "authorization: Bearer <token>"');
}

function identityOf({ name, role, accountPrefix }: TokenRule | CertificateRule): Identity {
  return { name, role, accountPrefix: accountPrefix ?? '' };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/* Who is calling, and whether they may do this. */

export interface Identity {
  /** For the log. */
  readonly name: string;
  readonly role: Role;
  /** Only accounts whose ids begin with this; empty is all of them. */
  readonly accountPrefix: string;
}

/**
 * Why this identity may not send this message; undefined when it may. Accounts are named by `account_id` and, when one is
 * opened below another, `parent_account_id`: both must be in reach, or a tenant could hang an account under somebody else's.
 */
export function refusal(identity: Identity, method: MethodName, message: Message): Fault | undefined {
  const access = accessTo(method);
  if (!access.roles.includes(identity.role)) {
    return new Fault(
      'ROLE_NOT_ALLOWED',
      `${method} needs role ${access.roles.join(' or ')}; this caller has ${identity.role}`,
    );
  }
  if (identity.accountPrefix === '' || access.reach === 'shared') return undefined;
  if (access.reach === 'whole') {
    return new Fault('SCOPE_NOT_ALLOWED', `${method} needs a caller that is not limited to some accounts`);
  }
  // Whose credit a parent's is cannot be seen from here, so only who opens the account, naming both, may open the parent's purse to it.
  if (method === 'UpdateAccount' && message['fundedBy'] === 'parent') {
    return new Fault(
      'SCOPE_NOT_ALLOWED',
      'funded_by: letting a parent pay needs a caller that is not limited to some accounts',
      { field: 'funded_by' },
    );
  }
  const inReach = (accountId: unknown) => typeof accountId === 'string' && accountId.startsWith(identity.accountPrefix);
  const parent = message['parentAccountId'];
  if (inReach(message['accountId']) && (parent === undefined || parent === '' || inReach(parent))) return undefined;
  return new Fault('ACCOUNT_NOT_IN_SCOPE', 'this caller may not act on this account');
}

/* Who may do what: one table. */

/**
 * - `gateway` moves traffic and may look at accounts;
 * - `billing` opens accounts and moves credit;
 * - `viewer` looks;
 * - `admin` does everything.
 */
export type Role = 'gateway' | 'billing' | 'viewer' | 'admin';

const TRAFFIC: readonly Role[] = ['gateway', 'admin'];
const READ_ACCOUNTS: readonly Role[] = ['gateway', 'billing', 'viewer', 'admin'];
const CHANGE_ACCOUNTS: readonly Role[] = ['billing', 'admin'];
const READ_CATALOG: readonly Role[] = ['billing', 'viewer', 'admin'];
const OPERATE: readonly Role[] = ['admin'];

interface Access {
  readonly roles: readonly Role[];
  /**
   * What a token that is limited to some accounts may do: `account` methods name an account, which must be one of them;
   * `shared` methods show nothing that belongs to anybody; `whole` methods act on everybody and are refused.
   */
  readonly reach: 'account' | 'shared' | 'whole';
}

const ACCESS: Readonly<Record<MethodName, Access>> = {
  Authorize: { roles: TRAFFIC, reach: 'account' },
  AuthorizeBatch: { roles: TRAFFIC, reach: 'account' },
  Answer: { roles: TRAFFIC, reach: 'account' },
  Extend: { roles: TRAFFIC, reach: 'account' },
  Settle: { roles: TRAFFIC, reach: 'account' },
  Release: { roles: TRAFFIC, reach: 'account' },
  Charge: { roles: TRAFFIC, reach: 'account' },
  Quote: { roles: TRAFFIC, reach: 'account' },
  Reconcile: { roles: TRAFFIC, reach: 'whole' },
  Session: { roles: TRAFFIC, reach: 'whole' },
  CreateAccount: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  UpdateAccount: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  AddCredit: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  AdjustBalance: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  SetSubject: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  DeleteSubject: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  GetSubject: { roles: READ_ACCOUNTS, reach: 'account' },
  ListSubjects: { roles: READ_ACCOUNTS, reach: 'account' },
  GetAccount: { roles: READ_ACCOUNTS, reach: 'account' },
  ListHolds: { roles: READ_ACCOUNTS, reach: 'account' },
  ListMovements: { roles: READ_ACCOUNTS, reach: 'account' },
  GetUsage: { roles: READ_ACCOUNTS, reach: 'account' },
  WatchAccount: { roles: READ_ACCOUNTS, reach: 'account' },
  GetCatalog: { roles: READ_CATALOG, reach: 'shared' },
  ExplainNumber: { roles: READ_CATALOG, reach: 'shared' },
  CheckCatalog: { roles: READ_CATALOG, reach: 'whole' },
  ReloadCatalog: { roles: OPERATE, reach: 'whole' },
  ReplayHolds: { roles: OPERATE, reach: 'whole' },
};

/** The access rule of a method. */
export function accessTo(method: MethodName): Access {
  return ACCESS[method];
}

/** One alternative name as Node prints it: a value that holds a comma or a quote is a JSON string, every other stands plain. */
const ALTERNATIVE = /(?:^|, )([A-Za-z0-9 ]+):("(?:[^"\\]|\\.)*"|[^,]*)/gy;

/** The names that a client certificate goes by: its subject's common name first, then its DNS and URI alternative names. */
export function namesIn(certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): readonly string[] {
  const alternatives = [...(certificate.subjectaltname ?? '').matchAll(ALTERNATIVE)]
    .filter(([, kind]) => kind === 'DNS' || kind === 'URI')
    .map(([, , value = '']) => (value.startsWith('"') ? (JSON.parse(value) as string) : value));
  const commonName: unknown = certificate.subject?.CN;
  return [...(typeof commonName === 'string' ? [commonName] : []), ...alternatives];
}

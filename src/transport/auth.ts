/** Turns what a caller proves (a bearer token, a client certificate) into an identity, and says what that may do. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';
import { Fault } from '../domain/fault.ts';
import type { Message, Method, Rooms } from './method.ts';

/**
 * - `gateway` moves traffic and may look at accounts;
 * - `billing` opens accounts and moves credit;
 * - `viewer` looks;
 * - `account_admin` looks after one account and those below its prefix: adds credit, and says how it is recharged;
 * - `admin` does everything.
 */
export type Role = 'gateway' | 'billing' | 'viewer' | 'account_admin' | 'admin';

/** What an identity may do. */
interface Rights {
  /** For the log; never a secret. In a rule for certificates: a common name, or a DNS or URI alternative name. */
  readonly name: string;
  readonly role: Role;
  /** Limits it to the account of this id and to those whose ids go on with a delimiter; see `isInScope`. */
  readonly accountPrefix?: string | undefined;
  /** Binds it to this gateway: its requests are this gateway's. */
  readonly gatewayId?: string | undefined;
}

export interface TokenRule extends Rights {
  /** The secret itself. */
  readonly token: string;
}

export type CertificateRule = Rights;

export interface AuthOptions {
  readonly tokens: readonly TokenRule[];
  /** Client certificates are verified by the TLS layer against the configured authority; this says what they may do. */
  readonly mutualTls: boolean;
  /** Empty: every certificate of the authority is a gateway. */
  readonly certificates: readonly CertificateRule[];
}

/** Who is calling. */
export interface Identity {
  /** For the log. */
  readonly name: string;
  readonly role: Role;
  /** Empty is all accounts. */
  readonly accountPrefix: string;
  /** Empty is any gateway. */
  readonly gatewayId: string;
}

/** Turns proofs into identities. Each way to prove oneself is a method; all throw an `unauthenticated` fault. */
export interface Authenticator {
  /** True when nobody is asked who they are. */
  readonly open: boolean;
  /** True when a client certificate proves something. */
  readonly knowsCertificates: boolean;
  /** Nothing was proved. */
  byNothing(): Identity;
  byHeader(authorization: string): Identity;
  /** @param names - in a client certificate that was verified. */
  byCertificate(names: readonly string[]): Identity;
}

/** Nothing is configured: settings allow that on loopback only. */
const EVERYBODY: Identity = { name: 'anonymous', role: 'admin', accountPrefix: '', gatewayId: '' };
const BEARER = /^bearer +(\S+)$/i;

export function createAuthenticator(options: AuthOptions): Authenticator {
  if (options.tokens.length === 0 && !options.mutualTls) {
    const everybody = () => EVERYBODY;
    return {
      open: true,
      knowsCertificates: false,
      byNothing: everybody,
      byHeader: everybody,
      byCertificate: everybody,
    };
  }
  const byName = new Map(options.certificates.map((rule) => [rule.name, identityOf(rule)]));
  return {
    open: false,
    knowsCertificates: options.mutualTls,
    byNothing: () => {
      throw tokenRequired();
    },
    byHeader: tokenLookup(options.tokens),
    byCertificate(names) {
      if (byName.size === 0) return identityOf({ name: names[0] ?? 'certificate', role: 'gateway' });
      const known = names.find((name) => byName.has(name));
      const identity = known === undefined ? undefined : byName.get(known);
      if (identity !== undefined) return identity;
      throw new Fault('CERTIFICATE_UNKNOWN', 'no rule names this client certificate');
    },
  };
}

/** The proofs of gRPC and HTTP: a header speaks before a certificate, which is looked at only when it counts. */
export function identifyByHeader(
  authenticator: Authenticator,
  authorization: string | undefined,
  certificateNames: () => readonly string[] | undefined,
): Identity {
  if (authorization !== undefined) return authenticator.byHeader(authorization);
  const names = authenticator.knowsCertificates ? certificateNames() : undefined;
  return names === undefined ? authenticator.byNothing() : authenticator.byCertificate(names);
}

/**
 * Tokens are compared by their hashes in constant time, all of them every time, so that timing tells nothing. A header
 * that has passed is remembered whole: at most one entry for each token and spelling that the owner of the token sends.
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

function identityOf({ name, role, accountPrefix, gatewayId }: Rights): Identity {
  return { name, role, accountPrefix: accountPrefix ?? '', gatewayId: gatewayId ?? '' };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/* Whether an identity may send a message. */

/** What may follow a prefix of account ids: all the punctuation that an account id can have. */
const DELIMITERS = '._@+-';

/** `acme` admits acme, acme-1 and acme.x, but not acme2; `acme-` admits whatever begins so. */
export function isInScope({ accountPrefix }: Pick<Identity, 'accountPrefix'>, accountId: string): boolean {
  if (!accountId.startsWith(accountPrefix)) return false;
  if (accountPrefix === '' || accountId.length === accountPrefix.length) return true;
  const { length } = accountPrefix;
  return DELIMITERS.includes(accountPrefix.charAt(length - 1)) || DELIMITERS.includes(accountId.charAt(length));
}

/** Why this identity may not send this message; undefined when it may. */
export function refusal(identity: Identity, method: Method, message: Message, rooms: Rooms): Fault | undefined {
  const { roles, reach } = method;
  if (!roles.includes(identity.role)) {
    const needed = roles.join(' or ');
    return new Fault('ROLE_NOT_ALLOWED', `${method.name} needs role ${needed}; this caller has ${identity.role}`);
  }
  if (identity.gatewayId !== '' && isAnotherGateway(message['gatewayId'], identity.gatewayId)) {
    const problem = `this caller is bound to gateway "${identity.gatewayId}"`;
    return new Fault('GATEWAY_NOT_IN_SCOPE', `gateway_id: ${problem}`, { field: 'gateway_id' });
  }
  if (identity.accountPrefix === '' || reach === 'shared') return undefined;
  if (reach === 'whole') {
    return new Fault('SCOPE_NOT_ALLOWED', `${method.name} needs a caller that is not limited to some accounts`);
  }
  return method.beyondScope?.(message) ?? accountRefusal(identity, reach, message, rooms);
}

/** The roles that may read the metrics, which are about all accounts. */
const SCRAPERS: readonly Role[] = ['viewer', 'admin'];

/** @throws Fault for whoever may not read the metrics. */
export function refuseScraper({ role, accountPrefix }: Identity): void {
  if (!SCRAPERS.includes(role)) {
    throw new Fault('ROLE_NOT_ALLOWED', `/metrics needs role ${SCRAPERS.join(' or ')}; this caller has ${role}`);
  }
  if (accountPrefix === '') return;
  throw new Fault('SCOPE_NOT_ALLOWED', '/metrics needs a caller that is not limited to some accounts');
}

/** Empty and absent are filled in by the handler. */
function isAnotherGateway(named: unknown, own: string): boolean {
  return typeof named === 'string' && named !== '' && named !== own;
}

/**
 * Accounts are named by `account_id` and, when one is opened below another, by `parent_account_id`: both must be in
 * reach, or a tenant could hang an account under somebody else's.
 */
function accountRefusal(
  identity: Identity,
  reach: 'account' | 'token' | 'filtered',
  message: Message,
  rooms: Rooms,
): Fault | undefined {
  const { accountId: named, parentAccountId: parent, settleToken } = message;
  const isNamed = named !== undefined && named !== null && named !== '';
  if (reach === 'filtered' && !isNamed) return undefined;
  const inReach = (accountId: unknown) => typeof accountId === 'string' && isInScope(identity, accountId);
  const byToken = reach === 'token' && !isNamed && typeof settleToken === 'string';
  const accountId = byToken ? rooms.control.tokenSubject(settleToken)?.accountId : named;
  if (inReach(accountId) && (parent === undefined || parent === '' || inReach(parent))) return undefined;
  return notInScope('account_id');
}

/** @param field - that names the account, on the wire */
export function notInScope(field: string): Fault {
  return new Fault('ACCOUNT_NOT_IN_SCOPE', 'this caller may not act on this account', { field });
}

/**
 * One alternative name as Node prints it: a value that holds a comma or a quote is a JSON string, every other stands
 * plain.
 */
const ALTERNATIVE = /(?:^|, )([A-Za-z0-9 ]+):("(?:[^"\\]|\\.)*"|[^,]*)/gy;

/**
 * The names that a client certificate goes by: its subject's common name first, then its DNS and URI alternative names.
 */
export function namesIn(certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): readonly string[] {
  const alternatives = [...(certificate.subjectaltname ?? '').matchAll(ALTERNATIVE)]
    .filter(([, kind]) => kind === 'DNS' || kind === 'URI')
    .map(([, , value = '']) => (value.startsWith('"') ? (JSON.parse(value) as string) : value));
  const commonName: unknown = certificate.subject?.CN;
  return [...(typeof commonName === 'string' ? [commonName] : []), ...alternatives];
}

/**
 * The settle token: a hold's particulars, signed. With it a call can be charged whose hold the store has lost, and an
 * emergency call can be answered and ended without any store at all. A token names its account and hold, so it is of no
 * use for another.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { EMERGENCY_GRANT_SECONDS } from '../domain/decision.ts';
import { errorText, Fault, type FaultReason } from '../domain/fault.ts';
import type { Allowed, SettleClaim } from '../ledger/port.ts';
import { packFacts, packFunding, packTerms, unpackFacts, unpackFunding, unpackTerms } from '../ledger/pinned.ts';
import type { Assessment } from './assess.ts';
import type { Environment } from './environment.ts';
import type { AuthorizeRequest, TokenSubject } from './requests.ts';

/** `hold`: an ordinary one; `emergency` and `shadow`: exempt, because nothing was reserved when it was signed. */
type TokenKind = 'hold' | 'emergency' | 'shadow';

const KIND_LETTERS: Readonly<Record<TokenKind, string>> = { hold: 'h', emergency: 'e', shadow: 's' };

/** What a completion brought with it. */
export type TokenReading =
  | { readonly kind: 'none' }
  | ExemptReading
  | { readonly kind: 'hold'; readonly claim: SettleClaim }
  /** Not genuine, of another hold, or too old: as good as none, and worth saying so. */
  | { readonly kind: 'bad_token' | 'old_token'; readonly fault: Fault };

/** Nothing was reserved when the token was signed. */
export interface ExemptReading {
  readonly kind: 'exempt';
  /** What was granted all the same, in the unit of its service. */
  readonly unit: string;
  readonly grantedUnits: number;
}

/** Signs with the first key and accepts all: the current and the previous, shared by all sidecars of a store. */
export class SettleTokens {
  readonly #keys: readonly KeyObject[];
  readonly #signingKey: KeyObject;
  readonly #maxAgeMs: number;

  /** @param maxAgeMs - older tokens are as good as none; the tombstone retention less the longest call. */
  constructor(keys: readonly string[], maxAgeMs: number) {
    this.#keys = keys.map((key) => createSecretKey(Buffer.from(key, 'utf8')));
    const [signingKey] = this.#keys;
    if (signingKey === undefined) throw new Error('at least one settle token key is needed');
    this.#signingKey = signingKey;
    this.#maxAgeMs = maxAgeMs;
  }

  /** Names of the keys, which do not give them away: for comparison with other sidecars. */
  get keyIds(): readonly string[] {
    return this.#keys.map((key) =>
      createHmac('sha256', key).update('tollgate settle token key').digest('hex').slice(0, 8),
    );
  }

  /** Proof of an ordinary hold. */
  signHold(subject: TokenSubject, claim: SettleClaim): string {
    const { payer, allowances, packs = [] } = claim.funding;
    // Most calls are paid by their own account out of its balance and lots; nothing more needs to be said of them.
    const isPlain = claim.ownerIds.length === 1 && allowances.length + packs.length === 0;
    return this.#sign('hold', subject, [
      String(claim.authorizedAtMs),
      claim.ownerIds[payer] ?? subject.accountId,
      String(claim.grantedUnits),
      packTerms(claim.terms),
      packFacts(claim.facts),
      ...(isPlain ? [] : [`${payer} ${claim.ownerIds.join(' ')}`, packFunding(claim.funding)]),
    ]);
  }

  /** Proof that traffic is free of any hold. */
  signExempt(kind: 'emergency' | 'shadow', subject: TokenSubject, atMs: number, granted: Granted = A_DAY): string {
    // Most of it is calls of a day, which need not be said; nor did older versions say it.
    const isCall = granted.unit === A_DAY.unit && granted.units === A_DAY.units;
    return this.#sign(kind, subject, [String(atMs), ...(isCall ? [] : [granted.unit, String(granted.units)])]);
  }

  /** What the token of this hold says. An empty one is none; never throws. */
  read(token: string, subject: TokenSubject, nowMs: number): TokenReading {
    if (token === '') return { kind: 'none' };
    const [accountId, holdId, ...words] = this.#words(token) ?? [];
    if (accountId === undefined || accountId !== subject.accountId || holdId !== subject.holdId) return BAD_TOKEN;
    if (nowMs - Number(words[0]) > this.#maxAgeMs) return OLD_TOKEN;
    return token.startsWith(`${KIND_LETTERS.hold}.`) ? { kind: 'hold', claim: claimOf(words) } : exemptOf(words);
  }

  /** What a genuine token names, whatever its kind and age; undefined for any other text. */
  subjectOf(token: string): TokenSubject | undefined {
    const [accountId, holdId] = this.#words(token) ?? [];
    return accountId === undefined || holdId === undefined ? undefined : { accountId, holdId };
  }

  #sign(kind: TokenKind, subject: TokenSubject, words: readonly string[]): string {
    const payload = Buffer.from([subject.accountId, subject.holdId, ...words].join('\n')).toString('base64url');
    const body = `${KIND_LETTERS[kind]}.${payload}`;
    return `${body}.${createHmac('sha256', this.#signingKey).update(body).digest('base64url')}`;
  }

  /** All words of a token that one of the keys has signed. */
  #words(token: string): readonly string[] | undefined {
    const cut = token.lastIndexOf('.');
    const body = token.slice(0, cut);
    const given = Buffer.from(token.slice(cut + 1), 'base64url');
    const genuine = this.#keys.some((key) => {
      const mac = createHmac('sha256', key).update(body).digest();
      return given.length === mac.length && timingSafeEqual(given, mac);
    });
    return genuine ? Buffer.from(body.slice(2), 'base64url').toString('utf8').split('\n') : undefined;
  }
}

const BAD_TOKEN: TokenReading = {
  kind: 'bad_token',
  get fault() {
    return new Fault('BAD_TOKEN', 'settle_token: not issued by this Tollgate for this hold', { field: 'settle_token' });
  },
};

const OLD_TOKEN: TokenReading = {
  kind: 'old_token',
  get fault() {
    return new Fault('TOKEN_TOO_OLD', 'settle_token: the call is too long ago to be charged from its token', {
      field: 'settle_token',
    });
  },
};

interface Granted {
  readonly unit: string;
  readonly units: number;
}

const A_DAY: Granted = { unit: 'second', units: EMERGENCY_GRANT_SECONDS };

function exemptOf([, unit = A_DAY.unit, units]: readonly string[]): ExemptReading {
  return { kind: 'exempt', unit, grantedUnits: units === undefined ? A_DAY.units : Number(units) };
}

/** Older versions signed neither owners nor funding where the account paid for itself, and nor does this one. */
function claimOf(words: readonly string[]): SettleClaim {
  const [authorizedAt = '', payerId = '', granted = '', terms = '', facts = '', owners, funding = ''] = words;
  const [payer = '', ...ownerIds] = (owners ?? `0 ${payerId}`).split(' ');
  return {
    authorizedAtMs: Number(authorizedAt),
    ownerIds,
    funding: unpackFunding(Number(payer), funding),
    grantedUnits: Number(granted),
    terms: unpackTerms(terms),
    facts: unpackFacts(facts),
  };
}

/* How an authorize signs one. */

export function subjectOf({ holdId, traffic }: AuthorizeRequest): TokenSubject {
  return { accountId: traffic.accountId, holdId };
}

export function signHold(
  environment: Environment,
  request: AuthorizeRequest,
  assessment: Assessment,
  granted: Pick<Allowed, 'grantedUnits' | 'authorizedAtMs'>,
): string {
  const { owners, payer, allowances, packs } = assessment.admission;
  return environment.tokens.signHold(subjectOf(request), {
    ownerIds: owners.map(({ accountId }) => accountId),
    // No stop: `on_plan_exhausted: stop` keeps a call from beginning, but one that took place is paid from every
    // source.
    funding: { payer, stop: '', allowances, packs },
    terms: assessment.admission.terms,
    facts: assessment.admission.facts,
    grantedUnits: granted.grantedUnits,
    authorizedAtMs: granted.authorizedAtMs,
  });
}

/* How completions use a token. An exempt one says that nothing was reserved; if something was, that is what counts. */

/**
 * How long an exempt completion waits for the store: the gateway must hear of it while it still listens. An answer or
 * extend waits longer, because it tells a grant, and that of a real hold under the id is shorter.
 */
const EXEMPT_WAIT_MS = { ending: 300, grant: 700 } as const;

type Completion = TokenSubject & { readonly settleToken: string };

export function tokenOf(environment: Environment, request: Completion): TokenReading {
  return environment.tokens.read(request.settleToken, request, environment.ledger.nowMs());
}

/** What is wrong with a token that proves nothing. */
export function faultOf(token: TokenReading): Fault | undefined {
  return token.kind === 'bad_token' || token.kind === 'old_token' ? token.fault : undefined;
}

/**
 * Asks the ledger, since a real hold may stand under the id; where there is none, or the store is away, an exempt token
 * gets its answer: all is well and nothing is owed. A store that is slow goes on with what it was asked.
 */
export async function unlessExempt<Result extends { readonly kind?: string; readonly queued?: boolean }>(
  environment: Environment,
  token: TokenReading,
  { accountId, holdId }: Completion,
  ask: () => Promise<Result>,
  nothing: (exempt: ExemptReading) => Result,
  kind: keyof typeof EXEMPT_WAIT_MS,
): Promise<Result> {
  if (token.kind !== 'exempt') return ask();
  let waited = false;
  const answered = async (): Promise<Result> => {
    const result = await ask();
    // It is kept in case that a real hold is there; its caller owes nothing that is known.
    return result.kind === 'queued' || result.queued === true ? nothing(token) : result;
  };
  const asked = answered().catch((error: unknown) => {
    if (isNothing(error)) return nothing(token);
    if (waited) {
      const facts = { account_id: accountId, hold_id: holdId, error: errorText(error) };
      environment.logger.warn(facts, 'a completion with an exempt token failed after it was answered');
    }
    throw error;
  });
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Result>((resolve) => {
    timer = setTimeout(() => {
      waited = true;
      resolve(nothing(token));
    }, EXEMPT_WAIT_MS[kind]);
  });
  return Promise.race([asked, patience]).finally(() => clearTimeout(timer));
}

const NOTHING_REASONS: ReadonlySet<FaultReason> = new Set([
  'HOLD_UNKNOWN',
  'ACCOUNT_UNKNOWN',
  'TOO_LATE',
  'SPOOL_FULL',
  'SPOOL_UNAVAILABLE',
]);

/** Whether the ledger knows of no hold, or neither it nor the spool can be used. */
function isNothing(error: unknown): boolean {
  if (!(error instanceof Fault)) return false;
  const { reason, storeState } = error;
  return storeState !== undefined || NOTHING_REASONS.has(reason);
}

/** Of an answer or extend: where nobody knows the hold, what is wrong with the token says more. */
export async function orTokenFault<Reply>(token: TokenReading, reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    throw error instanceof Fault && error.reason === 'HOLD_UNKNOWN' ? (faultOf(token) ?? error) : error;
  }
}

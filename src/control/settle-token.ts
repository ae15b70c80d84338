/**
 * The settle token: a hold's particulars, signed. With it a call can be charged whose hold the store has lost, and an emergency call can be answered and
 * ended without any store at all. A token names its account and hold, so it is of no use for another.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Fault } from '../domain/fault.ts';
import type { SettleClaim } from '../ledger/port.ts';
import { packFacts, packFunding, packTerms, unpackFacts, unpackFunding, unpackTerms } from '../ledger/pinned.ts';
import type { TokenSubject } from './requests.ts';

/** `hold`: an ordinary one; `emergency` and `shadow`: no hold exists and nothing is ever charged. */
export type TokenKind = 'hold' | 'emergency' | 'shadow';

const KIND_LETTERS: Readonly<Record<TokenKind, string>> = { hold: 'h', emergency: 'e', shadow: 's' };

/** Signs with the first key and accepts all: the current and the previous, shared by all sidecars of a store. */
export class SettleTokens {
  readonly #keys: readonly KeyObject[];
  readonly #signingKey: KeyObject;
  readonly #maxAgeMs: number;

  /** @param maxAgeMs - older tokens are refused; the tombstone retention less the longest call. */
  constructor(keys: readonly string[], maxAgeMs: number) {
    this.#keys = keys.map((key) => createSecretKey(Buffer.from(key, 'utf8')));
    const [signingKey] = this.#keys;
    if (signingKey === undefined) throw new Error('at least one settle token key is needed');
    this.#signingKey = signingKey;
    this.#maxAgeMs = maxAgeMs;
  }

  /** Proof of an ordinary hold. */
  signHold(subject: TokenSubject, claim: SettleClaim): string {
    const { payer, allowances } = claim.funding;
    // Most calls are paid by their own account out of its balance and lots; nothing more needs to be said of them.
    const isPlain = claim.ownerIds.length === 1 && allowances.length === 0;
    return this.#sign('hold', subject, [
      String(claim.authorizedAtMs),
      claim.ownerIds[payer] ?? subject.accountId,
      String(claim.grantedUnits),
      packTerms(claim.terms),
      packFacts(claim.facts),
      ...(isPlain ? [] : [`${payer} ${claim.ownerIds.join(' ')}`, packFunding(claim.funding)]),
    ]);
  }

  /** Proof that a call is free of any hold. */
  signExempt(kind: 'emergency' | 'shadow', subject: TokenSubject, atMs: number): string {
    return this.#sign(kind, subject, [String(atMs)]);
  }

  /** True for a genuine emergency or shadow token of this hold: the verb then costs nothing and needs no store. */
  isExempt(token: string, subject: TokenSubject): boolean {
    if (!token.startsWith('e.') && !token.startsWith('s.')) return false;
    this.#open(token, subject);
    return true;
  }

  /** The claim of an ordinary token. Throws `failed_precondition` when it is too old, `invalid_argument` when it is not genuine. */
  readHold(token: string, subject: TokenSubject, nowMs: number): SettleClaim {
    const words = this.#open(token, subject);
    const [authorizedAt = '', payerId = '', granted = '', terms = '', facts = '', owners, funding = ''] = words;
    const authorizedAtMs = Number(authorizedAt);
    if (nowMs - authorizedAtMs > this.#maxAgeMs) {
      throw new Fault('TOKEN_TOO_OLD', 'settle_token: the call is too long ago to be charged from its token', {
        field: 'settle_token',
      });
    }
    const [payer = '', ...ownerIds] = (owners ?? `0 ${payerId}`).split(' ');
    return {
      authorizedAtMs,
      ownerIds,
      funding: unpackFunding(Number(payer), funding),
      grantedUnits: Number(granted),
      terms: unpackTerms(terms),
      facts: unpackFacts(facts),
    };
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

  /** The words after the subject, once the signature and the subject are right. */
  #open(token: string, subject: TokenSubject): readonly string[] {
    const [accountId, holdId, ...words] = this.#words(token) ?? [];
    if (accountId === undefined || accountId !== subject.accountId || holdId !== subject.holdId) {
      throw new Fault('BAD_TOKEN', 'settle_token: not issued by this Tollgate for this hold', {
        field: 'settle_token',
      });
    }
    return words;
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

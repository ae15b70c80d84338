/**
 * What is known about one call, message or event before any money is looked at: the catalog's rules match on exactly
 * this. And what may be an id, and which numbers are an account's own.
 */
import { createHash } from 'node:crypto';
import type { NumberFacts } from './phone/classify.ts';

export type Direction = 'outbound' | 'inbound';

/** A leg with a parent hold is forwarded: it has its own hold and charge. */
export type Leg = 'direct' | 'forwarded';

/** The facts that rating, blocking, hold rules and limits match on. */
export interface Traffic {
  /** A service of the catalog. */
  readonly service: string;
  readonly direction: Direction;
  readonly leg: Leg;
  /** The called or receiving party. Its class is the number class: inbound toll-free is judged by the called number. */
  readonly to: NumberFacts | undefined;
  /** The calling or sending party. */
  readonly from: NumberFacts | undefined;
  /** The account's own numbers contain the other party: a call between colleagues. */
  readonly ownNumber: boolean;
  /** The payer's plan. */
  readonly plan: string;
  /** ISO 3166 alpha-2: where the subject is, instead of what its number says. Undefined where the number decides. */
  readonly location: string | undefined;
  /** The rate plan (licence) of the subject, if it has one. */
  readonly ratePlan: string | undefined;
  /** IANA name: the account's clock, which time-of-day rules look at. */
  readonly timeZone: string;
  /** Redis time, which time-of-day rules and effective dates of decks look at. */
  readonly atMs: number;
}

/** Which traffic a pack of units pays for. A list that is empty leaves nothing out, but for special numbers. */
export interface PackMatch {
  readonly services: readonly string[];
  readonly directions: readonly Direction[];
  /** Of the other party: codes, country groups, `home`, `abroad`, `unknown`. */
  readonly countries: readonly string[];
  /** Where none is named, premium, shared-cost, special and satellite numbers are left out. */
  readonly numberClasses: readonly string[];
  /** Beginnings of the other party's E.164 number, with plus. */
  readonly prefixes: readonly string[];
}

/** The other party of the traffic: whom the account calls, or who calls it. */
export function otherParty(traffic: Traffic): NumberFacts | undefined {
  return traffic.direction === 'outbound' ? traffic.to : traffic.from;
}

/** The account's own end of the traffic. */
export function ownParty(traffic: Traffic): NumberFacts | undefined {
  return traffic.direction === 'outbound' ? traffic.from : traffic.to;
}

/* What may be an id. Every check returns what is wrong as the end of a sentence ("account_id must be ..."), or nothing.
 */

const ACCOUNT_ID = /^[A-Za-z0-9._@+-]{1,128}$/;
const PRINTABLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** An account id appears in Redis keys, metrics tools and file names, so its alphabet is small. */
export function accountIdProblem(id: string): string | undefined {
  return ACCOUNT_ID.test(id) ? undefined : 'must be 1 to 128 characters out of A-Z a-z 0-9 . _ @ + -';
}

/** A subject (user, agent or line of an account) is named like an account. */
export function subjectIdProblem(id: string): string | undefined {
  return accountIdProblem(id);
}

/** A hold id is often a SIP Call-ID, which may hold almost any printable character, braces and colons included. */
export function holdIdProblem(id: string): string | undefined {
  return PRINTABLE_ASCII.test(id) ? undefined : 'must be 1 to 255 printable ASCII characters without spaces';
}

/** The key under which a credit, charge or adjustment happens once. */
export function idempotencyKeyProblem(key: string): string | undefined {
  return holdIdProblem(key);
}

/**
 * What is kept of a request under an id or key, to tell its repeat from another request: 128 bits and a little more.
 *
 * @param identity - what makes two requests the same one
 */
export function fingerprint(identity: string): string {
  return createHash('sha256').update(identity).digest('base64url').slice(0, 22);
}

/* An account's own numbers: which calls stay between colleagues. */

/** Shorter prefixes would make whole cities or countries an account's own, and calls to them free. */
const PREFIX_DIGITS_MIN = 6;

const OWN_NUMBER = /^\+?([1-9]\d{0,14})(\*?)$/;

/** What is wrong with an entry of an account's numbers, as the end of a sentence, or nothing. */
export function ownNumberProblem(entry: string): string | undefined {
  const match = OWN_NUMBER.exec(entry);
  if (match === null) return 'must be an E.164 number (+12025550134) or a prefix that ends in * (+1202555*)';
  if ((match[1] ?? '').length < PREFIX_DIGITS_MIN) return `must have at least ${PREFIX_DIGITS_MIN} digits`;
  return undefined;
}

/**
 * Compiles an account's numbers into a test of E.164 numbers. Exact entries are looked up; prefixes (`+1202555*`) are
 * tried by length. Entries with a problem match nothing.
 */
export function ownNumberMatcher(numbers: readonly string[]): (e164: string) => boolean {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  for (const entry of numbers) {
    if (ownNumberProblem(entry) !== undefined) continue;
    const [, digits = '', star] = OWN_NUMBER.exec(entry) ?? [];
    (star === '*' ? prefixes : exact).add(digits);
  }
  const lengths = [...new Set([...prefixes].map((prefix) => prefix.length))];
  return (e164) => {
    const digits = e164.startsWith('+') ? e164.slice(1) : e164;
    return exact.has(digits) || lengths.some((length) => prefixes.has(digits.slice(0, length)));
  };
}

/** The past as a replay needs it: calls that took place, credit that was added, and what could not be read of it. */
import type { NumberClass } from '../domain/phone/metadata.ts';
import type { Direction } from '../domain/traffic.ts';

/** One call, message or event of the past, as a switch or Tollgate recorded it. */
export interface PastCall {
  /** Where it stood in its file, from 1; in an archive its place in the answer. */
  readonly line: number;
  /** As the switch called it; may be empty, and need not be unique. */
  readonly callId: string;
  readonly accountId: string;
  readonly subjectId: string;
  readonly gatewayId: string;
  /** The hold that it was forwarded from; empty where it was not. */
  readonly parentHoldId: string;
  readonly service: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  /**
   * What is known of the other party's number where the number itself is kept masked or hashed; `from` or `to` then
   * stands for it. Undefined where the number is whole.
   */
  readonly other?: ArchivedNumber;
  /** The licence of its subject; undefined where none is known. */
  readonly ratePlan: string | undefined;
  /** When it was set up, in milliseconds since 1970. */
  readonly startMs: number;
  /** When it was answered; the same as `startMs` where nobody knows. */
  readonly answerMs: number;
  /** When it was over. */
  readonly endMs: number;
  /** Connected time, maybe with a fraction; 0 for a call that nobody answered. */
  readonly connectedSeconds: number;
  /** For what is not counted in seconds; undefined is one. */
  readonly units: number | undefined;
  /** What it cost then, in milli-cents; undefined where that is not recorded. */
  readonly costMilliCents: number | undefined;
  /** It was denied then: nobody knows how long it would have been. */
  readonly wasDenied: boolean;
}

/** A number of which only the rating facts were kept. */
export interface ArchivedNumber {
  /** In the place of the number; no number has this form. */
  readonly name: string;
  /** ISO 3166 alpha-2, or `unknown`. */
  readonly country: string;
  readonly numberClass: NumberClass;
}

/** Credit that was added, or taken, by something other than a call. */
export interface PastCredit {
  readonly accountId: string;
  readonly atMs: number;
  /** Milli-cents; negative for what was taken. */
  readonly amountMilliCents: number;
}

/** An account as it stood when the replay begins. */
export interface PastAccount {
  readonly accountId: string;
  /** Undefined: it is not known, and never runs out. Milli-cents. */
  readonly balanceMilliCents: number | undefined;
  readonly plan: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly creditLimitMilliCents: number;
  readonly parentAccountId: string | undefined;
  readonly fundedBy: 'self' | 'parent';
  readonly seats: number;
  /** 1 to 31. */
  readonly cycleAnchorDay: number;
  /** 0 is the catalog's. */
  readonly maxOpenHolds: number;
  /** E.164 numbers, or prefixes that end in `*`. */
  readonly numbers: readonly string[];
}

/** Why a row is not in the figures. */
export type RowProblemKind =
  /** A cell that it cannot do without is empty. */
  | 'missing'
  /** A cell cannot be read, or two contradict each other. */
  | 'malformed'
  /** The candidate catalog cannot say what it is or costs: an unknown service, no price, a number that is none. */
  | 'unratable';

/** A row of the file that is not in the figures. */
export interface RowProblem {
  readonly kind: RowProblemKind;
  /** From 1. */
  readonly line: number;
  /** Names the column and what is wrong. */
  readonly message: string;
}

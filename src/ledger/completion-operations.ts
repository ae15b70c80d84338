/** The operations that carry a hold to its end, what they answer, and what is kept of it. Money in milli-cents. */
import type { DenialReason } from '../domain/decision.ts';
import type { HoldState } from '../domain/hold.ts';
import type { Terms } from '../domain/terms.ts';
import type { RecreatedHold } from './reconcile-operations.ts';
import type { FundingPart, Funds, HoldFacts, HoldRef, PinnedFunding } from './port.ts';

/**
 * Names one asking of a caller, so that a repeat by Tollgate itself, or by a client library, does not read as a second
 * one. Absent: every run of the operation is another asking.
 */
export interface Asking {
  readonly nonce?: string;
}

/**
 * What proved a completion to be about its hold: a settle token of it, one that nothing was reserved under, one that is
 * none or too old, or nothing. It decides nothing in the ledger; whoever keeps the operation for later needs it.
 */
export type Proof = 'none' | 'hold' | 'exempt' | 'bad_token' | 'old_token';

interface Proven {
  readonly proof?: Proof;
}

/** Start of billable time. */
export interface AnswerOperation extends HoldRef, Asking, Proven {
  readonly notAfterMs: number;
}

export interface AnswerReply {
  readonly state: HoldState;
  readonly grantedUnits: number;
  /** The unit that the hold is counted in. */
  readonly unit: string;
  readonly holdMilliCents: number;
  readonly replayed: boolean;
  readonly nowMs: number;
}

/** Heartbeat, and more grant where the hold reserves in steps. */
export interface ExtendOperation extends HoldRef, Asking, Proven {
  /** Used so far as it was measured, maybe with a fraction; required for holds counted in seconds. */
  readonly connectedSeconds: number | undefined;
  /** Used so far, required for all others. */
  readonly units: number | undefined;
  readonly sequence: number;
  readonly notAfterMs: number;
  /** Looked at only where the report is kept because the store is away; undefined where nothing may be lent then. */
  readonly lending?: (() => Lending | undefined) | undefined;
}

/** Under which terms another step may be lent while the store is away. */
export interface Lending {
  /** What its settle token says of the hold, and how the catalog has it go on. */
  readonly claim: SettleClaim & Pick<RecreatedHold, 'maxUnits' | 'extendUnits' | 'timing'>;
  /** What the account that pays may owe to this sidecar; undefined: no matter how much. */
  readonly limitMilliCents: number | undefined;
}

export interface ExtendReply extends Funds {
  readonly kind: 'allowed' | 'denied';
  readonly reason: DenialReason | undefined;
  /** The unit that the hold is counted in. */
  readonly unit: string;
  readonly grantedUnits: number;
  readonly holdMilliCents: number;
  /** What the next step would have needed, on a denial. */
  readonly neededMilliCents: number;
  /** Nothing more can be granted than this; true in every denial, which leaves the grant as it was. */
  readonly final: boolean;
  /** When the sweeper ends the hold, if nothing more is heard of it. */
  readonly deadlineAtMs: number;
  /** The report was above what can have passed, and proves no more than that. */
  readonly clamped: boolean;
  readonly replayed: boolean;
  readonly nowMs: number;
}

/** What a genuine settle token says of its hold: enough to charge a call whose hold the store does not know. */
export interface SettleClaim {
  /** The account and its parents. */
  readonly ownerIds: readonly string[];
  readonly funding: PinnedFunding;
  readonly terms: Terms;
  readonly grantedUnits: number;
  readonly facts: HoldFacts;
  readonly authorizedAtMs: number;
}

/** Charge what was used and free the rest. */
export interface SettleOperation extends HoldRef, Asking, Proven {
  /**
   * For holds counted in seconds; absent is not zero. As it was measured, maybe with a fraction: the pinned terms say
   * what that counts.
   */
  readonly connectedSeconds: number | undefined;
  /** For other holds; absent means the authorized quantity. */
  readonly units: number | undefined;
  /** With ringing, 0 unknown. For the record; connected time above it by a second or more is inconsistent. */
  readonly durationSeconds: number;
  /** For the record only. */
  readonly q850Cause: number;
  /** Comes with every settle that has a token; looked at only where the hold is not known. */
  readonly claim: SettleClaim | undefined;
  /** How long ago the call ended; time after its end is not billed. 0 when the settle is not late. */
  readonly endedSecondsAgo?: number;
  /** The report contradicts itself in what is not handed on: then none of it gets the benefit of a doubt. */
  readonly inconsistent?: boolean;
}

/** Charge what was used so far; the rest of the hold stays reserved, and the hold goes on. A heartbeat too. */
export interface InterimOperation extends HoldRef, Asking, Proven {
  /** In all since the answer, as it was measured; required for holds counted in seconds. */
  readonly connectedSeconds: number | undefined;
  /** In all; required for other holds. */
  readonly units: number | undefined;
  /** Rises with every interim settle of a hold; Extend counts for itself. */
  readonly sequence: number;
  /** As in a settle. */
  readonly durationSeconds: number;
  /** As in a settle. */
  readonly inconsistent?: boolean;
}

/** Free everything. */
export interface ReleaseOperation extends HoldRef, Asking, Proven {
  readonly q850Cause: number;
}

/**
 * How a hold ended, or how it stands after an interim settle: the call record. Stored with the hold, so that a replay
 * is word for word.
 */
export interface SettleReply {
  readonly kind: 'done';
  readonly state: HoldState;
  readonly durationSeconds: number;
  readonly billedUnits: number;
  readonly chargedMilliCents: number;
  readonly releasedMilliCents: number;
  readonly writeOffMilliCents: number;
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  readonly estimated: boolean;
  readonly corrected: boolean;
  /** The report was above what can have been used. */
  readonly clamped: boolean;
  /** The report contradicted itself: connected for longer than it lasted, or over before it was authorized. */
  readonly inconsistent: boolean;
  readonly replayed: boolean;
  readonly parts: readonly FundingPart[];
  /** What interim settles had charged before this one, by source. */
  readonly earlierParts: readonly FundingPart[];
  /** What is still reserved after an interim settle; 0 once the hold has ended. */
  readonly stillHeldMilliCents: number;
  /** What this very ending charged; negative for a refund by a correction, 0 in a replay. */
  readonly changeMilliCents: number;
  /** What this very ending wrote off; negative when a correction collects it after all, 0 in a replay. */
  readonly forgivenMilliCents: number;
  /** What the hold had reserved, what interim settles took of it included, for the held/charged ratio. */
  readonly heldMilliCents: number;
  /** What the hold had granted, in its unit; 0 where no hold is known. */
  readonly grantedUnits: number;
  /** The hold rule that reserved it; empty where no hold is known, or an older version opened it. */
  readonly holdRule: string;
  /** Empty where no hold is known. */
  readonly service: string;
  /** The hold's own unit; empty where no hold is known. */
  readonly unit: string;
  /** The store did not know the hold: it was charged from the claim that came with the settle. */
  readonly orphan: boolean;
  readonly nowMs: number;
}

/** One hold, open or ended, as it is stored. */
export interface HoldRecord {
  readonly accountId: string;
  /** The account whose credit it is. */
  readonly payerAccountId: string;
  readonly holdId: string;
  readonly state: HoldState;
  readonly holdMilliCents: number;
  readonly grantedUnits: number;
  /** The most that may be granted in all. */
  readonly maxUnits: number;
  /** What an Extend adds at a time; 0 where all was reserved at once. */
  readonly extendUnits: number;
  /** Credit did not last for the whole of the last grant. */
  readonly cutShort: boolean;
  readonly authorizedAtMs: number;
  readonly answeredAtMs: number;
  readonly deadlineAtMs: number;
  readonly terms: Terms;
  readonly facts: HoldFacts;
  /** Where its money is reserved, or was taken from. */
  readonly parts: readonly FundingPart[];
  readonly result: SettleReply | undefined;
  /** What interim settles have charged so far; 0 once it has ended. */
  readonly chargedMilliCents: number;
  /** Of what it was charged: given back by reversals, in all. */
  readonly reversedMilliCents: number;
  /** Of its billed units: given back by reversals, in all. */
  readonly reversedUnits: number;
  /** The store had lost it, and it was opened again from its settle token. */
  readonly recreated: boolean;
}

export type MovementKind =
  'credit' | 'charge' | 'correction' | 'adjustment' | 'expiry' | 'write_off' | 'reversal' | 'purchase';

/** One immutable ledger entry that changed money or packs. */
export interface Movement {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: MovementKind;
  readonly amountMilliCents: number;
  readonly balanceMilliCents: number;
  readonly holdId: string;
  readonly idempotencyKey: string;
  /** Of a reversal of a Charge: the key of that. */
  readonly chargeKey: string;
  readonly service: string;
  readonly subjectId: string;
  readonly billedUnits: number;
  /** The lot that was granted or has ended, or empty. */
  readonly lotId: string;
  /** The pack that was bought, corrected or has ended, or empty; and how its units changed by that, signed. */
  readonly packId: string;
  readonly packUnits: number;
  /** Of a purchase: the package of the catalog. */
  readonly packageId: string;
  /** The account whose traffic it was, where another one pays; otherwise empty. */
  readonly originAccountId: string;
  /** What the hold has been charged in all, by source; of a reversal, what it gave back. */
  readonly parts: readonly FundingPart[];
  readonly note: string;
  readonly estimated: boolean;
  /** The first charge of its call, message or event: what usage counts. A correction may be one, after a release. */
  readonly firstCharge: boolean;
}

/** A movement in a list. */
export interface PlacedMovement extends Movement {
  /** What a page that goes on after it is asked for with. */
  readonly place: string;
}

/** A span of Redis time; 0 leaves an end open. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the transports hand to the verbs, already validated and in the domain's words, and what the verbs answer. */
import type { AccountStatus, DenialReason, EMERGENCY, STORE_DOWN } from '../domain/decision.ts';
import type { Fault } from '../domain/fault.ts';
import type { ReservationStatus } from '../domain/hold.ts';
import type { Terms } from '../domain/terms.ts';
import type { Direction } from '../domain/traffic.ts';
import type { FundingPart } from '../ledger/port.ts';

/** Circumstances of one request. */
export interface RequestContext {
  /** Correlates the log lines of one request. */
  readonly requestId: string;
  /** The caller's deadline on the sidecar's own clock (`Date.now()`); 0 when it set none. */
  readonly deadlineAtMs: number;
}

/** What is to be paid for. `quantity` is undefined where the catalog's service is counted in seconds. */
export interface TrafficRequest {
  readonly accountId: string;
  readonly service: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly subjectId: string;
  readonly parentHoldId: string;
  /** Which gateway asks; empty when it does not say. */
  readonly gatewayId: string;
  /** 0 is the configured maximum. */
  readonly requestedSeconds: number;
  /** Empty when none was given. */
  readonly text: string;
  /** 0 when not given. */
  readonly segments: number;
  /** Undefined when not given. */
  readonly units: number | undefined;
}

export interface AuthorizeRequest extends TrafficRequest {
  readonly holdId: string;
}

/** The same traffic to many: what they share, and whom it goes to. */
export interface AuthorizeBatchRequest extends Pick<
  AuthorizeRequest,
  'accountId' | 'service' | 'direction' | 'from' | 'subjectId' | 'text' | 'segments' | 'units' | 'gatewayId'
> {
  /** With distinct hold ids. Admitted in this order. */
  readonly recipients: readonly BatchRecipient[];
}

export interface BatchRecipient {
  /** Its place in the caller's list, for the names of fields. */
  readonly index: number;
  readonly holdId: string;
  readonly to: string;
}

export type QuoteRequest = TrafficRequest;

export interface ChargeRequest extends TrafficRequest {
  readonly idempotencyKey: string;
  readonly note: string;
}

/** A decision with its arithmetic: what Authorize, Quote and Charge have in common. Money in milli-cents. */
export interface DecisionResult {
  readonly decision: 'allow' | 'deny';
  /** Empty for an ordinary ALLOW; in shadow, what the denial would have been. */
  readonly reason: DenialReason | typeof EMERGENCY | typeof STORE_DOWN | '';
  readonly message: string;
  /** True when a denial was only counted (`mode: shadow`). */
  readonly shadowed: boolean;
  readonly grantedUnits: number;
  readonly holdMilliCents: number;
  readonly availableMilliCents: number;
  readonly shortfallMilliCents: number;
  readonly terms: Terms | undefined;
  readonly numberClass: string;
  /** The limit that denied: its rule in the catalog, or whose own cap it is. Empty otherwise. */
  readonly limit: string;
  readonly sipStatus: number;
  readonly q850Cause: number;
  readonly fallbackChannel: string;
  /** Undefined when the account does not exist or was not asked for (emergency). */
  readonly accountStatus: AccountStatus | undefined;
  readonly segments: number;
  /** `gsm7`, `ucs2`, or empty for services that are not counted in segments. */
  readonly encoding: string;
}

export interface AuthorizeResult extends DecisionResult {
  readonly holdId: string;
  readonly settleToken: string;
  readonly replayed: boolean;
}

/** What became of each recipient, in their order. A fault of one says nothing about the others. */
export type AuthorizeBatchResult = readonly (AuthorizeResult | Fault)[];

export type QuoteResult = DecisionResult;

export interface ChargeResult extends DecisionResult {
  readonly billedUnits: number;
  readonly balanceMilliCents: number;
  readonly replayed: boolean;
  readonly parts: readonly FundingPart[];
}

export interface AnswerRequest {
  readonly accountId: string;
  readonly holdId: string;
  readonly settleToken: string;
}

export interface AnswerResult {
  readonly reservationStatus: ReservationStatus;
  readonly grantedSeconds: number;
  readonly holdMilliCents: number;
  readonly replayed: boolean;
}

export interface ExtendRequest {
  readonly accountId: string;
  readonly holdId: string;
  readonly connectedSeconds: number;
  /** At least 1. */
  readonly sequence: number;
  readonly settleToken: string;
}

export interface ExtendResult {
  readonly decision: 'allow' | 'deny';
  readonly reason: DenialReason | '';
  readonly message: string;
  readonly grantedSeconds: number;
  readonly holdMilliCents: number;
  readonly availableMilliCents: number;
  readonly shortfallMilliCents: number;
  readonly replayed: boolean;
}

export interface SettleRequest {
  readonly accountId: string;
  readonly holdId: string;
  /** Absent is not zero. */
  readonly connectedSeconds: number | undefined;
  readonly units: number | undefined;
  readonly durationSeconds: number;
  readonly q850Cause: number;
  readonly settleToken: string;
}

export interface ReleaseRequest {
  readonly accountId: string;
  readonly holdId: string;
  readonly q850Cause: number;
  readonly settleToken: string;
}

/** The call record (rule PM-7). */
export interface SettleResult {
  /** What `billedUnits` counts; empty where no hold was known. */
  readonly unit: string;
  readonly reservationStatus: ReservationStatus;
  readonly durationSeconds: number;
  readonly billedUnits: number;
  readonly chargedMilliCents: number;
  readonly releasedMilliCents: number;
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  readonly writeOffMilliCents: number;
  readonly estimated: boolean;
  readonly replayed: boolean;
  readonly corrected: boolean;
  readonly clamped: boolean;
  readonly parts: readonly FundingPart[];
}

/** The verbs of the call path. Denials are results; everything else is thrown as a `Fault`. */
export interface Control {
  /** The emergency answer, or undefined for any other number. Needs no account, no store and no valid request; never throws. */
  emergency(request: {
    readonly accountId: string;
    readonly holdId: string;
    readonly to: string;
    readonly direction: Direction;
  }): AuthorizeResult | undefined;
  authorize(request: AuthorizeRequest, context: RequestContext): Promise<AuthorizeResult>;
  /** Throws, with nothing reserved, when the request as a whole cannot be accepted or the account cannot be read. */
  authorizeBatch(request: AuthorizeBatchRequest, context: RequestContext): Promise<AuthorizeBatchResult>;
  answer(request: AnswerRequest, context: RequestContext): Promise<AnswerResult>;
  extend(request: ExtendRequest, context: RequestContext): Promise<ExtendResult>;
  settle(request: SettleRequest, context: RequestContext): Promise<SettleResult>;
  release(request: ReleaseRequest, context: RequestContext): Promise<SettleResult>;
  charge(request: ChargeRequest, context: RequestContext): Promise<ChargeResult>;
  quote(request: QuoteRequest, context: RequestContext): Promise<QuoteResult>;
}

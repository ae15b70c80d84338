/** What the transports hand to the verbs, already validated and in the domain's words, and what the verbs answer. */
import type { AccountStatus, DenialReason, EMERGENCY, STORE_DOWN } from '../domain/decision.ts';
import type { Fault } from '../domain/fault.ts';
import type { ReservationStatus } from '../domain/hold.ts';
import type { Terms } from '../domain/terms.ts';
import type { Direction } from '../domain/traffic.ts';
import type { FundingPart, ReversalShare, ReversalTarget, ReverseReply } from '../ledger/port.ts';
import type { ReconcileRequest, ReconcileResult } from './reconcile.ts';

/** Circumstances of one request. */
export interface RequestContext {
  /**
   * Names this one asking of a caller, in the log and to the ledger: the caller's own `x-request-id`, so that a client
   * library's retry is not a second asking, else one that the edge made up, unique over all sidecars.
   */
  readonly requestId: string;
  /** The caller's deadline on the sidecar's own clock (`Date.now()`); 0 when it set none. */
  readonly deadlineAtMs: number;
}

/**
 * One call, message or event as a gateway describes it: the one record of traffic, which decisions, log lines and
 * fingerprints share. How much is asked for is `requestedSeconds` for services that are counted in seconds, otherwise
 * one of `text`, `segments` and `units`.
 */
export interface TrafficRequest {
  readonly accountId: string;
  /** A service of the catalog. */
  readonly service: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  /** The user, agent or line inside the account; empty when none was given. */
  readonly subjectId: string;
  /** The hold of the leg that this one was forwarded from; empty for a direct leg. */
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

export interface AuthorizeRequest {
  readonly holdId: string;
  readonly traffic: TrafficRequest;
}

/** The same traffic to many: what they share, and whom it goes to. */
export interface AuthorizeBatchRequest {
  /** Its `to` is empty. */
  readonly traffic: TrafficRequest;
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

export interface ChargeRequest {
  readonly idempotencyKey: string;
  readonly note: string;
  readonly traffic: TrafficRequest;
}

/**
 * What is read of a request before it is validated, for the emergency test (rule G-3). What is not fit is left out: an
 * id that is none is empty, a text that is too long is empty.
 */
export interface EmergencyRequest extends Omit<TrafficRequest, 'parentHoldId' | 'requestedSeconds'> {
  readonly verb: 'authorize' | 'charge' | 'quote';
  /** The idempotency key of a charge. */
  readonly holdId: string;
}

/** A decision with its arithmetic: what Authorize, Quote and Charge have in common. Money in milli-cents. */
export interface DecisionResult {
  readonly decision: 'allow' | 'deny';
  /** Empty for an ordinary ALLOW; in shadow, what the denial would have been. */
  readonly reason: DenialReason | typeof EMERGENCY | typeof STORE_DOWN | '';
  readonly message: string;
  /** True when a denial was only counted (`mode: shadow`). */
  readonly shadowed: boolean;
  /** In `unit`; what a service counted in seconds grants is the connected time after which the call must end. */
  readonly grantedUnits: number;
  /** What `grantedUnits` counts: `second`, or the unit of the service. */
  readonly unit: string;
  /** Whether the grant is all that there will be: no Extend can add to it (RFC 8506, Final-Unit-Indication). */
  readonly final: boolean;
  /** Without another report within so many seconds the hold ends by itself (RFC 8506, Validity-Time); 0: no hold. */
  readonly validitySeconds: number;
  readonly holdMilliCents: number;
  readonly availableMilliCents: number;
  readonly shortfallMilliCents: number;
  readonly terms: Terms | undefined;
  readonly numberClass: string;
  /** The limit that denied: its rule in the catalog, or whose own limit it is. Empty otherwise. */
  readonly limit: string;
  /** The blocking rule or limit that denied, or would have in shadow: its name, or whose own limit. Empty otherwise. */
  readonly rule: string;
  /** The hold rule that reserves for this traffic; absent where none was asked for. */
  readonly holdRule?: string;
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

/** With where it would be reserved, in funding order. */
export type QuoteResult = DecisionResult & { readonly parts: readonly FundingPart[] };

export interface ChargeResult extends DecisionResult {
  readonly billedUnits: number;
  readonly balanceMilliCents: number;
  readonly replayed: boolean;
  readonly parts: readonly FundingPart[];
}

/** The hold that a settle token is about. */
export interface TokenSubject {
  readonly accountId: string;
  readonly holdId: string;
}

export interface AnswerRequest {
  readonly accountId: string;
  readonly holdId: string;
  readonly settleToken: string;
}

export interface AnswerResult {
  readonly reservationStatus: ReservationStatus;
  /** 0 also where it waits on disk and this sidecar does not know the grant: then what was granted before stands. */
  readonly grantedSeconds: number;
  readonly holdMilliCents: number;
  readonly replayed: boolean;
  /** It waits on this machine's disk until the store is back. */
  readonly queued: boolean;
}

/** What was used so far; the hold's own unit picks which of the two counts. The seconds may have a fraction. */
export interface Used {
  readonly connectedSeconds: number | undefined;
  readonly units: number | undefined;
}

export interface ExtendRequest {
  readonly accountId: string;
  readonly holdId: string;
  readonly used: Used;
  /** At least 1. */
  readonly sequence: number;
  readonly settleToken: string;
}

export interface ExtendResult {
  readonly decision: 'allow' | 'deny';
  readonly reason: DenialReason | '';
  readonly message: string;
  /** In all, counted from the beginning; never an addition. */
  readonly grantedUnits: number;
  /** What `grantedUnits` counts: `second`, or the unit of the service. */
  readonly unit: string;
  /** As in a decision. */
  readonly final: boolean;
  /** As in a decision. */
  readonly validitySeconds: number;
  /** The reported time was above what can have passed, and proves no more than that. */
  readonly clamped: boolean;
  readonly holdMilliCents: number;
  readonly availableMilliCents: number;
  readonly shortfallMilliCents: number;
  readonly replayed: boolean;
  /** As in an answer: the report waits, nothing more is granted meanwhile. */
  readonly queued: boolean;
}

export interface SettleRequest {
  readonly accountId: string;
  readonly holdId: string;
  /** For holds counted in seconds, maybe with a fraction; absent is not zero. */
  readonly connectedSeconds: number | undefined;
  /** The connected time was told twice, and not the same. */
  readonly inconsistent: boolean;
  /** For other holds; absent is what was authorized. */
  readonly units: number | undefined;
  /** With ringing; 0 when it is not known. */
  readonly durationSeconds: number;
  /** For the record only. */
  readonly q850Cause: number;
  /** How long ago the call ended, for a settle that comes late; 0 when it ended just now. */
  readonly endedSecondsAgo: number;
  /** The call goes on: only what was used so far is charged. Its number, at least 1; absent for the end. */
  readonly interimSequence?: number | undefined;
  readonly settleToken: string;
}

export interface ReleaseRequest {
  readonly accountId: string;
  readonly holdId: string;
  readonly q850Cause: number;
  readonly settleToken: string;
}

/** How a hold ended (rule PM-7). Money in milli-cents. */
export interface CallRecord {
  /** What `billedUnits` counts, as the hold pinned it; empty where no hold was known. */
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
  /** The report was above what can have been used. */
  readonly clamped: boolean;
  /** The report contradicted itself. */
  readonly inconsistent: boolean;
  readonly parts: readonly FundingPart[];
  /** What is still reserved after an interim settle; 0 once it has ended. */
  readonly stillHeldMilliCents: number;
}

/** The ending is in the store. */
export interface SettleDone extends CallRecord {
  readonly kind: 'done';
}

/** The ending waits on this machine's disk until the store is back: nothing is known yet of what it costs. */
export interface SettleQueued extends Pick<CallRecord, 'reservationStatus' | 'durationSeconds'> {
  readonly kind: 'queued';
}

export type SettleResult = SettleDone | SettleQueued;

/** Give a charge back. */
export interface ReverseRequest {
  readonly accountId: string;
  readonly target: ReversalTarget;
  readonly share: ReversalShare;
  readonly idempotencyKey: string;
  readonly note: string;
}

/** What was given back. Money in milli-cents, of the account that had paid. */
export type ReverseResult = Omit<ReverseReply, 'service' | 'postedMilliCents' | 'nowMs'>;

/** The verbs of the call path. Denials are results; everything else is thrown as a `Fault`. */
export interface Control {
  /** Whether the number is an emergency number where the catalog is at home. Pure, counts nothing, never throws. */
  isEmergency(to: string, direction: Direction): boolean;
  /**
   * The answer to emergency traffic, or undefined for any other. Needs no account, no store and no valid request;
   * counts and logs the decision, so it is asked once, by whoever is about to answer. Never throws.
   */
  emergency(request: EmergencyRequest, context: RequestContext): AuthorizeResult | undefined;
  authorize(request: AuthorizeRequest, context: RequestContext): Promise<AuthorizeResult>;
  /** Throws, with nothing reserved, when the request as a whole cannot be accepted or the account cannot be read. */
  authorizeBatch(request: AuthorizeBatchRequest, context: RequestContext): Promise<AuthorizeBatchResult>;
  answer(request: AnswerRequest, context: RequestContext): Promise<AnswerResult>;
  extend(request: ExtendRequest, context: RequestContext): Promise<ExtendResult>;
  settle(request: SettleRequest, context: RequestContext): Promise<SettleResult>;
  release(request: ReleaseRequest, context: RequestContext): Promise<SettleResult>;
  charge(request: ChargeRequest, context: RequestContext): Promise<ChargeResult>;
  quote(request: QuoteRequest, context: RequestContext): Promise<QuoteResult>;
  reverse(request: ReverseRequest, context: RequestContext): Promise<ReverseResult>;
  reconcile(request: ReconcileRequest, context: RequestContext): Promise<ReconcileResult>;
  /** What a genuine settle token names, whatever its kind and age; undefined for any other text. */
  tokenSubject(token: string): TokenSubject | undefined;
}

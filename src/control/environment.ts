/** What every verb works with. */
import type { EmergencyList } from '../catalog/manager-emergency.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { FundingPart, Ledger } from '../ledger/port.ts';
import type { OwnNumbers, Profiles } from './party.ts';
import type { DecisionResult, RequestContext, TrafficRequest } from './requests.ts';
import type { SettleTokens } from './settle-token.ts';

export interface Environment {
  readonly ledger: Ledger;
  /** The snapshot in force; a verb takes it once. */
  readonly catalog: () => CatalogSnapshot;
  /** What makes an emergency number; unlike `catalog` it is there from the beginning, and never throws. */
  readonly emergencyList: () => EmergencyList;
  readonly profiles: Profiles;
  readonly ownNumbers: OwnNumbers;
  readonly tokens: SettleTokens;
  /** `shadow` turns every denial of Authorize and Charge into a counted ALLOW. */
  readonly enforcement: 'enforce' | 'shadow';
  readonly metrics: ControlMetrics;
  readonly logger: ControlLogger;
}

/** The caller's deadline in Redis time, which is what scripts compare with; 0 when there is none. */
export function notAfterMs(environment: Environment, context: RequestContext): number {
  if (context.deadlineAtMs === 0) return 0;
  return Math.floor(environment.ledger.nowMs() + context.deadlineAtMs - Date.now());
}

/* What the verbs report. Implemented by `telemetry`; declared here so that the verbs do not depend on it. */

/** One decision, without anything that names a person: fit for bounded labels. */
export interface DecisionReport {
  readonly verb: 'authorize' | 'extend' | 'charge' | 'quote';
  readonly traffic: Pick<TrafficRequest, 'service' | 'direction'>;
  readonly result: Pick<DecisionResult, 'decision' | 'reason' | 'shadowed' | 'numberClass' | 'holdMilliCents'> & Repeat;
}

/** True when the caller had asked before: then it is no new decision. */
interface Repeat {
  readonly replayed: boolean;
}

/** One ended hold. */
export interface SettleReport {
  readonly service: string;
  readonly heldMilliCents: number;
  /** In all, also what an ending before a correction charged. */
  readonly chargedMilliCents: number;
  /** What this very ending charged; negative for a refund. */
  readonly changeMilliCents: number;
  /** What this very ending wrote off; negative when it was collected after all. */
  readonly forgivenMilliCents: number;
  /** Where all of it came from. */
  readonly parts: readonly FundingPart[];
  readonly estimated: boolean;
  readonly corrected: boolean;
  readonly clamped: boolean;
}

/** What was wrong with the token of an end that was accepted all the same. */
export type SettleFlag = 'bad_token' | 'old_token';

export interface ControlMetrics {
  decision(report: DecisionReport): void;
  settled(report: SettleReport): void;
  /** A charge without a hold: what it took, by source. */
  charged(service: string, parts: readonly FundingPart[]): void;
  /** `released`, `expired`, `not_due` or `failed`. */
  swept(outcome: string): void;
  /** A settle for a hold that the store does not know: `charged` from its token, or `refused`. */
  orphanSettle(outcome: 'charged' | 'refused'): void;
  settleFlag(flag: SettleFlag): void;
}

/** One decision for the log. Numbers are masked by the logger's own rule before they are written. */
export interface DecisionLine extends DecisionReport {
  readonly requestId: string;
  /** The hold id, or the idempotency key of a charge. */
  readonly holdId: string;
  readonly traffic: Omit<TrafficRequest, 'parentHoldId' | 'requestedSeconds'>;
  readonly result: DecisionResult & Repeat;
}

export interface ControlLogger {
  decision(line: DecisionLine): void;
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

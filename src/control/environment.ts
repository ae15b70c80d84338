/** What every verb works with: the ledger, the catalog, the accounts that it concerns, and what it reports to. */
import type { EmergencyList } from '../catalog/manager-emergency.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { HoldState } from '../domain/hold.ts';
import type { NumberFacts } from '../domain/phone/classify.ts';
import type { ArchivedNumber, FundingPart, OutageOperations, QueueingLedger, SweepReply } from '../ledger/port.ts';
import { OwnNumbers, Profiles } from './party.ts';
import type { DecisionResult, RequestContext, TokenSubject, TrafficRequest } from './requests.ts';
import type { SettleTokens } from './settle-token.ts';

export interface Environment {
  readonly ledger: QueueingLedger;
  /** The snapshot in force; a verb takes it once. */
  readonly catalog: () => CatalogSnapshot;
  /** What makes an emergency number; unlike `catalog` it is there from the beginning, and never throws. */
  readonly emergencyList: () => EmergencyList;
  readonly profiles: Profiles;
  readonly ownNumbers: OwnNumbers;
  readonly tokens: SettleTokens;
  /** `shadow` turns every denial of Authorize and Charge into a counted ALLOW. */
  readonly enforcement: 'enforce' | 'shadow';
  /** How the archive keeps numbers, where that is more than their masks. */
  readonly archivedNumber?: ((number: NumberFacts) => ArchivedNumber) | undefined;
  /** What is done while the store is away; without it no budget is ever granted from, and nothing is taken back. */
  readonly outage?: OutageOperations;
  /** Who hears of decisions and of stranded holds as they happen; absent where nobody does. */
  readonly news?: TrafficNews | undefined;
  readonly metrics: ControlMetrics;
  readonly logger: ControlLogger;
}

/** What the environment is made from. */
export interface EnvironmentOptions extends Pick<
  Environment,
  'ledger' | 'tokens' | 'enforcement' | 'archivedNumber' | 'outage' | 'news' | 'metrics' | 'logger'
> {
  readonly catalogs: Catalogs;
  /** Judges emergency numbers while there is no catalog yet. */
  readonly keptEmergencyList?: EmergencyList;
}

/** The catalogs of the sidecar, one after the other. */
export interface Catalogs {
  /** The snapshot in force; undefined before the first good one. */
  readonly inForce: CatalogSnapshot | undefined;
  /** The same. @throws Fault `CATALOG_UNAVAILABLE` that says why there is none */
  current(): CatalogSnapshot;
}

/** What every verb works with, made once. The sweeper and the accounts share it. */
export function createEnvironment({ catalogs, keptEmergencyList, ...parts }: EnvironmentOptions): Environment {
  return {
    ...parts,
    catalog: () => catalogs.inForce ?? catalogs.current(),
    emergencyList: () => catalogs.inForce ?? keptEmergencyList ?? catalogs.current(),
    profiles: new Profiles(parts.ledger),
    ownNumbers: new OwnNumbers(),
  };
}

/** The caller's deadline in Redis time, which is what scripts compare with; 0 when there is none. */
export function notAfterMs(environment: Environment, context: RequestContext): number {
  if (context.deadlineAtMs === 0) return 0;
  return Math.floor(environment.ledger.nowMs() + context.deadlineAtMs - Date.now());
}

/* What the verbs report. Implemented by `telemetry`; declared here so that the verbs do not depend on it. */

/** One decision, without anything that names a person: fit for bounded labels. */
export interface DecisionReport {
  readonly verb: 'authorize' | 'extend' | 'charge';
  readonly traffic: Pick<TrafficRequest, 'service' | 'direction'>;
  readonly result: Repeat &
    Pick<
      DecisionResult,
      'decision' | 'reason' | 'shadowed' | 'rule' | 'holdRule' | 'numberClass' | 'holdMilliCents' | 'validitySeconds'
    >;
}

/** True when the caller had asked before: then it is no new decision. */
interface Repeat {
  readonly replayed: boolean;
}

/** One ended hold, or one that was charged for a part of its use and goes on. */
export interface SettleReport {
  readonly state: HoldState;
  readonly service: string;
  /** Empty where an older version opened the hold. */
  readonly holdRule: string;
  readonly heldMilliCents: number;
  /** In the hold's unit. */
  readonly grantedUnits: number;
  /** In the hold's unit, in all. */
  readonly billedUnits: number;
  /** In all, also what an ending before a correction charged. */
  readonly chargedMilliCents: number;
  /** What this very ending charged; negative for a refund. */
  readonly changeMilliCents: number;
  /** What this very ending wrote off; negative when it was collected after all. */
  readonly forgivenMilliCents: number;
  /** Where what this ending charged came from; of a correction, all that was charged. */
  readonly parts: readonly FundingPart[];
  readonly estimated: boolean;
  readonly corrected: boolean;
  readonly clamped: boolean;
  readonly inconsistent: boolean;
}

/** The verbs of which a repeat gets its first answer again. */
export type ReplayedVerb = 'authorize' | 'answer' | 'extend' | 'settle' | 'release' | 'charge' | 'reverse';

/** What was wrong with the token of an end that was accepted all the same. */
export type SettleFlag = 'bad_token' | 'old_token';

/** What became of a hold that a gateway's list of active legs is about. */
export type ReconciledHold = 'missing' | 'released' | 'expired' | 'recreated' | 'ended' | 'unknown';

export interface ControlMetrics {
  decision(report: DecisionReport): void;
  /** A repeat of a request that is no decision: it got its first answer again. */
  replayed(verb: ReplayedVerb): void;
  settled(report: SettleReport): void;
  /** A charge without a hold: what it took, by source. */
  charged(service: string, parts: readonly FundingPart[]): void;
  /** A charge, or a part of it, was given back: how much money. */
  reversed(service: string, milliCents: number): void;
  /** Of a hold: `released`, `expired`, `not_due` or `aside`; of a partition that could not be worked on: `failed`. */
  swept(outcome: string): void;
  /** A settle for a hold that the store does not know: `charged` from its token, or `refused`. */
  orphanSettle(outcome: 'charged' | 'refused'): void;
  settleFlag(flag: SettleFlag): void;
  /** A complete list of a gateway's active legs: it `counted`, was `empty`, or was `refused` for missing too many. */
  listTaken(outcome: 'counted' | 'empty' | 'refused'): void;
  /**
   * Of a complete list: holds that it was the first to miss (`missing`), and those that it ended. Of a page: legs whose
   * hold was opened again, has ended, or is not known.
   */
  reconciled(outcome: ReconciledHold, count: number): void;
}

/** Told on the path of a call: none of these may wait or throw. */
export interface TrafficNews {
  decided(line: DecisionLine): void;
  /** The sweeper has looked at a hold whose deadline had passed. */
  swept(hold: TokenSubject, reply: SweepReply): void;
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

/** What every verb works with: the ledger, the catalog, the accounts that it concerns, and what it reports to. */
import type { EmergencyList } from '../catalog/manager-emergency.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { BoundedCache } from '../domain/bounded-cache.ts';
import type { HoldState } from '../domain/hold.ts';
import { ownNumberMatcher } from '../domain/traffic.ts';
import type { AccountProfile, FundingPart, HoldRef, QueueingLedger, SubjectProfile } from '../ledger/port.ts';
import type { DecisionResult, RequestContext, TrafficRequest } from './requests.ts';
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
  readonly metrics: ControlMetrics;
  readonly logger: ControlLogger;
}

/** What the environment is made from. */
export interface EnvironmentOptions extends Pick<
  Environment,
  'ledger' | 'tokens' | 'enforcement' | 'metrics' | 'logger'
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

/* Whose traffic it is: the account, its parents, and the subject inside it. */

export interface Party {
  /** The account of the request first, then its parents up to the root. */
  readonly chain: readonly [AccountProfile, ...AccountProfile[]];
  /** Undefined where the subject has no particulars. */
  readonly subject: SubjectProfile | undefined;
}

/** Whether nobody in the chain is suspended or closed. */
export function isActive({ chain }: Party): boolean {
  return chain.every(({ state }) => state === 'active');
}

/** The index of the account whose credit pays: up the chain, as long as each is set up so. */
export function fundingIndex(chain: Party['chain']): number {
  let index = 0;
  while (chain[index]?.fundedBy === 'parent' && index < chain.length - 1) index++;
  return index;
}

/* The sidecar's cache of profiles: what keeps the steady state at one round trip. The ledger says when an entry is
   stale. */

const CAPACITY = 100_000;

interface CachedSubject {
  /** The revision of its account that it belongs to. */
  readonly revision: number;
  readonly profile: SubjectProfile | undefined;
}

type ProfileSource = Pick<QueueingLedger, 'account' | 'subject'>;

export class Profiles {
  readonly #ledger: ProfileSource;
  #cache = new BoundedCache<AccountProfile>(CAPACITY);
  #subjects = new BoundedCache<CachedSubject>(CAPACITY);

  constructor(ledger: ProfileSource) {
    this.#ledger = ledger;
  }

  /** The cached profile, or a read from the ledger; undefined when there is no such account. */
  async get(accountId: string): Promise<AccountProfile | undefined> {
    const cached = this.#cache.get(accountId);
    if (cached !== undefined) return cached;
    const account = await this.#ledger.account(accountId);
    if (account !== undefined) this.learn(account.profile);
    return account?.profile;
  }

  /** The account with its parents and subject; undefined when one of the accounts does not exist. */
  async party(accountId: string, subjectId: string): Promise<Party | undefined> {
    const profile = await this.get(accountId);
    if (profile === undefined) return undefined;
    const parents = profile.parentAccountId === undefined ? [] : await this.parentsOf(profile);
    if ((parents.at(-1) ?? profile).parentAccountId !== undefined) return undefined;
    const subject = subjectId === '' || profile.subjects === 0 ? undefined : await this.#subject(profile, subjectId);
    return { chain: [profile, ...parents], subject };
  }

  /** From the account right above up to the root, or to the last one that exists. */
  async parentsOf(profile: AccountProfile): Promise<readonly AccountProfile[]> {
    const parents: AccountProfile[] = [];
    for (let above = profile.parentAccountId; above !== undefined; above = parents.at(-1)?.parentAccountId) {
      const parent = await this.get(above);
      if (parent === undefined) break;
      parents.push(parent);
    }
    return parents;
  }

  /**
   * Where a hold of the account is, as far as it is known; an unknown account is taken for its own root and the ledger
   * corrects that.
   */
  refOf(accountId: string, holdId: string): HoldRef {
    const profile = this.#cache.get(accountId);
    if (profile?.parentAccountId === undefined) return { rootAccountId: accountId, accountId, holdId };
    return { rootAccountId: profile.rootAccountId, accountId, holdId, ownerIds: this.#knownOwners(profile) };
  }

  /** Reads the account and its parents anew: after one of them turned out to be stale, the others may be too. */
  async refresh(accountId: string): Promise<void> {
    const { ownerIds = [accountId] } = this.refOf(accountId, '');
    const accounts = await Promise.all(ownerIds.map((id) => this.#ledger.account(id)));
    for (const account of accounts) if (account !== undefined) this.learn(account.profile);
  }

  learn(profile: AccountProfile): void {
    this.#cache.set(profile.accountId, profile);
  }

  /** After the store lost its data: an account that is created again begins with revision 1 again. */
  forgetAll(): void {
    this.#cache = new BoundedCache(CAPACITY);
    this.#subjects = new BoundedCache(CAPACITY);
  }

  #knownOwners(profile: AccountProfile): readonly string[] {
    const ids = [profile.accountId];
    for (let next = profile.parentAccountId; next !== undefined; next = this.#cache.get(next)?.parentAccountId) {
      ids.push(next);
    }
    return ids;
  }

  /**
   * Every change of a subject raises the revision of its account, so what was read under another revision is read
   * again.
   */
  async #subject(profile: AccountProfile, subjectId: string): Promise<SubjectProfile | undefined> {
    const key = `${profile.accountId} ${subjectId}`;
    const cached = this.#subjects.get(key);
    if (cached?.revision === profile.revision) return cached.profile;
    const read = await this.#ledger.subject(profile, subjectId);
    if (read !== undefined) this.#subjects.set(key, read);
    return read?.profile;
  }
}

/* Whether a number is one of an account's own. The compiled matcher lives as long as the profile that it was made from.
 */

export class OwnNumbers {
  readonly #matchers = new WeakMap<AccountProfile, (e164: string) => boolean>();

  /** Those of the account and of its parents. */
  has(chain: readonly AccountProfile[], e164: string): boolean {
    return chain.some((profile) => this.#isOf(profile, e164));
  }

  #isOf(profile: AccountProfile, e164: string): boolean {
    if (profile.numbers.length === 0) return false;
    let matches = this.#matchers.get(profile);
    if (matches === undefined) {
      matches = ownNumberMatcher(profile.numbers);
      this.#matchers.set(profile, matches);
    }
    return matches(e164);
  }
}

/* What the verbs report. Implemented by `telemetry`; declared here so that the verbs do not depend on it. */

/** One decision, without anything that names a person: fit for bounded labels. */
export interface DecisionReport {
  readonly verb: 'authorize' | 'extend' | 'charge';
  readonly traffic: Pick<TrafficRequest, 'service' | 'direction'>;
  readonly result: Repeat &
    Pick<
      DecisionResult,
      'decision' | 'reason' | 'shadowed' | 'rule' | 'numberClass' | 'holdMilliCents' | 'validitySeconds'
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

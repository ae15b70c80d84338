/** A part of the past that shares no account with the others: its calls are replayed on one thread. */
import { setImmediate } from 'node:timers/promises';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { AccountDefaults } from './accounts-file.ts';
import { outcomeLine } from './outcome-lines.ts';
import type { PastAccount, PastCall, PastCredit } from './past-call.ts';
import { type Gateway, replay } from './replay.ts';
import { Tally, type TallyData } from './tally.ts';
import { tunedRule, type Variant } from './trade-offs.ts';
import type { AccountOf } from './world.ts';

/** What all parts are told. */
export interface PartSetup {
  readonly gateway: Gateway;
  /** Those of the accounts file. */
  readonly accounts: ReadonlyMap<string, PastAccount>;
  readonly defaults: AccountDefaults;
}

/** What is known once all calls have been read. */
export interface RestOfPast {
  /** Of the accounts whose calls say so. Milli-cents. */
  readonly balances: ReadonlyMap<string, number>;
  /** In the order of time. */
  readonly credits: readonly PastCredit[];
}

/** Who is told how it goes. */
export interface PartReports {
  /** Of so many calls the outcome is known. */
  readonly progress: (calls: number) => void;
  /** What became of calls, one line each, where that is wanted. */
  readonly lines: ((lines: readonly string[]) => void) | undefined;
}

/** Others get their turn after so many outcomes. */
const OUTCOMES_PER_TURN = 2_000;

export class ReplayPart {
  readonly #snapshot: CatalogSnapshot;
  readonly #setup: PartSetup;
  readonly #reports: PartReports;
  readonly #calls: PastCall[] = [];
  #accountOf: AccountOf = () => {
    throw new Error('calls are replayed before all of them are read');
  };

  constructor(snapshot: CatalogSnapshot, setup: PartSetup, reports: PartReports) {
    this.#snapshot = snapshot;
    this.#setup = setup;
    this.#reports = reports;
  }

  add(calls: readonly PastCall[]): void {
    for (const call of calls) this.#calls.push(call);
  }

  /** All of its calls, under the catalog as it is. */
  async run(rest: RestOfPast): Promise<TallyData> {
    this.#calls.sort((a, b) => a.startMs - b.startMs);
    this.#accountOf = accountsOf(this.#setup, rest);
    return this.#replay(this.#calls, rest.credits, undefined, this.#reports.lines);
  }

  /**
   * Some of them, under other hold rules.
   *
   * @param most - how many calls at the most; all of an account or none, but for one account that has more than these
   */
  async try(variant: Variant, rest: RestOfPast, most: number): Promise<TallyData> {
    return this.#replay(sampleOf(this.#calls, most, this.#accountOf), rest.credits, variant, undefined);
  }

  async #replay(
    calls: readonly PastCall[],
    credits: readonly PastCredit[],
    variant: Variant | undefined,
    told: PartReports['lines'],
  ): Promise<TallyData> {
    const tally = new Tally();
    let lines: string[] = [];
    let count = 0;
    const { gateway } = this.#setup;
    const past = { snapshot: this.#snapshot, accountOf: this.#accountOf, calls, credits, gateway };
    const tune = variant && { tune: tunedRule.bind(undefined, variant) };
    for (const outcome of replay({ ...past, ...tune })) {
      tally.add(outcome);
      count += 1;
      if (told !== undefined) lines.push(outcomeLine(outcome));
      if (count % OUTCOMES_PER_TURN !== 0) continue;
      told?.(lines);
      lines = [];
      this.#reports.progress(OUTCOMES_PER_TURN);
      await setImmediate();
    }
    told?.(lines);
    this.#reports.progress(count % OUTCOMES_PER_TURN);
    return tally.data();
  }
}

/** What the file says of an account comes first, then what its calls say, then what was said for all. */
function accountsOf({ accounts, defaults }: PartSetup, { balances }: RestOfPast): AccountOf {
  const known = new Map<string, PastAccount>();
  return (accountId) => {
    let account = known.get(accountId);
    if (account === undefined) {
      const listed = accounts.get(accountId) ?? { ...defaults, accountId };
      const told = accounts.get(accountId)?.balanceMilliCents ?? balances.get(accountId);
      account = { ...listed, balanceMilliCents: told ?? defaults.balanceMilliCents };
      known.set(accountId, account);
    }
    return account;
  };
}

/** All calls of a company share its credit, so that it is in the sample as a whole or not at all. */
function sampleOf(calls: readonly PastCall[], most: number, accountOf: AccountOf): readonly PastCall[] {
  if (calls.length <= most) return calls;
  const companies = new Map<string, PastCall[]>();
  for (const call of calls) {
    const company = companyOf(call.accountId, accountOf);
    const own = companies.get(company);
    if (own === undefined) companies.set(company, [call]);
    else own.push(call);
  }
  const sample: PastCall[] = [];
  for (const own of companies.values()) {
    if (sample.length + own.length <= most) sample.push(...own);
  }
  // One company may have nearly all calls: then its first ones are better than none.
  const [largest = []] = [...companies.values()].sort((a, b) => b.length - a.length);
  if (sample.length < most / 2 && !sample.includes(largest[0] as PastCall)) sample.push(...largest.slice(0, most));
  return sample.sort((a, b) => a.startMs - b.startMs);
}

/** The account at the top, as far as parents are known. */
export function companyOf(accountId: string, accountOf: (id: string) => Pick<PastAccount, 'parentAccountId'>): string {
  const seen = new Set([accountId]);
  for (let id = accountId; ;) {
    const { parentAccountId } = accountOf(id);
    if (parentAccountId === undefined || seen.has(parentAccountId)) return id;
    seen.add(parentAccountId);
    id = parentAccountId;
  }
}

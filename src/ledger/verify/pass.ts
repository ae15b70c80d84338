/**
 * Verifies one partition while traffic goes on. The journal orders everything: a piece of the store is read in one
 * script together with the journal's last entry, the replay is brought up to that entry, and then both must be equal.
 * So no piece needs to be large, and nothing waits.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { splitMember } from '../redis/keys.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import type { Finding, PartitionVerified } from '../verify-operations.ts';
import {
  brokenJournal,
  compareAccount,
  compareHold,
  compareNames,
  compareSpending,
  compareTotals,
  finding,
  strayAccount,
  strayMember,
  type Where,
} from './compare.ts';
import {
  type ExpectedAccount,
  type ExpectedHold,
  type ExpectedSums,
  type HoldsByAccount,
  holdsByAccount,
  memberOf,
  totalsOf,
} from './expected.ts';
import type { FollowedReplay } from './follow.ts';
import { on, plus, NOWHERE } from './places.ts';
import { checkPeriods } from './spending.ts';
import {
  fullName,
  memberOfGateways,
  readStoredAccounts,
  readStoredHolds,
  scanIndex,
  type StoredAccount,
} from './stored.ts';

/** How many are read by one script: about a millisecond of Redis's time. */
const ACCOUNTS_AT_ONCE = 16;
const HOLDS_AT_ONCE = 32;

export interface PassOptions {
  /** This account alone, and the holds that concern it. */
  readonly accountId?: string | undefined;
  /** Between two scripts, so that calls come first. */
  readonly pauseMs: number;
}

export class Pass {
  readonly #runner: ScriptRunner;
  readonly #where: Where;
  readonly #followed: FollowedReplay;
  readonly #options: PassOptions;
  readonly #findings: Finding[] = [];
  #accounts = 0;
  #holds = 0;
  #unproven = 0;

  constructor(runner: ScriptRunner, where: Where, followed: FollowedReplay, options: PassOptions) {
    this.#runner = runner;
    this.#where = where;
    this.#followed = followed;
    this.#options = options;
  }

  /** What was found, in the end. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  async run(): Promise<PartitionVerified> {
    const { accountId } = this.#options;
    if (accountId === undefined) this.#findings.push(...this.#followed.findings);
    await this.#index('deadline_index', this.#where.keys.open, (member) => member);
    await this.#index('gateway_index', this.#where.keys.gateways, memberOfGateways);
    await this.#allHolds();
    await this.#allAccounts();
    await this.#accountList();
    if (accountId === undefined) await this.#totals();
    this.#journal();
    const money = this.#findings.filter(({ check }) => MONEY.has(check));
    return {
      partition: this.#where.partition,
      accounts: this.#accounts,
      holds: this.#holds,
      entries: this.#followed.entries,
      unproven: this.#unproven,
      findings: this.#findings.length,
      driftMilliCents: money.reduce((sum, { differenceMilliCents }) => sum + Math.abs(differenceMilliCents), 0),
    };
  }

  get #replay() {
    return this.#followed.replay;
  }

  #concerns(accountId: string): boolean {
    const { accountId: wanted } = this.#options;
    return wanted === undefined || this.#followed.ownersOf(accountId).includes(wanted);
  }

  async #pause(): Promise<void> {
    if (this.#options.pauseMs > 0) await delay(this.#options.pauseMs);
  }

  /* Indexes: everything in them is an open hold. */

  async #index(
    check: 'deadline_index' | 'gateway_index' | 'open_holds',
    key: string,
    holdOf: (member: string) => string,
  ): Promise<void> {
    for await (const { position, what: members } of scanIndex(this.#runner, this.#where.keys, key)) {
      await this.#followed.to(position);
      for (const member of members) {
        const hold = splitMember(holdOf(member));
        if (this.#replay.holds.has(memberOf(hold)) || !this.#concerns(hold.accountId)) continue;
        if (await this.#adoptHold(hold)) continue;
        this.#findings.push(strayMember(this.#where, check, key, member, hold));
      }
      await this.#pause();
    }
  }

  /** An open hold of which the journal does not reach back to the beginning is taken as it stands. */
  async #adoptHold(ref: Pick<ExpectedHold, 'accountId' | 'holdId'>): Promise<boolean> {
    const owners = this.#followed.ownersOf(ref.accountId);
    const stored = await readStoredHolds(this.#runner, this.#where.keys, [ref], () => owners);
    await this.#followed.to(stored.position);
    const [hold] = stored.what;
    if (hold === undefined || this.#replay.holds.has(memberOf(ref))) return true;
    const payerId = owners[hold.payer] ?? ref.accountId;
    if (this.#replay.accounts.get(payerId)?.unknown !== 'all') return false;
    const { state, authorizedAtMs: openedAtMs, reserved } = hold;
    if (state !== 'reserved' && state !== 'answered') return false;
    this.#replay.holds.set(memberOf(ref), { ...ref, payerId, openedAtMs, reserved, charged: NOWHERE });
    return true;
  }

  /* Holds: each is there, reserves what the journal says, and stands in every index. */

  async #allHolds(): Promise<void> {
    const concerned = [...this.#replay.holds.values()].filter(
      ({ accountId, payerId }) => this.#concerns(accountId) || payerId === this.#options.accountId,
    );
    for (let at = 0; at < concerned.length; at += HOLDS_AT_ONCE) {
      const asked = concerned.slice(at, at + HOLDS_AT_ONCE);
      const { position, what } = await readStoredHolds(this.#runner, this.#where.keys, asked, this.#followed.ownersOf);
      await this.#followed.to(position);
      for (const stored of what) {
        const expected = this.#replay.holds.get(memberOf(stored));
        // It has ended since.
        if (expected === undefined) continue;
        this.#holds += 1;
        // Its first entry may be gone, or not say by itself how much that was.
        const isKnown = this.#replay.accounts.get(expected.payerId)?.unknown !== 'all';
        const reserved = isKnown ? expected.reserved : stored.reserved;
        const mustBe = { ...expected, reserved, openedAtMs: expected.openedAtMs ?? stored.authorizedAtMs };
        this.#replay.holds.set(memberOf(stored), mustBe);
        this.#findings.push(...compareHold(this.#where, mustBe, stored));
      }
      await this.#pause();
    }
  }

  /* Accounts. */

  async #allAccounts(): Promise<void> {
    const { accountId } = this.#options;
    const ids = accountId === undefined ? [...this.#replay.accounts.keys()] : [accountId];
    for (let at = 0; at < ids.length; at += ACCOUNTS_AT_ONCE) {
      const asked = ids.slice(at, at + ACCOUNTS_AT_ONCE);
      const { position, what } = await readStoredAccounts(this.#runner, this.#where.keys, asked);
      await this.#followed.to(position);
      const holds = holdsByAccount(this.#replay.holds, this.#followed.ownersOf);
      for (const stored of what.accounts) this.#account(stored, holds);
      const apart = what.accounts.filter(({ namedApart }) => namedApart > 0);
      for (const { accountId: id } of apart) {
        await this.#index('open_holds', this.#where.keys.accountOpen(id), (name) => fullName(id, name));
      }
      await this.#pause();
    }
  }

  /** Everything in the list of accounts is one; that each account is in it was seen with the account. */
  async #accountList(): Promise<void> {
    const { accountId: wanted } = this.#options;
    for await (const { position, what: ids } of scanIndex(this.#runner, this.#where.keys, this.#where.keys.accounts)) {
      await this.#followed.to(position);
      const unknown = ids.filter((id) => !this.#replay.accounts.has(id) && (wanted ?? id) === id);
      if (unknown.length === 0) continue;
      const { what } = await readStoredAccounts(this.#runner, this.#where.keys, unknown);
      const strays = what.accounts.filter(({ exists, broken }) => !exists && !broken);
      this.#findings.push(...strays.map(({ accountId }) => strayAccount(this.#where, accountId)));
      await this.#pause();
    }
  }

  #account(stored: StoredAccount, holds: HoldsByAccount): void {
    const { accountId } = stored;
    const expected = this.#replay.accounts.get(accountId);
    if (expected === undefined) return;
    const paidHolds = holds.paid.get(accountId) ?? [];
    if (expected.unknown === 'all') {
      if (!this.#adopt(expected, stored)) return;
    } else {
      const { breaks } = this.#replay;
      this.#findings.push(...compareAccount(this.#where, expected, stored, { paidHolds, breaks }));
      if (!stored.exists) return;
      if (expected.unknown === 'lots') this.#adoptLots(expected, stored);
    }
    this.#accounts += 1;
    this.#kin(expected, stored);
    if (this.#replay.isComplete) this.#findings.push(...compareSpending(this.#where, expected, stored));
    this.#rebase(expected.spent, stored.spent, expected);
    this.#rebase(expected.below, stored.spentBelow, expected);
    this.#findings.push(...compareNames(this.#where, stored, holds.concern.get(accountId) ?? new Set()));
  }

  /** @returns whether there is such an account, and not only a name that says where it is */
  #adopt(expected: ExpectedAccount, stored: StoredAccount): boolean {
    if (!stored.exists) {
      this.#replay.accounts.delete(expected.accountId);
      return false;
    }
    const { balanceMilliCents, heldMilliCents } = stored;
    expected.family = stored.family;
    expected.sequence = stored.sequence;
    expected.balanceMilliCents = balanceMilliCents;
    expected.heldMilliCents = heldMilliCents;
    expected.recorded = { balanceMilliCents, heldMilliCents };
    this.#adoptLots(expected, stored);
    this.#unproven += 1;
    return true;
  }

  #adoptLots(expected: ExpectedAccount, { lots }: StoredAccount): void {
    expected.lots = lots.reduce((places, { id, valueMilliCents }) => plus(places, on(id, valueMilliCents)), NOWHERE);
    expected.unknown = 'none';
    expected.moved = true;
  }

  #kin(expected: ExpectedAccount, { accountId, family }: StoredAccount): void {
    expected.family ??= family;
    const [must, is] = [expected.family, family].map(({ rootId, parentId }) => `${rootId} ${parentId}`.trim());
    if (must === is || must === undefined || is === undefined) return;
    const advice = 'the root and parent of an account never change: bring the store back from a copy';
    this.#findings.push(finding(this.#where, 'account', must, is, advice, { accountId, subject: 'root and parent' }));
  }

  /** The next comparison goes on from what this one has found to be right. */
  #rebase(sums: ExpectedSums, counted: StoredAccount['spent'], account: ExpectedAccount): void {
    if (sums.since.length > 0 || !sums.known || sums.compared.length !== counted.length) account.moved = true;
    const isKnown = sums.known && this.#replay.isComplete;
    sums.compared = isKnown
      ? checkPeriods(sums, counted).map(({ period, expectedMilliCents }) => ({
          ...period,
          milliCents: expectedMilliCents,
        }))
      : counted;
    sums.since = [];
    sums.known = true;
  }

  /* The partition as a whole. */

  async #totals(): Promise<void> {
    const { position, what } = await readStoredAccounts(this.#runner, this.#where.keys, []);
    await this.#followed.to(position);
    const { accounts, holds } = this.#replay;
    // An account that came since is known from its first entry; one that could not be found is not.
    if ([...accounts.values()].some(({ unknown }) => unknown !== 'none')) return;
    const totals = totalsOf(accounts.values(), holds.values());
    this.#findings.push(...compareTotals(this.#where, totals, what.totals));
  }

  /** A jump that an account still shows is told with the account. */
  #journal(): void {
    const told = new Set(this.#findings.map(({ check, accountId }) => `${check} ${accountId}`));
    const { accountId } = this.#options;
    const breaks = this.#replay.breaks.filter(
      (each) =>
        !told.has(`${each.what} ${each.accountId}`) && (accountId === undefined || each.accountId === accountId),
    );
    this.#findings.push(...brokenJournal(this.#where, breaks));
  }
}

const MONEY: ReadonlySet<string> = new Set(['balance', 'held', 'lot', 'lot_held']);

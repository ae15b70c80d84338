/** What must be true of a ledger after every command, whatever the command was. */
import type { JournalEntry } from '../../src/ledger/journal/entry.ts';
import {
  isOpen,
  payerIdOf,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceState,
} from '../../src/ledger/reference/state.ts';
import { freeOf, openWallet } from '../../src/ledger/rules/funding.ts';

/** Kinds whose amount changes the balance; a write-off is forgiven and changes nothing. */
const MONEY_KINDS: ReadonlySet<string> = new Set([
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'reversal',
]);

/** Every broken rule, in words. Empty when all is well. */
export function brokenInvariants(before: ReferenceState, after: ReferenceState, nowMs: number): string[] {
  const problems: string[] = [];
  for (const [accountId, account] of after.accounts) {
    const entries = after.journal.filter((entry) => entry.accountId === accountId);
    const open = [...after.holds.values()].filter(isOpen);
    const last = entries.at(-1);
    const concerns = open.filter((hold) => hold.ownerIds.includes(accountId));
    if (account.openHolds !== concerns.length)
      problems.push(`${account.openHolds} open holds are counted, ${concerns.length} exist`);
    if (entries.some((entry, index) => entry.sequence !== index + 1)) problems.push('the journal has a gap');
    if (last?.balanceMilliCents !== account.balanceMilliCents || last.heldMilliCents !== account.heldMilliCents) {
      problems.push('the last journal entry is not the state');
    }
    problems.push(...wrongMoney(account, entries, open));
    problems.push(...wrongCounters(account, open));
    problems.push(...overdrawn(before, after, accountId, nowMs));
  }
  return problems;
}

/** What the journal says of money is what there is, and what is held is what the open holds say. */
function wrongMoney(
  account: ReferenceAccount,
  entries: readonly JournalEntry[],
  open: readonly ReferenceHold[],
): string[] {
  const problems: string[] = [];
  const { accountId } = account.profile;
  const posted = entries.reduce((sum, entry) => sum + (MONEY_KINDS.has(entry.kind) ? entry.amountMilliCents : 0), 0);
  const value = account.lots.reduce((sum, lot) => sum + lot.valueMilliCents, account.balanceMilliCents);
  if (value !== posted) problems.push(`balance and lots are ${value}, the sum of the movements is ${posted}`);
  const parts = open.filter((hold) => payerIdOf(hold) === accountId).flatMap((hold) => hold.parts);
  const heldOn = (source: string, name: string): number =>
    parts
      .filter((part) => part.source === source && part.name === name)
      .reduce((sum, part) => sum + part.amountMilliCents + part.units, 0);
  if (account.heldMilliCents !== heldOn('balance', ''))
    problems.push(`held ${account.heldMilliCents} is not what open holds have on the balance`);
  for (const lot of account.lots) {
    const source = lot.kind === 'plan_credits' ? 'plan_credits' : 'lot';
    if (lot.heldMilliCents !== heldOn(source, lot.id)) problems.push(`${lot.id} holds ${lot.heldMilliCents} wrongly`);
    if (lot.usedMilliCents < 0 || lot.valueMilliCents < 0) problems.push(`${lot.id} is below zero`);
  }
  for (const [field, stored] of account.counters) {
    const counter = /^units\/(.+)$/.exec(field)?.[1];
    if (counter === undefined) continue;
    const [used, held] = stored.split(' ').map(Number);
    if (held !== heldOn('allowance', counter)) problems.push(`${field} holds ${held} wrongly`);
    if (used === undefined || used < 0) problems.push(`${field} is below zero`);
  }
  return problems;
}

/** What periods and subjects count is what the open holds say. */
function wrongCounters(account: ReferenceAccount, open: readonly ReferenceHold[]): string[] {
  const problems: string[] = [];
  const counted = (kind: string, counter: string, startMs: string | undefined): number =>
    open
      .map((hold) => {
        const times = hold.tracked.filter(
          (tracked) =>
            tracked.kind === kind &&
            tracked.counter === counter &&
            (startMs === undefined || String(tracked.startMs) === startMs) &&
            hold.ownerIds[tracked.owner] === account.profile.accountId,
        ).length;
        const plan = hold.parts.filter((part) => part.source === 'plan_credits');
        const planMoney = plan.reduce((sum, part) => sum + part.amountMilliCents, 0);
        const each = kind === 'open_holds' ? 1 : kind === 'spend' ? hold.amountMilliCents : planMoney;
        return times * each;
      })
      .reduce((sum, each) => sum + each, 0);
  for (const [field, value] of account.counters) {
    const [, counter = '', start] = /^spend\/(.+)\/(\d+)\/held$/.exec(field) ?? [];
    if (start !== undefined) {
      const sum = counted('spend', counter, start) + counted('plan_spend', counter, start);
      if (Number(value) !== sum) problems.push(`${field} is ${value}, its open holds have ${sum}`);
    }
    const subject = /^open\/(.+)$/.exec(field)?.[1];
    if (subject !== undefined && Number(value) !== counted('open_holds', subject, undefined))
      problems.push(`${field} is ${value}`);
  }
  return problems;
}

/**
 * Only a reduction by hand, of the balance or of the credit limit, or the end of a lot may take what is available below
 * zero or further below. Where plan credits alone may pay, the balance is not looked at: they may be used also while it
 * is far below zero.
 */
function overdrawn(before: ReferenceState, after: ReferenceState, accountId: string, nowMs: number): string[] {
  const available = (state: ReferenceState): number => {
    const account = state.accounts.get(accountId);
    return account === undefined ? 0 : freeOf(openWallet(account, undefined, nowMs).wallet, nowMs);
  };
  const entries = after.journal.slice(before.journal.length);
  const kinds = entries.map((entry) => entry.kind);
  const byHand = kinds.some((kind) => kind === 'adjustment' || kind === 'account' || kind === 'expiry');
  const byPlan = entries.some((entry) => entry.accountId === accountId && isPaidByPlanAlone(after, entry));
  const now = available(after);
  return now < 0 && now < available(before) && !byHand && !byPlan
    ? [`available fell to ${now} by ${kinds.join(', ')}`]
    : [];
}

/** Under a stop; a charge by key was admitted against all that was available to it. */
function isPaidByPlanAlone(state: ReferenceState, entry: JournalEntry): boolean {
  if (entry.flags.includes('k')) return entry.kind === 'charge';
  return [...state.holds.values()].some(
    (hold) => hold.holdId === entry.reference && payerIdOf(hold) === entry.accountId && hold.funding.stop !== '',
  );
}

/**
 * The part of a journal entry that both ledgers must agree on; notes of opened holds and profiles are only for Redis's
 * own recovery.
 */
export function comparable(entry: JournalEntry): Omit<JournalEntry, 'note'> {
  const { note: _, ...rest } = entry;
  return rest;
}

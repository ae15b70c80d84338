/** What must be true of a ledger after every command, whatever the command was. */
import type { JournalEntry } from '../../src/ledger/journal/entry.ts';
import {
  isOpen,
  payerIdOf,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceState,
} from '../../src/ledger/reference/state.ts';
import { periodName } from '../../src/domain/cycle.ts';
import { readCounter } from '../../src/ledger/rules/counters.ts';
import { freeOf, openWallet } from '../../src/ledger/rules/funding.ts';

/** Kinds whose amount changes the balance; a write-off is forgiven and changes nothing. */
const MONEY_KINDS: ReadonlySet<string> = new Set([
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'reversal',
  'purchase',
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
  for (const pack of account.packs) {
    if (pack.heldUnits !== heldOn('pack', pack.id)) problems.push(`${pack.id} holds ${pack.heldUnits} wrongly`);
    if (pack.usedUnits < 0 || pack.valueUnits < 0) problems.push(`${pack.id} is below zero`);
  }
  for (const [field, stored] of account.counters) {
    const name = /^units\/(.+)$/.exec(field)?.[1];
    if (name === undefined) continue;
    for (const [, from, till, held] of stored.matchAll(/(\d+)-(\d+)@\d+=\d+\+(\d+)/g)) {
      const counter = `${name}/${periodName({ startsAtMs: Number(from), endsAtMs: Number(till) })}`;
      if (Number(held) !== heldOn('allowance', counter)) problems.push(`${counter} holds ${held} wrongly`);
    }
    if (/=-|\+-/.test(stored)) problems.push(`${field} is below zero`);
  }
  return problems;
}

/** As many open holds are counted as there are. */
function wrongCounters(account: ReferenceAccount, open: readonly ReferenceHold[]): string[] {
  const problems: string[] = [];
  const { accountId } = account.profile;
  const counting = (name: string): readonly ReferenceHold[] =>
    open.filter(({ tracked, ownerIds }) =>
      tracked.some(({ kind, counter, owner }) => kind === 'open' && counter === name && ownerIds[owner] === accountId),
    );
  for (const [name, text] of account.counters) {
    if (!/^(subject|limit|company)\//.test(name)) continue;
    const { openHolds } = readCounter(text);
    if (openHolds !== counting(name).length) problems.push(`${name} has ${openHolds} open holds`);
    if (text === '') problems.push(`${name} says nothing and is there`);
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

/** What must be true of a ledger after every command, whatever the command was. */
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { ReferenceState } from '../../src/ledger/reference/state.ts';

/** Kinds whose amount changes the balance; a write-off is forgiven and changes nothing. */
const MONEY_KINDS: ReadonlySet<string> = new Set(['credit', 'charge', 'correction', 'adjustment']);

/** Every broken rule, in words. Empty when all is well. */
export function brokenInvariants(before: ReferenceState, after: ReferenceState): string[] {
  const problems: string[] = [];
  for (const [accountId, account] of after.accounts) {
    const entries = after.journal.filter((entry) => entry.accountId === accountId);
    const open = [...after.holds.values()].filter(
      (hold) => hold.payerAccountId === accountId && (hold.state === 'reserved' || hold.state === 'answered'),
    );
    const posted = entries.reduce((sum, entry) => sum + (MONEY_KINDS.has(entry.kind) ? entry.amountMilliCents : 0), 0);
    const held = open.reduce((sum, hold) => sum + hold.amountMilliCents, 0);
    const last = entries.at(-1);
    if (account.balanceMilliCents !== posted)
      problems.push(`balance ${account.balanceMilliCents} is not the sum of the movements ${posted}`);
    if (account.heldMilliCents !== held)
      problems.push(`held ${account.heldMilliCents} is not the sum of the open holds ${held}`);
    if (account.openHolds !== open.length)
      problems.push(`${account.openHolds} open holds are counted, ${open.length} exist`);
    if (entries.some((entry, index) => entry.sequence !== index + 1)) problems.push('the journal has a gap');
    if (last?.balanceMilliCents !== account.balanceMilliCents || last.heldMilliCents !== account.heldMilliCents) {
      problems.push('the last journal entry is not the state');
    }
    for (const [field, value] of account.counters) {
      const start = /^spend\/(\d+)\/held$/.exec(field)?.[1];
      if (start === undefined) continue;
      const counts = (hold: (typeof open)[number]): number =>
        hold.periods.filter((p) => String(p.startMs) === start).length;
      const inPeriod = open.reduce((sum, hold) => sum + hold.amountMilliCents * counts(hold), 0);
      if (Number(value) !== inPeriod) problems.push(`${field} is ${value}, its open holds have ${inPeriod}`);
    }
    problems.push(...overdrawn(before, after, accountId));
  }
  return problems;
}

/** Only a reduction by hand, of the balance or of the credit limit, may take what is available below zero or further below. */
function overdrawn(before: ReferenceState, after: ReferenceState, accountId: string): string[] {
  const available = (state: ReferenceState): number => {
    const account = state.accounts.get(accountId);
    if (account === undefined) return 0;
    return account.balanceMilliCents + account.profile.creditLimitMilliCents - account.heldMilliCents;
  };
  const kinds = after.journal.slice(before.journal.length).map((entry) => entry.kind);
  const byHand = kinds.some((kind) => kind === 'adjustment' || kind === 'account');
  const now = available(after);
  return now < 0 && now < available(before) && !byHand ? [`available fell to ${now} by ${kinds.join(', ')}`] : [];
}

/** The part of a journal entry that both ledgers must agree on; notes of opened holds and profiles are only for Redis's own recovery. */
export function comparable(entry: JournalEntry): Omit<JournalEntry, 'note'> {
  const { note: _, ...rest } = entry;
  return rest;
}

/** What accounts have used: from the journal where that reaches back far enough, else from the archive. */
import type { Archive } from '../archive/port.ts';
import { Fault } from '../domain/fault.ts';
import { startOfLocalDay } from '../domain/local-time.ts';
import type { AccountState, Ledger } from '../ledger/port.ts';
import type { Use, UseHistory } from './recommend.ts';

const EVERY_MOVEMENT = { after: '', limit: Number.MAX_SAFE_INTEGER };
/** What changes the money of traffic. */
const USED: ReadonlySet<string> = new Set(['charge', 'correction', 'reversal']);
const PAGE_ROWS = 100;

export function useHistory(
  ledger: Pick<Ledger, 'movements' | 'journalStart'>,
  archive: Pick<Archive, 'usage'>,
): UseHistory {
  return async (account, fromMs, toMs) => {
    const coveredFromMs = await ledger.journalStart(account.profile);
    const archived = coveredFromMs <= fromMs ? undefined : await archivedUse(archive, account, fromMs, toMs);
    // The longer history tells more.
    if (archived !== undefined && archived.coveredFromMs < coveredFromMs) return archived;
    let milliCents = 0;
    const span = { fromMs, toMs };
    for await (const { kind, amountMilliCents } of ledger.movements(account.profile, span, EVERY_MOVEMENT)) {
      if (USED.has(kind)) milliCents -= amountMilliCents;
    }
    return { source: 'journal', milliCents, coveredFromMs };
  };
}

/** Undefined where there is no archive, or nothing in it. */
async function archivedUse(
  archive: Pick<Archive, 'usage'>,
  { profile }: AccountState,
  fromMs: number,
  toMs: number,
): Promise<Use | undefined> {
  try {
    const scope = { accountIds: [profile.accountId], accountPrefixes: [] };
    const { timeZone } = profile;
    const query = { scope, fromMs, toMs, groupBy: ['day'] as const, timeZone, timedServices: [], homeCountry: '' };
    // A row a day: there are no more than fit on a page.
    const { items } = await archive.usage(query, { after: '', limit: PAGE_ROWS });
    const firstDay = items[0]?.keys.day;
    if (firstDay === undefined) return undefined;
    // Since the first day of use: what an archive has of the time before it was turned on, nobody knows.
    const coveredFromMs = startOfLocalDay(firstDay, timeZone) ?? fromMs;
    return { source: 'archive', milliCents: items.reduce((sum, row) => sum + row.costMilliCents, 0), coveredFromMs };
  } catch (error) {
    if (error instanceof Fault && error.reason === 'ARCHIVE_AWAY') return undefined;
    throw error;
  }
}

/**
 * The text of a checkpoint: what an account must be as of one of its entries, so that a replay may begin there. Lines:
 *   1 layout (1) sequence balance held, and what is unknown (none, lots, all)
 *   2 root parent (`-` none)
 *   3 what lots are worth, as parts are written (`-` none)
 *   4 what its periods have cost, and what came after that was compared: see below
 *   5 the same of the accounts below it
 * and one for each open hold that it pays for:
 *   authorized_at_ms account hold reserved charged
 * Periods are words as in `lua/include/sums.lua`, then `|`, then `authorized_at_ms:milli_cents`, with `+` behind an
 * admission; `?` alone where they are not known.
 */
import { readSums, sumsText } from '../rules/counters.ts';
import { type ExpectedAccount, type ExpectedHold, type ExpectedSums, newAccount } from './expected.ts';
import { placesText, readPlaces } from './places.ts';

export interface Checkpoint {
  readonly account: ExpectedAccount;
  readonly holds: readonly ExpectedHold[];
}

export function checkpointText({ account, holds }: Checkpoint): string {
  const { sequence, balanceMilliCents, heldMilliCents, unknown, family, lots, spent, below } = account;
  return [
    `1 ${sequence} ${balanceMilliCents} ${heldMilliCents} ${unknown}`,
    `${family?.rootId ?? account.accountId} ${family?.parentId || '-'}`,
    placesText(lots),
    sumsLine(spent),
    sumsLine(below),
    ...holds.map(
      ({ openedAtMs, accountId, holdId, reserved, charged }) =>
        `${openedAtMs ?? '-'} ${accountId} ${holdId} ${placesText(reserved)} ${placesText(charged)}`,
    ),
  ].join('\n');
}

/** Undefined where the text is none that this version writes. */
export function readCheckpoint(accountId: string, text: string): Checkpoint | undefined {
  const [head = '', kin = '', lots = '-', spent = '', below = '', ...holds] = text.split('\n');
  const [, sequence, balance, held, unknown] = /^1 (\d+) (-?\d+) (-?\d+) (none|lots|all)$/.exec(head) ?? [];
  const [rootId = '', parentId = ''] = kin.split(' ');
  if (sequence === undefined || rootId === '') return undefined;
  const account = newAccount(accountId, unknown as ExpectedAccount['unknown']);
  account.family = { rootId, parentId: parentId === '-' ? '' : parentId };
  account.sequence = account.checkpointSequence = Number(sequence);
  account.balanceMilliCents = Number(balance);
  account.heldMilliCents = Number(held);
  account.recorded = { balanceMilliCents: account.balanceMilliCents, heldMilliCents: account.heldMilliCents };
  account.lots = readPlaces(lots);
  Object.assign(account.spent, readSumsLine(spent));
  Object.assign(account.below, readSumsLine(below));
  account.moved = false;
  return { account, holds: holds.map((line) => readHold(accountId, line)) };
}

function readHold(payerId: string, line: string): ExpectedHold {
  const [openedAt, accountId = '', holdId = '', reserved = '-', charged = '-'] = line.split(' ');
  return {
    accountId,
    holdId,
    payerId,
    openedAtMs: openedAt === '-' ? undefined : Number(openedAt),
    reserved: readPlaces(reserved),
    charged: readPlaces(charged),
  };
}

function sumsLine({ compared, since, known }: ExpectedSums): string {
  if (!known) return '?';
  const later = since.map(
    ({ authorizedAtMs, milliCents, admits }) => `${authorizedAtMs}:${milliCents}${admits ? '+' : ''}`,
  );
  return `${sumsText(compared)}|${later.join(' ')}`;
}

function readSumsLine(line: string): ExpectedSums {
  if (line === '?') return { compared: [], since: [], known: false };
  const [sums = '', later = ''] = line.split('|');
  const since = [...later.matchAll(/(\d+):(-?\d+)(\+?)/g)].map(([, at, milliCents, admits]) => ({
    authorizedAtMs: Number(at),
    milliCents: Number(milliCents),
    admits: admits === '+',
  }));
  return { compared: readSums(sums), since, known: true };
}

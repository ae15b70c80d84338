/** Tells the store once more what it has acknowledged and lost. What it has not lost stays as it is. */
import type { ChargeOperation, ChargeReply, Ledger } from '../../ledger/port.ts';
import type { Told } from '../bodies.ts';
import { confirmationFor } from '../grant-body.ts';
import { isPassing, saysNothingNew, tell } from '../telling.ts';
import type { Acknowledged, RecentOperation } from './recent-operations.ts';

/** What could not be made good, and why. */
export interface Shortfall {
  readonly milliCents: number;
  readonly why: string;
}

/** How often the profile of an account may turn out to be another one. */
const STALE_MAX = 8;

/**
 * @returns undefined when the store has it again
 * @throws Fault where the store cannot be asked, or refuses it for good
 */
export async function tellAgain(
  ledger: Ledger,
  { milliCents, atMs }: RecentOperation,
  acknowledged: Acknowledged,
): Promise<Shortfall | undefined> {
  switch (acknowledged.kind) {
    case 'charge':
      return chargeAgain(ledger, acknowledged.operation, milliCents);
    case 'credit':
      await ledger.post(acknowledged.operation);
      return undefined;
    default: {
      const told = toldAgain(acknowledged, atMs, ledger.nowMs());
      try {
        const end = await tell(ledger, told);
        if (end === undefined || end.reply.replayed) return undefined;
        const missing = milliCents - end.reply.changeMilliCents;
        return missing > 0 ? { milliCents: missing, why: 'the credit was used otherwise meanwhile' } : undefined;
      } catch (error) {
        if (isPassing(error) || !saysNothingNew(told, error)) throw error;
        return undefined;
      }
    }
  }
}

function toldAgain(
  acknowledged: Exclude<Acknowledged, { kind: 'charge' | 'credit' }>,
  atMs: number,
  nowMs: number,
): Told {
  switch (acknowledged.kind) {
    case 'grant':
      return { kind: 'grant', operation: confirmationFor(acknowledged.operation, acknowledged.units, atMs) };
    case 'confirm':
      return { kind: 'grant', operation: acknowledged.operation };
    case 'answer':
      return { kind: 'answer', operation: { ...acknowledged.operation, notAfterMs: 0 } };
    case 'extend':
      return { kind: 'extend', operation: { ...acknowledged.operation, notAfterMs: 0 } };
    case 'settle': {
      const { operation } = acknowledged;
      const endedSecondsAgo = (operation.endedSecondsAgo ?? 0) + Math.floor(Math.max(0, nowMs - atMs) / 1000);
      return { kind: 'settle', operation: { ...operation, endedSecondsAgo } };
    }
    default:
      return acknowledged;
  }
}

/** At the price of then, whatever has changed in the account since. */
async function chargeAgain(
  ledger: Ledger,
  operation: ChargeOperation,
  milliCents: number,
): Promise<Shortfall | undefined> {
  // Only its key says that it was not charged already.
  if (operation.idempotencyKey === '') return { milliCents, why: 'it has no idempotency key' };
  let again: ChargeOperation = { ...operation, notAfterMs: 0, validFromMs: 0, validUntilMs: 0 };
  for (let attempt = 0; attempt < STALE_MAX; attempt += 1) {
    const reply: ChargeReply = await ledger.charge(again);
    if (reply.kind === 'charged') return undefined;
    if (reply.kind === 'denied') return { milliCents, why: `it is denied now: ${reply.reason}` };
    const { accountId, revision } = reply.profile;
    const owners = again.owners.map((owner) => (owner.accountId === accountId ? { ...owner, revision } : owner));
    again = { ...again, owners };
  }
  return { milliCents, why: 'the account changes again and again' };
}

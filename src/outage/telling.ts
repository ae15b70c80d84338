/** Tells the store late what it should have heard of a hold, through the verb that would have told it at once. */
import { Fault, isRetryable } from '../domain/fault.ts';
import type { Ledger, Proof, SettleReply } from '../ledger/port.ts';
import type { Told } from './bodies.ts';

/** A settle or release, for whoever counts and logs it. */
export interface ToldEnd {
  readonly verb: 'settle' | 'release';
  readonly reply: SettleReply;
  readonly proof: Proof;
  /** The connected time or quantity, where one was told. */
  readonly reported: number | undefined;
}

/** @returns how the hold has ended, where this says so @throws Fault where the store refuses it, or cannot be asked */
export async function tell(ledger: Ledger, told: Told): Promise<ToldEnd | undefined> {
  switch (told.kind) {
    case 'grant':
      await ledger.confirm(told.operation);
      return undefined;
    case 'answer':
      await ledger.answer(told.operation);
      return undefined;
    case 'extend':
      await ledger.extend(told.operation);
      return undefined;
    case 'settle':
    case 'interim': {
      const { connectedSeconds, units, proof = 'none' } = told.operation;
      const reply = await (told.kind === 'settle'
        ? ledger.settle(told.operation)
        : ledger.settleInterim(told.operation));
      return { verb: 'settle', reply, proof, reported: connectedSeconds ?? units };
    }
    case 'take_back': {
      const hold = await ledger.hold(told.operation);
      // It was never begun, it has ended, or it is a call by now.
      if (hold?.state !== 'reserved') return undefined;
      return { verb: 'release', reply: await ledger.release(told.operation), proof: 'none', reported: undefined };
    }
    case 'release': {
      const { proof = 'none' } = told.operation;
      return { verb: 'release', reply: await ledger.release(told.operation), proof, reported: undefined };
    }
  }
}

/** Whether it may be told later. */
export function isPassing(error: unknown): boolean {
  return error instanceof Fault && (isRetryable(error.code) || error.storeState !== undefined);
}

/** What an operator could do nothing with. */
export function saysNothingNew(told: Told, error: unknown): boolean {
  if (!(error instanceof Fault) || told.kind === 'grant') return false;
  if (told.kind === 'take_back') return true;
  const { kind, operation } = told;
  const { reason } = error;
  // Nothing was reserved under the id, as its token says.
  if (operation.proof === 'exempt' && (reason === 'HOLD_UNKNOWN' || reason === 'ACCOUNT_UNKNOWN')) return true;
  if (kind === 'settle' || kind === 'release') return false;
  // The call has ended meanwhile, or a later report has come, or its last settle charges all of it from the token.
  return (
    reason === 'HOLD_ENDED' ||
    reason === 'SEQUENCE_TOO_LOW' ||
    (reason === 'HOLD_UNKNOWN' && operation.proof === 'hold')
  );
}

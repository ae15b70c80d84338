import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { branchOf } from './scenarios.ts';
import { until } from './tools.ts';
import type { Hold, Movement, TestTollgate } from './tollgate.ts';

/** A call that nobody has made yet, on an account of its own. */
export interface NewCall {
  readonly account: string;
  readonly callId: string;
  /** As the gateway builds it. */
  readonly holdId: string;
}

/** What the default plan of the tests' catalog gives, in milli-cents. */
export const SIGNUP = 500_000;

export async function newCall(
  tollgate: TestTollgate,
  {
    plan = 'default',
    callIdLength = 0,
    callIdEnd = '',
  }: { plan?: string; callIdLength?: number; callIdEnd?: string } = {},
): Promise<NewCall> {
  const id = randomBytes(6).toString('hex');
  const account = `acct-${id}`;
  const callId = `call-${id}`.padEnd(callIdLength, 'x') + callIdEnd;
  await tollgate.createAccount(account, plan);
  const leg = `${callId};caller;${branchOf(callId)}`;
  return { account, callId, holdId: leg.length > 255 ? createHash('sha256').update(leg).digest('hex') : leg };
}

export function holdIn(state: 'answered' | 'released', tollgate: TestTollgate, call: NewCall): Promise<Hold> {
  return until(`the hold is ${state}`, async () => {
    const hold = await tollgate.hold(call.account, call.holdId);
    return hold?.state === `HOLD_STATE_${state.toUpperCase()}` ? hold : undefined;
  });
}

export function chargeOf(tollgate: TestTollgate, { account }: NewCall): Promise<Movement> {
  return until('the charge', async () => (await tollgate.charges(account))[0]);
}

/** There was a hold, it is gone, and all the credit is there. */
export async function expectNothingOwed(tollgate: TestTollgate, call: NewCall): Promise<void> {
  await holdIn('released', tollgate, call);
  expect(await tollgate.charges(call.account)).toEqual([]);
  expect(await tollgate.account(call.account)).toMatchObject({
    balance_milli_cents: SIGNUP,
    held_milli_cents: 0,
    open_holds: 0,
  });
}

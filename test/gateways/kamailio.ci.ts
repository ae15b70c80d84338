import { describe, expect, it } from 'vitest';
import { missingForKamailio, type TestKamailio } from './support/kamailio.ts';
import { chargeOf, expectNothingOwed, holdIn, newCall, SIGNUP } from './support/new-call.ts';
import {
  branchOf,
  calleeAnswers,
  calleeIsBusy,
  calleeOnlyRings,
  callerGivesUp,
  callerHangsUp,
  callerIsRefused,
  callerStays,
} from './support/scenarios.ts';
import { openSipSocket } from './support/sip-socket.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { onStage } from './support/stage.ts';
import type { TestTollgate } from './support/tollgate.ts';
import { until } from './support/tools.ts';

const missing = missingForKamailio('Kamailio');

describe.skipIf(missing !== undefined)('calls through Kamailio', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  onStage((stage) => ({ tollgate, kamailio } = stage), { SUBJECT: '$fU' });

  const callee = (scenario: string) => playCallee(scenario, kamailio.calleePort);
  const caller = (scenario: string, call: { account: string; callId: string; to?: string }) =>
    playCaller(scenario, kamailio.port, call);

  it('are charged for the connected time', async () => {
    const call = await newCall(tollgate);
    const answering = await callee(calleeAnswers());
    const calling = await caller(callerHangsUp(3000), call);
    const open = await holdIn('answered', tollgate, call);
    expect(open.granted_units).toBe(3600);
    expect(await tollgate.account(call.account)).toMatchObject({ held_milli_cents: 300_000, open_holds: 1 });
    await Promise.all([calling.done, answering.done]);

    const charge = await chargeOf(tollgate, call);
    // $0.05 a minute is 5,000 milli-cents for 60 seconds: 3 cost 250, 4 cost 333.3, rounded up.
    const price = new Map([
      [3, 250],
      [4, 334],
    ]).get(charge.billed_units);
    expect(price).toBeDefined();
    expect(charge).toMatchObject({
      kind: 'MOVEMENT_KIND_CHARGE',
      amount_milli_cents: -price!,
      hold_id: call.holdId,
      subject_id: call.account,
    });
    expect(await tollgate.account(call.account)).toMatchObject({
      balance_milli_cents: SIGNUP - price!,
      held_milli_cents: 0,
      open_holds: 0,
    });
  });

  it('are cut when the granted time is over, and cost exactly the grant', async () => {
    const call = await newCall(tollgate, { plan: 'three_seconds' });
    const answering = await callee(calleeAnswers());
    const calling = await caller(callerStays(), call);
    const [{ messages }] = await Promise.all([calling.done, answering.done]);

    expect(messages).toContain('Reason: SIP;cause=402;text="The paid time is over"');
    const charge = await chargeOf(tollgate, call);
    expect(charge).toMatchObject({ kind: 'MOVEMENT_KIND_CHARGE', amount_milli_cents: -250, billed_units: 3 });
    expect(await tollgate.account(call.account)).toMatchObject({
      balance_milli_cents: 0,
      held_milli_cents: 0,
      open_holds: 0,
    });
    expect(await tollgate.charges(call.account)).toHaveLength(1);
  });

  it('cost nothing when the callee is busy', async () => {
    const call = await newCall(tollgate);
    const answering = await callee(calleeIsBusy());
    const calling = await caller(callerIsRefused(486), call);
    await Promise.all([calling.done, answering.done]);
    await expectNothingOwed(tollgate, call);
  });

  it('may have a Call-ID that is too long for a hold id', async () => {
    const call = await newCall(tollgate, { callIdLength: 200 });
    const answering = await callee(calleeIsBusy());
    const calling = await caller(callerIsRefused(486), call);
    await Promise.all([calling.done, answering.done]);
    await expectNothingOwed(tollgate, call);
  });

  it('may have a Call-ID that means something to a database', async () => {
    const call = await newCall(tollgate, { callIdEnd: "'--''-or-'1" });
    const answering = await callee(calleeIsBusy());
    const calling = await caller(callerIsRefused(486), call);
    await Promise.all([calling.done, answering.done]);
    await expectNothingOwed(tollgate, call);
  });

  it('cost nothing when the caller gives up while it rings', async () => {
    const call = await newCall(tollgate);
    const answering = await callee(calleeOnlyRings());
    const calling = await caller(callerGivesUp(300), call);
    await Promise.all([calling.done, answering.done]);
    await expectNothingOwed(tollgate, call);
  });

  it('are refused with the reason when the credit is too low', async () => {
    const call = await newCall(tollgate, { plan: 'low' });
    const calling = await caller(callerIsRefused(402), call);
    const { messages } = await calling.done;

    expect(messages).toContain('SIP/2.0 402 Payment Required');
    expect(messages).toMatch(/^Reason: Q\.850;cause=\d+;text="INSUFFICIENT_CREDIT"\r?$/m);
    expect(messages).toContain(
      'Warning: 399 tollgate "Calls paused. Your balance is $1.88 but each call requires a $3.00 hold (we release it ' +
        'back if no one answers). Add $1.12 or more in credits to keep calling."',
    );
    expect(await tollgate.hold(call.account, call.holdId)).toBeUndefined();
    expect(await tollgate.account(call.account)).toMatchObject({
      balance_milli_cents: 188_000,
      held_milli_cents: 0,
      open_holds: 0,
    });
  });

  it('are authorized once when the INVITE is repeated', async () => {
    const call = await newCall(tollgate);
    const before = await tollgate.answered('Authorize');
    const answering = await callee(calleeIsBusy());
    const socket = await openSipSocket(kamailio.port);
    try {
      const invite = { callId: call.callId, branch: branchOf(call.callId), from: call.account };
      for (let repeat = 0; repeat < 3; repeat += 1) socket.send('INVITE', invite);
      await until('the rejection', () => socket.received(/^SIP\/2\.0 486 /));
      socket.send('ACK', invite);
    } finally {
      socket.close();
    }
    await answering.done;
    expect((await tollgate.answered('Authorize')) - before).toBe(1);
    await expectNothingOwed(tollgate, call);
  });

  it('are refused when they come with the ids of a call that is under way', async () => {
    const call = await newCall(tollgate);
    const answering = await callee(calleeAnswers());
    const calling = await caller(callerHangsUp(1000), call);
    await holdIn('answered', tollgate, call);
    const socket = await openSipSocket(kamailio.port);
    try {
      const invite = { callId: call.callId, branch: branchOf(call.callId), cseq: 2, from: call.account };
      socket.send('INVITE', invite);
      await until('the rejection', () => socket.received(/^SIP\/2\.0 482 /));
      socket.send('ACK', invite);
    } finally {
      socket.close();
    }
    await Promise.all([calling.done, answering.done]);
    const charge = await chargeOf(tollgate, call);
    expect(charge).toMatchObject({ kind: 'MOVEMENT_KIND_CHARGE', hold_id: call.holdId });
    expect(await tollgate.account(call.account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
  });

  describe('while Tollgate is away', () => {
    it('are refused, but emergency calls are not, and what ended meanwhile is charged later', async () => {
      const call = await newCall(tollgate);
      const [other, emergency] = [await newCall(tollgate), await newCall(tollgate)];
      const answering = await callee(calleeAnswers());
      const calling = await caller(callerHangsUp(1000), call);
      await holdIn('answered', tollgate, call);
      await tollgate.stop();
      try {
        await (
          await caller(callerIsRefused(503), other)
        ).done;
        await Promise.all([calling.done, answering.done]);
        const dispatcher = await callee(calleeAnswers());
        await (
          await caller(callerHangsUp(100), { ...emergency, to: '911' })
        ).done;
        await dispatcher.done;
      } finally {
        await tollgate.start();
      }
      const charge = await chargeOf(tollgate, call);
      expect([1, 2]).toContain(charge.billed_units);
      expect(await tollgate.account(call.account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
      expect(await tollgate.charges(emergency.account)).toEqual([]);
      expect(await tollgate.account(other.account)).toMatchObject({ balance_milli_cents: SIGNUP, open_holds: 0 });
    });
  });
});

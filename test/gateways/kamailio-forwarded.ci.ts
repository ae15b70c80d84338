import { describe, expect, it } from 'vitest';
import { missingForKamailio, type TestKamailio } from './support/kamailio.ts';
import { chargeOf, expectNothingOwed, newCall, type NewCall, SIGNUP } from './support/new-call.ts';
import { calleeAnswers, calleeIsElsewhere, callerHangsUp, callerIsRefused } from './support/scenarios.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { onStage } from './support/stage.ts';
import type { TestTollgate } from './support/tollgate.ts';
import { until } from './support/tools.ts';

const refused = callerIsRefused(402);

const missing = missingForKamailio('forwarded calls through Kamailio');

describe.skipIf(missing !== undefined)('calls through Kamailio that are forwarded', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  // The owner of a number has an account of the same name, but for the plus sign.
  onStage((stage) => ({ tollgate, kamailio } = stage), {
    FORWARDER: '$(avp(forwarder){s.substr,1,0})',
    TRUST_DIVERSION: '1',
  });

  /** Calls a number whose owner is on `plan`, and who forwards to another one. */
  async function forwardedCall(
    number: string,
    plan: string,
    caller: string,
    target = '+442079460123',
  ): Promise<{ call: NewCall; seen: string }> {
    const call = await newCall(tollgate);
    await tollgate.createAccount(number.slice(1), plan);
    const answering = await playCallee(calleeIsElsewhere(target), kamailio.calleePort);
    const calling = await playCaller(caller, kamailio.port, { ...call, to: number });
    await calling.done;
    const { messages } = await (caller === refused ? Promise.resolve({ messages: '' }) : answering.done);
    return { call, seen: messages };
  }

  it('have two legs: the caller pays the first, the forwarding party the second', async () => {
    const number = '+14155550177';
    const { call, seen } = await forwardedCall(number, 'default', callerHangsUp(1500));
    const own = await chargeOf(tollgate, call);
    const forwarded = await until('the charge', async () => (await tollgate.charges(number.slice(1)))[0]);
    for (const charge of [own, forwarded]) expect([2, 3]).toContain(charge.billed_units);
    expect(forwarded.hold_id).toBe(`${call.holdId};forwarded`);
    expect(await tollgate.hold(number.slice(1), forwarded.hold_id)).toMatchObject({ parent_hold_id: call.holdId });
    for (const account of [call.account, number.slice(1)]) {
      expect(await tollgate.account(account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
    }
    expect(seen).toMatch(/^INVITE sip:\+442079460123@/m);
    expect(seen).toMatch(/^Diversion: <sip:\+14155550177@.*>;reason=unconditional\r$/m);
    expect(seen).toMatch(/^History-Info: <sip:\+14155550177@.*>;index=1, <sip:\+442079460123@.*>;index=1\.1;mp=1\r$/m);
  });

  it('are paid by the diverting party when another switch has forwarded them', async () => {
    const [call, number] = [await newCall(tollgate), '+14155550179'];
    await tollgate.createAccount(number.slice(1));
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
    const headers = [`Diversion: <sip:${number}@127.0.0.1>;reason=unconditional`];
    const calling = await playCaller(callerHangsUp(500, { headers }), kamailio.port, call);
    await Promise.all([calling.done, answering.done]);
    const charge = await until('the charge', async () => (await tollgate.charges(number.slice(1)))[0]);
    const hold = await tollgate.hold(number.slice(1), charge.hold_id);
    expect(hold?.parent_hold_id).toMatch(/^diversion;[0-9a-f]{64}$/);
    expect(await tollgate.charges(call.account)).toEqual([]);
  });

  it('reach an emergency number, whatever the forwarding party has', async () => {
    const { call, seen } = await forwardedCall('+14155550180', 'empty', callerHangsUp(500), '911');
    expect(seen).toMatch(/^INVITE sip:911@/m);
    expect([1, 2]).toContain((await chargeOf(tollgate, call)).billed_units);
    expect(await tollgate.charges('14155550180')).toEqual([]);
  });

  it('are refused when the forwarding party cannot pay, and cost the caller nothing', async () => {
    const number = '+14155550178';
    const { call } = await forwardedCall(number, 'empty', refused);
    await expectNothingOwed(tollgate, call);
    expect(await tollgate.account(call.account)).toMatchObject({ balance_milli_cents: SIGNUP });
    expect(await tollgate.account(number.slice(1))).toMatchObject({ open_holds: 0 });
  });
});

import { describe, expect, it } from 'vitest';
import { missingForKamailio, type TestKamailio } from './support/kamailio.ts';
import { chargeOf, holdIn, newCall } from './support/new-call.ts';
import { calleeAnswers, callerHangsUp, callerStays } from './support/scenarios.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { onStage } from './support/stage.ts';
import type { TestTollgate } from './support/tollgate.ts';
import { until } from './support/tools.ts';

const missing = missingForKamailio('steps through Kamailio');

describe.skipIf(missing !== undefined)('calls through Kamailio whose holds are reserved in steps', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  onStage((stage) => ({ tollgate, kamailio } = stage));

  it('go on beyond the first step', async () => {
    const call = await newCall(tollgate, { plan: 'steps' });
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
    const calling = await playCaller(callerHangsUp(9000), kamailio.port, call);
    expect((await holdIn('answered', tollgate, call)).granted_units).toBe(6);
    await until('more is granted', async () => {
      return (await tollgate.hold(call.account, call.holdId))?.granted_units === 12 || undefined;
    });
    await Promise.all([calling.done, answering.done]);
    expect([9, 10]).toContain((await chargeOf(tollgate, call)).billed_units);
    expect(await tollgate.account(call.account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
  });

  it('end when the money is out, and not before', async () => {
    const call = await newCall(tollgate, { plan: 'steps' });
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
    const calling = await playCaller(callerStays(), kamailio.port, call);
    await holdIn('answered', tollgate, call);
    const begun = Date.now();
    await Promise.all([calling.done, answering.done]);
    // Kamailio's timer ticks once a second.
    expect(Date.now() - begun).toBeGreaterThan(10_500);
    expect(Date.now() - begun).toBeLessThan(14_500);
    expect(await chargeOf(tollgate, call)).toMatchObject({ billed_units: 12, amount_milli_cents: -1000 });
    expect(await tollgate.account(call.account)).toMatchObject({ balance_milli_cents: 0, open_holds: 0 });
  });
});

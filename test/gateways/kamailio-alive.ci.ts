import { describe, expect, it } from 'vitest';
import { missingForKamailio, type TestKamailio } from './support/kamailio.ts';
import { chargeOf, newCall } from './support/new-call.ts';
import { callerStaysAndIsAsked, calleeVanishes } from './support/scenarios.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { onStage } from './support/stage.ts';
import type { TestTollgate } from './support/tollgate.ts';

const missing = missingForKamailio('keep-alives of Kamailio');

/** Kamailio asks no more often. */
const KEEP_ALIVE_SECONDS = 30;

describe.skipIf(missing !== undefined)('calls through Kamailio one end of which is dead', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  onStage((stage) => ({ tollgate, kamailio } = stage), { KEEP_ALIVE: String(KEEP_ALIVE_SECONDS) });

  it('are ended, and charged up to then', async () => {
    const call = await newCall(tollgate);
    const one = { calls: 1, perSecond: 1, lastsSeconds: 60 };
    const answering = await playCallee(calleeVanishes(), kamailio.calleePort);
    const calling = await playCaller(callerStaysAndIsAsked(), kamailio.port, call, one);
    await answering.done;
    const begun = Date.now();
    await calling.done;
    // The keep-alive, 5 s in which it is not answered, 10 s that Kamailio then leaves, and ticks of its timers.
    const seconds = (Date.now() - begun) / 1000;
    expect(seconds).toBeGreaterThan(KEEP_ALIVE_SECONDS);
    expect(seconds).toBeLessThan(KEEP_ALIVE_SECONDS + 25);
    const { billed_units: billed } = await chargeOf(tollgate, call);
    expect(Math.abs(billed - seconds)).toBeLessThan(3);
    expect(await tollgate.account(call.account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
  });
});

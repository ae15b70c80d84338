import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missingForKamailio, startKamailio, type TestKamailio } from './support/kamailio.ts';
import { expectNothingOwed, newCall } from './support/new-call.ts';
import { calleeAnswers, callerGivesUp, callerHangsUp, callerIsRefused } from './support/scenarios.ts';
import { startRingingCallee } from './support/ringing-callee.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { startSlowProxy, type SlowProxy } from './support/slow-proxy.ts';
import { startTollgate, type TestTollgate } from './support/tollgate.ts';
import { until } from './support/tools.ts';

const missing = missingForKamailio('Kamailio');

/** The configuration waits 2,000 ms for an answer. */
const TOO_LATE_MS = 2500;

describe.skipIf(missing !== undefined)('calls through Kamailio when Tollgate is slow', () => {
  let tollgate: TestTollgate;
  let proxy: SlowProxy;
  let kamailio: TestKamailio;

  beforeAll(async () => {
    tollgate = await startTollgate();
    proxy = await startSlowProxy(tollgate.httpAddress);
    kamailio = await startKamailio(proxy.address);
  });

  beforeEach(({ onTestFailed }) => {
    const before = kamailio.log().length;
    onTestFailed(() => console.error(kamailio.log().slice(before)));
    proxy.delayAnswers(0);
  });

  afterAll(async () => {
    await kamailio?.stop();
    await proxy?.close();
    await tollgate?.dispose();
  });

  it('go out when the answer comes in time', async () => {
    const call = await newCall(tollgate);
    proxy.delayAnswers(700);
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
    const calling = await playCaller(callerHangsUp(100), kamailio.port, call);
    await Promise.all([calling.done, answering.done]);
    await until('the charge', async () => (await tollgate.charges(call.account))[0]);
  });

  it('leave no hold when the caller gives up before the answer comes', async () => {
    const call = await newCall(tollgate);
    proxy.delayAnswers(1900);
    const begun = Date.now();
    const calling = await playCaller(callerGivesUp(300, { rings: false }), kamailio.port, call);
    await until('the hold is open', () => tollgate.hold(call.account, call.holdId));
    await calling.done;
    // The 487 did not wait for Tollgate.
    expect(Date.now() - begun).toBeLessThan(1700);
    await expectNothingOwed(tollgate, call);
  });

  it('leave no hold at whatever moment the caller gives up', async () => {
    const { account } = await newCall(tollgate, { plan: 'busy' });
    proxy.delayAnswers(30);
    const callee = await startRingingCallee(kamailio.calleePort);
    try {
      // Some while Tollgate thinks, some while the call is taken up again, some while it rings.
      const scenario = callerGivesUp(100, { rings: false, atAnyMoment: true });
      const traffic = { calls: 100, perSecond: 30 };
      await (
        await playCaller(scenario, kamailio.port, { account, callId: 'gone-%u' }, traffic)
      ).done;
    } finally {
      callee.close();
    }
    await until('all holds are released', async () => (await tollgate.account(account)).open_holds === 0 || undefined);
    expect(await tollgate.charges(account)).toEqual([]);
    await until('all reports are taken', async () => {
      return (await kamailio.query('SELECT count(*) FROM tollgate_reports')) === '0' || undefined;
    });
  });

  it('are refused, and leave no hold, when the answer comes too late', async () => {
    const call = await newCall(tollgate);
    proxy.delayAnswers(TOO_LATE_MS);
    const begun = Date.now();
    const calling = await playCaller(callerIsRefused(503), kamailio.port, call);
    await until('the hold is open', () => tollgate.hold(call.account, call.holdId));
    await calling.done;
    expect(Date.now() - begun).toBeLessThan(TOO_LATE_MS + 1000);
    await expectNothingOwed(tollgate, call);
  });
});

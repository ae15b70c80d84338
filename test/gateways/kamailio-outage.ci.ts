import { describe, expect, it } from 'vitest';
import { missingForKamailio, type TestKamailio } from './support/kamailio.ts';
import { chargeOf, holdIn, newCall, SIGNUP } from './support/new-call.ts';
import { calleeAnswers, callerHangsUp, callerIsRefused, callerStays } from './support/scenarios.ts';
import { openSipSocket } from './support/sip-socket.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { onStage } from './support/stage.ts';
import type { TestTollgate } from './support/tollgate.ts';
import { until } from './support/tools.ts';

const missing = missingForKamailio('Kamailio and its ends');

const OPEN_REPORTS = 'SELECT count(*) FROM tollgate_reports';

describe.skipIf(missing !== undefined)('calls through Kamailio', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  onStage((stage) => ({ tollgate, kamailio } = stage));

  const calls = { calls: 5, perSecond: 10 };

  it('survive that Kamailio is killed: they are charged in full at their end', async () => {
    const { account } = await newCall(tollgate, { plan: 'busy' });
    const answering = await playCallee(calleeAnswers({ ringMs: 1500 }), kamailio.calleePort, calls);
    const calling = await playCaller(callerHangsUp(6000), kamailio.port, { account, callId: 'killed-%u' }, calls);
    await until('all are in the database', async () => {
      const dialogs = await kamailio.query(`SELECT count(*) FROM dialog WHERE state = 4`);
      return dialogs === String(calls.calls) || undefined;
    });
    await kamailio.end('SIGKILL');
    await kamailio.start();
    await Promise.all([calling.done, answering.done]);

    const charges = await until('all charges', async () => {
      const found = await tollgate.charges(account);
      return found.length >= calls.calls ? found : undefined;
    });
    for (const { billed_units: seconds } of charges) expect([6, 7]).toContain(seconds);
    expect(await tollgate.account(account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
    await until('nothing is left', async () => {
      const left = await kamailio.query(`SELECT (SELECT count(*) FROM dialog) + (${OPEN_REPORTS})`);
      return left === '0' || undefined;
    });
  });

  it('are cut when their time is over although Kamailio was killed meanwhile', async () => {
    const call = await newCall(tollgate, { plan: 'five_seconds' });
    const answering = await playCallee(calleeAnswers({ ringMs: 1500 }), kamailio.calleePort);
    const calling = await playCaller(callerStays(), kamailio.port, call);
    await until('it is in the database', async () => {
      return (await kamailio.query('SELECT count(*) FROM dialog WHERE state = 4')) === '1' || undefined;
    });
    await kamailio.end('SIGKILL');
    await kamailio.start();
    const [atCaller, atCallee] = await Promise.all([calling.done, answering.done]);
    // With the tags of the dialog: a telephone would not know the call otherwise.
    expect(atCaller.messages).toMatch(/^BYE [^]*^From: .*;tag=callee\r\nTo: .*;tag=caller\r$/m);
    expect(atCallee.messages).toMatch(/^BYE [^]*^From: .*;tag=caller\r\nTo: .*;tag=callee\r$/m);
    expect(await chargeOf(tollgate, call)).toMatchObject({ billed_units: 5 });
    expect(await tollgate.account(call.account)).toMatchObject({ balance_milli_cents: 83, open_holds: 0 });
  });

  it('are charged when Kamailio was stopped before Tollgate was back', async () => {
    const call = await newCall(tollgate);
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
    const calling = await playCaller(callerHangsUp(2000), kamailio.port, call);
    await holdIn('answered', tollgate, call);
    await tollgate.stop();
    try {
      await Promise.all([calling.done, answering.done]);
      expect(await kamailio.query(OPEN_REPORTS)).toBe('1');
      await kamailio.end('SIGTERM');
      // It counts from the end of the call how late the report is.
      await new Promise((resolve) => setTimeout(resolve, 3000));
    } finally {
      await tollgate.start();
      await kamailio.start();
    }
    expect([2, 3]).toContain((await chargeOf(tollgate, call)).billed_units);
    await until('the report is gone', async () => (await kamailio.query(OPEN_REPORTS)) === '0' || undefined);
  });

  it('are all charged when many end while Tollgate is away', async () => {
    const many = { calls: 150, perSecond: 60 };
    const { account } = await newCall(tollgate, { plan: 'busy' });
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort, many);
    const calling = await playCaller(callerHangsUp(5000), kamailio.port, { account, callId: 'many-%u' }, many);
    await until('all hold credit', async () => {
      return (await tollgate.account(account)).open_holds === many.calls || undefined;
    });
    await tollgate.stop();
    try {
      await Promise.all([calling.done, answering.done]);
      expect(Number(await kamailio.query(OPEN_REPORTS))).toBeGreaterThan(100);
    } finally {
      await tollgate.start();
    }
    await until(
      'all charges',
      async () => (await tollgate.charges(account)).length === many.calls || undefined,
      15_000,
    );
    for (const { billed_units: seconds } of await tollgate.charges(account)) expect([5, 6, 7]).toContain(seconds);
    expect(await tollgate.account(account)).toMatchObject({ held_milli_cents: 0, open_holds: 0 });
  });

  it('are refused for now while Tollgate is away, and other gateways are told so', async () => {
    const call = await newCall(tollgate);
    const socket = await openSipSocket(kamailio.port);
    let asked = 0;
    const ask = (): void =>
      socket.send('OPTIONS', { callId: `asked-${(asked += 1)}`, branch: `z9hG4bKasked-${Date.now()}` });
    await tollgate.stop();
    try {
      const { messages } = await (await playCaller(callerIsRefused(503), kamailio.port, call)).done;
      expect(messages).toMatch(/^Retry-After: \d+\r?$/m);
      await until('OPTIONS is refused', () => {
        ask();
        return socket.received(/^SIP\/2\.0 503 [^]*^Retry-After: \d+\r$/m);
      });
    } finally {
      await tollgate.start();
      await until('OPTIONS is answered', () => {
        ask();
        return socket.received(/^SIP\/2\.0 200 /);
      });
      socket.close();
    }
    expect(await tollgate.account(call.account)).toMatchObject({ balance_milli_cents: SIGNUP, open_holds: 0 });
  });
});

describe.skipIf(missing !== undefined)('calls through Kamailio that may go out unanswered', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  onStage((stage) => ({ tollgate, kamailio } = stage), { UNANSWERED_SECONDS: '3' });

  it('do so while Tollgate is away, and are charged when it is back', async () => {
    const [short, long, poor] = [
      await newCall(tollgate),
      await newCall(tollgate),
      await newCall(tollgate, { plan: 'empty' }),
    ];
    await tollgate.stop();
    try {
      for (const call of [short, poor]) {
        const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
        const calling = await playCaller(callerHangsUp(1000), kamailio.port, call);
        await Promise.all([calling.done, answering.done]);
      }
      const answering = await playCallee(calleeAnswers(), kamailio.calleePort);
      const calling = await playCaller(callerStays(), kamailio.port, long);
      await Promise.all([calling.done, answering.done]);
    } finally {
      await tollgate.start();
    }
    expect([1, 2]).toContain((await chargeOf(tollgate, short)).billed_units);
    expect([3, 4]).toContain((await chargeOf(tollgate, long)).billed_units);
    await until('all reports are taken', async () => (await kamailio.query(OPEN_REPORTS)) === '0' || undefined);
    expect(await tollgate.charges(poor.account)).toEqual([]);
    expect(kamailio.log()).toMatch(/not charged: .*INSUFFICIENT_CREDIT|not charged: .*ZERO_BALANCE/);
  });
});

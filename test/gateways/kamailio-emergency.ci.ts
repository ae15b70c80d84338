import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missingForKamailio, startKamailio, type TestKamailio } from './support/kamailio.ts';
import { newCall } from './support/new-call.ts';
import { calleeAnswers, callerHangsUp } from './support/scenarios.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { startTollgate, type TestTollgate } from './support/tollgate.ts';

const missing = missingForKamailio('emergency calls through Kamailio');

describe.skipIf(missing !== undefined)('emergency calls through Kamailio', () => {
  let tollgate: TestTollgate;
  /** Knows 911, 112, 933 and urn:service:sos by itself. */
  let kamailio: TestKamailio;
  /** Knows 911 only. */
  let asking: TestKamailio;

  beforeAll(async () => {
    tollgate = await startTollgate();
    kamailio = await startKamailio(tollgate.httpAddress);
    asking = await startKamailio(tollgate.httpAddress, { EMERGENCY: '"^911$"' });
  });

  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(kamailio.log().slice(-5000), asking.log().slice(-5000)));
  });

  afterAll(async () => {
    await kamailio?.stop();
    await asking?.stop();
    await tollgate?.dispose();
  });

  /** Calls from an account without any credit; what the callee saw. */
  async function call(through: TestKamailio, uri: string): Promise<string> {
    const { account, callId } = await newCall(tollgate, { plan: 'empty' });
    return connect(through, uri, account, callId);
  }

  async function connect(through: TestKamailio, uri: string, account: string, callId: string): Promise<string> {
    const answering = await playCallee(calleeAnswers(), through.calleePort);
    const calling = await playCaller(callerHangsUp(100, { uri }), through.port, { account, callId });
    const [, { messages }] = await Promise.all([calling.done, answering.done]);
    return messages;
  }

  it.each(['sip:112@127.0.0.1', 'tel:911', 'urn:service:sos', 'urn:service:sos.fire'])(
    'to %s go out as they are, without a question and without credit',
    async (uri) => {
      const before = await tollgate.answered('Authorize');
      expect(await call(kamailio, uri)).toMatch(new RegExp(`^INVITE ${uri.replaceAll('.', '[.]')} SIP/2.0`, 'm'));
      expect(await tollgate.answered('Authorize')).toBe(before);
    },
  );

  it.each(['sip:112@127.0.0.1', 'urn:service:sos', 'urn:service:sos.police'])(
    'to %s are let through by Tollgate where Kamailio does not know them',
    async (uri) => {
      const before = await tollgate.answered('Authorize');
      expect(await call(asking, uri)).toMatch(new RegExp(`^INVITE ${uri.replaceAll('.', '[.]')} SIP/2.0`, 'm'));
      expect(await tollgate.answered('Authorize')).toBe(before + 1);
    },
  );

  it('go out while Tollgate is away', async () => {
    const { account } = await newCall(tollgate, { plan: 'empty' });
    await tollgate.stop();
    try {
      for (const uri of ['sip:911@127.0.0.1', 'urn:service:sos']) {
        await connect(kamailio, uri, account, `away-${uri.replaceAll(/[:@.]/g, '-')}`);
      }
    } finally {
      await tollgate.start();
    }
  });
});

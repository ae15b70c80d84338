import { describe, expect, it } from 'vitest';
import { isInstalled, missingTools, until } from './support/tools.ts';
import { tollgate as cli } from '../cli/support/terminal.ts';
import { missingForKamailio, type TestKamailio } from './support/kamailio.ts';
import { chargeOf, holdIn, newCall } from './support/new-call.ts';
import { calleeAnswers, callerHangsUp } from './support/scenarios.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { onStage } from './support/stage.ts';
import { ADMIN_TOKEN, GATEWAY_TOKEN, type TestTollgate } from './support/tollgate.ts';

const missing =
  missingForKamailio('the dialogs of Kamailio') ??
  missingTools('the dialogs of Kamailio', { kamcmd: isInstalled('kamcmd') });

/** Long enough for two lists, and for the calls to begin. */
const CALL_SECONDS = 60;

describe.skipIf(missing !== undefined)('the calls of Kamailio, compared with the open holds', () => {
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  onStage((stage) => ({ tollgate, kamailio } = stage));

  const reconcile = (...argv: readonly string[]) => {
    const command = ['--command', `kamcmd -s ${kamailio.control} dlg.list`];
    const env = { TOLLGATE_SERVER: tollgate.grpcAddress, TOLLGATE_TOKEN: GATEWAY_TOKEN };
    return cli(['reconcile', '--gateway', 'kamailio', ...command, ...argv], env);
  };

  it('end what Kamailio does not have, and nothing that it has', async () => {
    const none = await reconcile();
    expect(none).toMatchObject({ code: 3 });
    expect(none.err).toContain('the list names no leg');

    const calls = await Promise.all(Array.from({ length: 5 }, () => newCall(tollgate)));
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort, {
      calls: 5,
      perSecond: 5,
      lastsSeconds: CALL_SECONDS,
    });
    const calling = [];
    for (const call of calls) {
      const one = { calls: 1, perSecond: 1, lastsSeconds: CALL_SECONDS };
      calling.push(await playCaller(callerHangsUp(CALL_SECONDS * 1000), kamailio.port, call, one));
    }
    for (const call of calls) await holdIn('answered', tollgate, call);
    const lost = await newCall(tollgate);
    await tollgate.leak(lost.account, lost.holdId, 'kamailio');

    const dry = await reconcile('--dry-run', '--once');
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('kamailio: 5 legs, 6 open holds older than the list, 1 missing, 0 of them twice');
    const both = await reconcile();
    expect(both).toMatchObject({ code: 0 });
    expect(both.err).toContain('the second list is taken in');
    expect(both.out).toContain(
      'kamailio: 5 legs, 6 open holds older than the list, 1 missing, 1 of them twice, 1 ended',
    );
    expect(await tollgate.hold(lost.account, lost.holdId)).toMatchObject({ state: 'HOLD_STATE_RELEASED' });
    for (const call of calls) await holdIn('answered', tollgate, call);

    await Promise.all([...calling, answering].map(({ done }) => done));
    for (const call of calls) {
      const { billed_units: billed } = await chargeOf(tollgate, call);
      expect(Math.abs(billed - CALL_SECONDS)).toBeLessThanOrEqual(2);
    }
    await until('Kamailio has no dialog any more', async () => (await reconcile('--once')).code === 3);
    expect((await cli(['holds', '--gateway', 'kamailio'], adminOf(tollgate))).out).toContain('no open holds');
  });
});

function adminOf({ grpcAddress }: TestTollgate): NodeJS.ProcessEnv {
  return { TOLLGATE_SERVER: grpcAddress, TOLLGATE_TOKEN: ADMIN_TOKEN };
}

import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { missingForKamailio, startKamailio, type TestKamailio } from './support/kamailio.ts';
import { calleeAnswers, callerHangsUp } from './support/scenarios.ts';
import { playCallee, playCaller } from './support/sipp.ts';
import { startTollgate, type TestTollgate } from './support/tollgate.ts';
import { missingTools, until } from './support/tools.ts';

const missing =
  missingForKamailio('busy Kamailio') ?? missingTools('busy Kamailio', { 'redis-server': hasNativeServer });

const TRAFFIC = { calls: 300, perSecond: 20 };
/** What the plan `busy` of the tests' catalog gives, in milli-cents. */
const SIGNUP = 1_000_000_000;
/** Longer than Tollgate waits for Redis before it repeats a command, and shorter than a caller of Tollgate waits. */
const PAUSE_MS = 250;

describe.skipIf(missing !== undefined)('many calls through Kamailio while Redis stands still for a moment', () => {
  let redis: TestServer;
  let tollgate: TestTollgate;
  let kamailio: TestKamailio;

  beforeAll(async () => {
    // Of its own: a pause would be felt by all that share it.
    redis = await startRedisServer();
    tollgate = await startTollgate(redis.url);
    kamailio = await startKamailio(tollgate.httpAddress);
  });

  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(kamailio.log().slice(-20_000)));
  });

  afterAll(async () => {
    await kamailio?.stop();
    await tollgate?.dispose();
    await redis?.stop();
  });

  it('are all connected, charged to the milli-cent, and leave no hold', async () => {
    const account = 'busy';
    await tollgate.createAccount(account, 'busy');
    const answering = await playCallee(calleeAnswers(), kamailio.calleePort, TRAFFIC);
    const calling = await playCaller(callerHangsUp(1500), kamailio.port, { account, callId: 'busy-%u' }, TRAFFIC);
    // In the middle, and again before the end.
    for (const authorized of [TRAFFIC.calls / 3, (TRAFFIC.calls * 2) / 3]) {
      await until(
        `${authorized} calls`,
        async () => (await tollgate.answered('Authorize')) >= authorized || undefined,
        20_000,
      );
      await pauseRedis(redis.port, PAUSE_MS);
    }
    const [{ messages }] = await Promise.all([calling.done, answering.done]);

    expect(messages.match(/^SIP\/2\.0 [4-6]\d\d .*$/gm) ?? []).toEqual([]);
    const charges = await until('all charges', async () => {
      const found = await tollgate.charges(account);
      return found.length >= TRAFFIC.calls ? found : undefined;
    });
    expect(new Set(charges.map(({ hold_id: holdId }) => holdId)).size).toBe(TRAFFIC.calls);
    expect(charges).toHaveLength(TRAFFIC.calls);
    for (const { kind, billed_units: seconds, amount_milli_cents: amount } of charges) {
      expect(kind).toBe('MOVEMENT_KIND_CHARGE');
      // A call of 1.5 s is two started seconds; the pause may lie between its answer and its end.
      expect([2, 3]).toContain(seconds);
      // $0.05 a minute: 5,000 milli-cents for 60 seconds, rounded up once.
      expect(amount).toBe(-Math.ceil((seconds * 5000) / 60));
    }
    const spent = charges.reduce((sum, { amount_milli_cents: amount }) => sum - amount, 0);
    expect(await tollgate.account(account)).toMatchObject({
      balance_milli_cents: SIGNUP - spent,
      held_milli_cents: 0,
      open_holds: 0,
    });
    // A call that is over would otherwise come back when Kamailio is started again.
    await until('the database is empty', async () => {
      const left = await kamailio.query('SELECT count(*), (SELECT count(*) FROM tollgate_reports) FROM dialog');
      return left === '0|0' || undefined;
    });
  });
});

/** Redis takes no commands for so long. */
function pauseRedis(port: number, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`CLIENT PAUSE ${ms} ALL\r\n`));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+OK')) resolve();
      else reject(new Error(answer.toString()));
    });
  });
}

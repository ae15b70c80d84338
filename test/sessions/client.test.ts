/** The client's end of a session: promises for requests, callbacks for commands. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Disconnect__Output } from '../../src/gen/tollgate/v1/Disconnect.ts';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

let tollgate: TestTollgate;
beforeEach(async () => {
  tollgate = await startTollgate();
  await tollgate.client.createAccount({ accountId: 'acme' });
});
afterEach(() => tollgate.stop());

const CALL = { accountId: 'acme', direction: 'DIRECTION_OUTBOUND', to: '+12025550134', requestedSeconds: 60 } as const;

function open(onDisconnect: (command: Disconnect__Output) => boolean | Promise<boolean> = () => true) {
  return tollgate.client.openSession({ gatewayId: 'sbc-1', epoch: 1, onDisconnect, onExtendNow: () => true });
}

describe('a session of the client', () => {
  test('answers each request, or rejects with its fault', async () => {
    const session = await open();
    expect(session).toMatchObject({ maxInFlight: 256, reconcile: false });
    const decision = await session.ask('authorize', { ...CALL, holdId: 'h1' }, { requestId: 'a' });
    expect(decision).toMatchObject({ decision: 'DECISION_ALLOW', replayed: false });
    const settled = await session.ask('settle', { accountId: 'acme', holdId: 'h1', connectedSeconds: 30 });
    expect(settled.reservationStatus).toBe('RESERVATION_STATUS_SETTLED');
    const fault = await session.ask('extend', { accountId: 'acme', holdId: 'h2' }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RemoteFault);
    expect(fault).toMatchObject({ code: 'invalid_argument', details: { field: 'connected_seconds' } });
    await session.end();
  });

  test('waits with more than may be open, and is answered all the same', async () => {
    const session = await open();
    const beats = await Promise.all(Array.from({ length: 2_000 }, () => session.ask('heartbeat', {})));
    expect(beats).toHaveLength(2_000);
    await session.end();
  });

  test('acknowledges a command by what its handler says', async () => {
    const commands: string[] = [];
    const session = await open(({ holdId }) => {
      commands.push(holdId);
      if (holdId === 'h2') throw new Error('no such leg');
      return true;
    });
    for (const holdId of ['h1', 'h2']) {
      await session.ask('authorize', { ...CALL, holdId });
      await session.ask('answer', { accountId: 'acme', holdId });
    }
    await tollgate.client.updateAccount({ accountId: 'acme', state: 'ACCOUNT_STATE_SUSPENDED' });
    await expect.poll(() => [...commands].sort()).toEqual(['h1', 'h2']);
    const metrics = async () => (await fetch(`${tollgate.http}/metrics`)).text();
    await expect.poll(metrics).toContain('tollgate_commands_total{command="disconnect",event="done"} 1');
    await expect.poll(metrics).toContain('tollgate_commands_total{command="disconnect",event="failed"} 1');
    await session.end();
  });

  test('says why it is over, and rejects what is open then', async () => {
    const refused = tollgate.client.openSession({
      gatewayId: '',
      epoch: 1,
      onDisconnect: () => true,
      onExtendNow: () => true,
    });
    await expect(refused).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
    const session = await open();
    await tollgate.app.stop();
    expect(await session.over).toMatchObject({ code: 'unavailable', reason: 'DRAINING' });
    await expect(session.ask('heartbeat', {})).rejects.toMatchObject({ reason: 'DRAINING' });
  });
});

/** Streams of responses and streams both ways: what arrives, and how they end. */
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Identity } from '../../src/transport/auth.ts';
import { createEdge } from '../../src/transport/edge.ts';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { HealthState } from '../../src/transport/health-state.ts';
import { defineMethod, type Rooms } from '../../src/transport/method.ts';
import type { Decoded, Incoming } from '../../src/transport/transport.ts';
import { movements } from './cardboard-accounts.ts';
import { startFixture, type Fixture, type Setup } from './fixture.ts';

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup = {}): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

const EVERYBODY = { name: 'anonymous', role: 'admin', accountPrefix: '', gatewayId: '' } as const;

async function faultOf(call: Promise<unknown>): Promise<RemoteFault> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof RemoteFault) return outcome;
  throw new Error('there was no fault', { cause: outcome });
}

describe('a stream', () => {
  test('delivers what there is, then its fault', async () => {
    async function* broken() {
      yield* movements(2);
      throw new Fault('STORE_AWAY', 'Redis is away', { retryAfterMs: 200 });
    }
    const { client, call } = await start({ answers: { movements: () => broken() } });
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const movement of client.listMovements({ accountId: 'acme' })) seen.push(movement);
    })();
    expect(await faultOf(reading)).toMatchObject({ code: 'unavailable', reason: 'STORE_AWAY' });
    expect(seen).toHaveLength(2);
    const lines = await call('GET', '/v1/accounts/acme/movements', undefined, { accept: 'application/x-ndjson' });
    expect(lines.text.trim().split('\n')).toHaveLength(3);
    expect(lines.text).toContain('"reason":"STORE_AWAY"');
    await expect(call('GET', '/v1/accounts/acme/movements')).rejects.toThrow();
  });

  test('a fault before the first movement is a status', async () => {
    const { client, call } = await start();
    const reading = (async () => {
      for await (const movement of client.listMovements({ accountId: 'a b' })) void movement;
    })();
    expect(await faultOf(reading)).toMatchObject({ code: 'invalid_argument', details: { field: 'account_id' } });
    expect((await call('GET', '/v1/accounts/a%20b/movements')).status).toBe(400);
  });

  test('a reader that leaves early ends the work behind it', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield* movements(100);
      } finally {
        ended = true;
      }
    }
    const { client, edge } = await start({ answers: { movements: () => endless() } });
    let count = 0;
    for await (const movement of client.listMovements({ accountId: 'acme' })) {
      void movement;
      if ((count += 1) === 10) break;
    }
    await expect.poll(() => ended).toBe(true);
    expect(edge.inFlight()).toBe(0);
  });
});

describe('a stream both ways', () => {
  const chat = defineMethod({
    kind: 'bidi',
    name: 'Session',
    lane: 'admission',
    roles: ['gateway'],
    reach: 'whole',
    async *run(_rooms, messages) {
      for await (const message of messages) yield { heard: message['holdId'] };
    },
  });
  const incoming = (message: object) => ({ size: 1, decode: () => ({ message, malformed: undefined }) as Decoded });

  async function talk(identity: Partial<Identity>, ...said: Incoming[]): Promise<unknown[]> {
    const { edge } = fixture ?? (await start());
    const talking = createEdge({
      handlers: { rooms: {} as Rooms, methods: [chat] },
      authenticator: edge.authenticator,
      metrics: {
        rpc: () => ({ finished() {}, shed() {} }),
        listener: () => () => undefined,
        lasting() {},
        watchLoad() {},
      },
      logger: { verbose: false, debug() {}, info() {}, warn() {}, error() {} },
      health: new HealthState(),
      options: { maxInFlight: 1024, maxAtWork: 64, defaultDeadlineMs: 5000 },
    });
    const caller = {
      requestId: '',
      deadlineAtMs: 0,
      priority: false,
      connection: () => said,
      onGone: () => undefined,
      identify: () => ({ ...EVERYBODY, ...identity }),
    };
    const heard: unknown[] = [];
    try {
      for await (const response of talking.stream('Session')(Readable.from(said), caller)) heard.push(response);
    } catch (error) {
      heard.push(error);
    }
    expect(talking.inFlight()).toBe(0);
    return heard;
  }

  test('hears one message after the other', async () => {
    const said = [incoming({ holdId: 'a' }), incoming({ holdId: 'b' })];
    expect(await talk({ role: 'gateway' }, ...said)).toEqual([{ heard: 'a' }, { heard: 'b' }]);
  });

  test('ends with the first message that is none', async () => {
    const malformed = new Fault('MALFORMED_MESSAGE', 'no message');
    const none = { size: 1, decode: () => ({ message: {}, malformed }) };
    expect(await talk({ role: 'gateway' }, incoming({ holdId: 'a' }), none)).toEqual([{ heard: 'a' }, malformed]);
  });

  test.each([
    ['another role', { role: 'viewer' }, 'ROLE_NOT_ALLOWED'],
    ['a limited scope', { role: 'gateway', accountPrefix: 'acme' }, 'SCOPE_NOT_ALLOWED'],
  ] as const)('is refused to %s before anything is heard', async (_name, identity, reason) => {
    expect(await talk(identity, incoming({ holdId: 'a' }))).toMatchObject([{ reason }]);
  });
});

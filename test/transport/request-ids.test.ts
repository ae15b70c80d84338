/** The id of a request: it is in the answer, header and body, and in the log, wherever the request ended. */
import { Client, ChannelCredentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { rpcNamed } from '../../src/transport/definitions.ts';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { fromGrpcStatus } from '../../src/transport/grpc/status-map.ts';
import { movements } from './cardboard-accounts.ts';
import { startFixture } from './fixture.ts';

const MADE = /^[0-9a-f]{18}-[0-9a-z]+$/;
const NDJSON = { accept: 'application/x-ndjson' };

async function* broken() {
  yield* movements(1);
  throw new Fault('STORE_AWAY', 'Redis is away');
}

const fixture = await startFixture({ http: { maxBodyBytes: 1000 }, answers: { movements: () => broken() } });
afterAll(() => fixture.stop());
const { call, client, lines } = fixture;
beforeEach(() => {
  lines.length = 0;
});

/** The lines about faults of this request. */
function linesOf(requestId: unknown): unknown[] {
  return lines.filter((line) => line['request_id'] === requestId && 'reason' in line);
}

test.each([
  ['GET', '/v1/nothing', 'ROUTE_UNKNOWN', ''],
  ['DELETE', '/v1/accounts/acme', 'METHOD_NOT_ALLOWED', ''],
  ['POST', '/v1/settle', 'BODY_TOO_LARGE', 'x'.repeat(1001)],
  ['POST', '/v1/settle', 'INVALID_FIELD', '{"account_id":"a b"}'],
  ['GET', '/v1/accounts/a%20b/movements', 'INVALID_FIELD', ''],
])('%s %s, refused with %s, has one over HTTP', async (verb, path, reason, body) => {
  const sent = `req-${reason}`;
  for (const [own, expected] of [[sent, sent] as const, ['with space', MADE] as const]) {
    const answer = await call(verb, path, body === '' ? undefined : body, { 'x-request-id': own });
    const shown = answer.body.error?.['request_id'];
    expect(answer.body.error).toMatchObject({ reason });
    expect(shown).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect(answer.headers.get('x-request-id')).toBe(shown);
    expect(linesOf(shown)).toMatchObject([{ reason }]);
  }
});

test('a stream has one, also in the fault that ends it', async () => {
  const headers = { ...NDJSON, 'x-request-id': 'req-stream' };
  const answer = await call('GET', '/v1/accounts/acme/movements', undefined, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-request-id')).toBe('req-stream');
  expect(JSON.parse(answer.text.trim().split('\n').at(-1) ?? '')).toMatchObject({
    error: { reason: 'STORE_AWAY', request_id: 'req-stream' },
  });
  expect(linesOf('req-stream')).toHaveLength(1);
});

test('a stream over gRPC has one', async () => {
  const read = async () => {
    for await (const movement of client.listMovements({ accountId: 'acme' })) void movement;
  };
  const fault = await read().catch((error: unknown) => error);
  const requestId = fault instanceof RemoteFault ? fault.details.metadata?.['request_id'] : undefined;
  expect(requestId).toMatch(MADE);
  expect(linesOf(requestId)).toMatchObject([{ reason: 'STORE_AWAY', method: 'ListMovements' }]);
});

test.each(['Settle', 'ListMovements'])('%s with too much metadata has one', async (name) => {
  const metadata = new Metadata();
  metadata.set('x-large', 'x'.repeat(9000));
  metadata.set('x-request-id', `req-${name}`);
  const plain = new Client(fixture.grpcAddress, ChannelCredentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = rpcNamed(name);
  const error = await new Promise<ServiceError>((resolve) => {
    if (name === 'Settle') {
      plain.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, metadata, (failure) => {
        if (failure !== null) resolve(failure);
      });
    } else {
      const stream = plain.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {}, metadata);
      stream.on('error', (failure) => resolve(failure as ServiceError));
    }
  });
  plain.close();
  expect(fromGrpcStatus(error)).toMatchObject({
    reason: 'METADATA_TOO_LARGE',
    metadata: { request_id: `req-${name}` },
  });
  expect(linesOf(`req-${name}`)).toMatchObject([{ reason: 'METADATA_TOO_LARGE', method: name }]);
});

test('an answer of the probes has one', async () => {
  expect((await call('GET', '/livez')).headers.get('x-request-id')).toMatch(MADE);
});

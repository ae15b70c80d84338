/** Starting, being watched, and stopping. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { join } from 'node:path';
import { request } from 'node:http';
import { Client, ChannelCredentials } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';
import { afterEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { serviceMethods } from '../../src/transport/definitions.ts';
import { startFixture, temporaryDirectory, type Fixture, type Setup } from './fixture.ts';

const CALL = { accountId: 'acme', holdId: 'h1', direction: 1, to: '+12025550134' } as const;

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup = {}): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

describe('health', () => {
  test('follows Redis and the catalog, for each service', async () => {
    const { client, health, call } = await start();
    expect(await client.health()).toBe('NOT_SERVING');
    health.set('catalog', true);
    expect(await client.health('CatalogService')).toBe('SERVING');
    expect(await client.health('CreditControlService')).toBe('NOT_SERVING');
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not_ready', components: { catalog: { ok: true }, redis: { ok: false } } },
    });
    health.set('redis', true);
    expect(await client.health('CreditControlService')).toBe('SERVING');
    expect(await client.health()).toBe('SERVING');
    expect((await call('GET', '/readyz')).status).toBe(200);
    expect(await call('HEAD', '/readyz')).toMatchObject({ status: 200, text: '' });
    health.set('redis', false, 'connection refused');
    expect(await client.health()).toBe('NOT_SERVING');
    expect((await call('GET', '/readyz')).text).toContain('connection refused');
  });

  test('an unknown service is NOT_FOUND', async () => {
    const { grpcAddress } = await start();
    const { Check } = serviceMethods('grpc.health.v1.Health');
    const client = new Client(grpcAddress, ChannelCredentials.createInsecure());
    const code = await new Promise((resolve) => {
      client.makeUnaryRequest(
        Check!.path,
        Check!.requestSerialize,
        Check!.responseDeserialize,
        { service: 'nope' },
        (error) => resolve(error?.code),
      );
    });
    client.close();
    expect(code).toBe(5);
  });

  test('a watch hears every change and the drain', async () => {
    const { grpcAddress, health, grpc } = await start();
    const { Watch } = serviceMethods('grpc.health.v1.Health');
    const client = new Client(grpcAddress, ChannelCredentials.createInsecure());
    const heard: unknown[] = [];
    const watch = client.makeServerStreamRequest(Watch!.path, Watch!.requestSerialize, Watch!.responseDeserialize, {
      service: '',
    });
    watch.on('data', (response: { status: string }) => heard.push(response.status));
    const ended = new Promise((resolve) => {
      watch.on('end', resolve);
      watch.on('error', resolve);
    });
    await expect.poll(() => heard).toEqual(['NOT_SERVING']);
    health.set('redis', true);
    health.set('catalog', true);
    await expect.poll(() => heard).toEqual(['NOT_SERVING', 'SERVING']);
    health.drain();
    const drained = grpc.drain(5000);
    await ended;
    await drained;
    expect(heard).toEqual(['NOT_SERVING', 'SERVING', 'NOT_SERVING']);
    client.close();
  });
});

test('reflection lists all services, health included, and can be switched off', async () => {
  const { grpcAddress } = await start();
  expect(await reflectedServices(grpcAddress)).toEqual(
    expect.arrayContaining([
      'grpc.health.v1.Health',
      'tollgate.v1.AccountService',
      'tollgate.v1.CatalogService',
      'tollgate.v1.CreditControlService',
      'tollgate.v1.StoreService',
      'tollgate.v1.SpoolService',
      'tollgate.v1.PackageService',
      'tollgate.v1.ReportService',
    ]),
  );
  await fixture?.stop();
  const closed = await start({ grpc: { reflection: false } });
  expect(await reflectedServices(closed.grpcAddress)).toBe(12);
});

test('reflection declares maps as protoc does: strict readers refuse the whole file otherwise', async () => {
  const { grpcAddress } = await start();
  const bytes = await reflected(grpcAddress, { file_containing_symbol: 'tollgate.v1.Account' }, (response) =>
    Buffer.concat(response.file_descriptor_response?.file_descriptor_proto ?? []),
  );
  const file = loadSync('google/protobuf/descriptor.proto')['google.protobuf.FileDescriptorProto'];
  const { messageType } = (file as MessageTypeDefinition<object, object>).deserialize(bytes as Buffer) as {
    messageType: { name: string; field: { name: string; typeName?: string }[]; nestedType?: { name: string }[] }[];
  };
  const account = messageType.find(({ name }) => name === 'Account');
  expect(account?.nestedType).toMatchObject([{ name: 'AllowanceUnitsEntry', options: { mapEntry: true } }]);
  expect(account?.field.find(({ name }) => name === 'allowanceUnits')?.typeName).toBe('AllowanceUnitsEntry');
});

test('reflection serves every file that another one needs', async () => {
  const { grpcAddress } = await start();
  const type = loadSync('google/protobuf/descriptor.proto')['google.protobuf.FileDescriptorProto'];
  const { deserialize } = type as MessageTypeDefinition<object, { name: string; dependency?: string[] }>;
  for (const service of ['CreditControlService', 'AccountService', 'CatalogService', 'StoreService', 'SpoolService']) {
    const asked = { file_containing_symbol: `tollgate.v1.${service}` };
    const bytes = await reflected(grpcAddress, asked, ({ file_descriptor_response: files }) =>
      (files?.file_descriptor_proto ?? []).map(deserialize),
    );
    const files = Array.isArray(bytes) ? bytes : [];
    const needed = files.flatMap(({ dependency = [] }) => dependency);
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(needed));
    expect(files.length).toBeGreaterThan(0);
  }
});

describe('a drain', () => {
  test('finishes what is in the works and takes nothing new', async () => {
    let finish = () => {};
    const answered = new Promise<void>((resolve) => (finish = resolve));
    const { client, call, grpc, http, health, connect, edge } = await start({
      answers: {
        release: async () => {
          await answered;
          throw new Fault('HOLD_UNKNOWN', 'late but answered');
        },
      },
    });
    const overGrpc = client.release({ accountId: 'acme', holdId: 'h1' }).catch((error: unknown) => error);
    const overHttp = call('POST', '/v1/release', { account_id: 'acme', hold_id: 'h1' });
    await expect.poll(() => edge.inFlight()).toBe(2);
    health.drain();
    const drained = Promise.all([grpc.drain(5000), http.drain(5000)]);
    await expect(connect().authorize(CALL, { deadlineMs: 300 })).rejects.toThrow();
    finish();
    expect(await overGrpc).toMatchObject({ reason: 'HOLD_UNKNOWN' });
    expect((await overHttp).status).toBe(404);
    const before = performance.now();
    await drained;
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('does not wait for the first request of connections that were opened in advance', async () => {
    const { http, httpUrl, call } = await start();
    const { hostname, port } = new URL(httpUrl);
    const early = connectSocket(Number(port), hostname);
    // Accepted before the connection of this request.
    await call('GET', '/livez');
    const before = performance.now();
    await http.drain(5000);
    early.destroy();
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('cuts what is still in the works when the time is over', async () => {
    const { client, grpc, lines } = await start({ answers: { release: () => new Promise(() => {}) } });
    const call = client.release({ accountId: 'acme', holdId: 'h1' }).catch((error: unknown) => error);
    await expect.poll(() => fixture?.edge.inFlight()).toBe(1);
    const before = performance.now();
    await grpc.drain(150);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(await call).toMatchObject({ code: 'unavailable' });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', drainMs: 150 }));
  });
});

describe('Unix sockets', () => {
  test('belong to their owner alone, and carry both transports', async () => {
    const directory = temporaryDirectory();
    const grpcPath = join(directory, 'grpc.sock');
    const httpPath = join(directory, 'http.sock');
    const { client, connect, grpc, http } = await start({
      grpc: { socket: grpcPath },
      http: { address: `unix:${httpPath}` },
    });
    expect(statSync(grpcPath).mode & 0o777).toBe(0o600);
    expect(statSync(httpPath).mode & 0o777).toBe(0o600);
    expect(await connect({ address: `unix:${grpcPath}` }).authorize(CALL)).toMatchObject({ holdId: 'h1' });
    expect(await client.authorize(CALL)).toMatchObject({ holdId: 'h1' });
    expect(await statusOverSocket(httpPath, '/livez')).toBe(200);
    await Promise.all([grpc.drain(500), http.drain(500)]);
    expect(existsSync(grpcPath)).toBe(false);
    expect(existsSync(httpPath)).toBe(false);
  });

  test('a socket left behind is replaced', async () => {
    const path = join(temporaryDirectory(), 'grpc.sock');
    writeFileSync(path, '');
    const { client } = await start({ grpc: { address: `unix:${path}` } });
    expect(await client.authorize(CALL)).toMatchObject({ holdId: 'h1' });
  });

  test('a live one is an error, and stays live', async () => {
    const path = join(temporaryDirectory(), 'grpc.sock');
    const other = createServer((socket) => socket.destroy()).listen(path);
    await new Promise((resolve) => other.once('listening', resolve));
    await expect(startFixture({ grpc: { address: `unix:${path}` } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(existsSync(path)).toBe(true);
    other.close();
  });

  test('a directory that does not exist is an error', async () => {
    const path = join(temporaryDirectory(), 'nowhere', 'grpc.sock');
    await expect(startFixture({ grpc: { address: `unix:${path}` } })).rejects.toThrow(/nowhere/);
    mkdirSync(join(path, '..'));
    const { client } = await start({ grpc: { address: `unix:${path}` } });
    expect(await client.health()).toBe('NOT_SERVING');
  });
});

test('a TCP address in use is an error that names it', async () => {
  const { grpcAddress, httpUrl } = await start();
  await expect(startFixture({ grpc: { address: grpcAddress } })).rejects.toThrow(/EADDRINUSE|bind/);
  await expect(startFixture({ http: { address: httpUrl.slice('http://'.length) } })).rejects.toThrow(/EADDRINUSE/);
});

function statusOverSocket(socketPath: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** The names, or the status code of the refusal. */
function reflectedServices(address: string): Promise<readonly string[] | number | undefined> {
  return reflected(address, { list_services: '*' }, ({ list_services_response: list }) =>
    list?.service.map(({ name }) => name),
  );
}

interface Reflection {
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly file_descriptor_response?: { readonly file_descriptor_proto: Buffer[] };
}

/** What is asked of the answer, or the status code of the refusal. */
async function reflected<Part>(
  address: string,
  question: object,
  part: (response: Reflection) => Part,
): Promise<Part | number | undefined> {
  const definition = loadSync('node_modules/@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto', {
    keepCase: true,
  })['grpc.reflection.v1.ServerReflection'] as unknown as ReturnType<typeof serviceMethods>;
  const method = definition['ServerReflectionInfo']!;
  const client = new Client(address, ChannelCredentials.createInsecure());
  const stream = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  try {
    return await new Promise((resolve) => {
      stream.on('data', (response: Reflection) => resolve(part(response)));
      stream.on('error', (error: Error & { code?: number }) => resolve(error.code));
      stream.write(question);
    });
  } finally {
    stream.cancel();
    client.close();
  }
}

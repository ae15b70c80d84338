/** Bytes to a port that are no request: frames of HTTP/2 that should not come, and HTTP/1 that is none. */
import { connect } from 'node:net';
import type { Seeded } from '../support/seeded.ts';
import type { Target } from './target.ts';
import { hostileText, mutated, randomBytes } from './values.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** How long a connection is left to answer or be closed. */
const OPEN_MS = 300;

/** Opens a connection to one of the ports, sends it something, and goes. */
export async function rawBytes(target: Target, seeded: Seeded): Promise<void> {
  const [host = '', port = ''] = seeded.pick([target.grpcAddress, target.httpAddress]).split(':');
  const bytes = seeded.pick([() => http2Bytes(seeded), () => http1Bytes(seeded), () => randomBytes(seeded, 2_000)])();
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), host);
    const timer = setTimeout(() => socket.destroy(), OPEN_MS);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
    socket.write(bytes);
    if (seeded.chance(0.2)) socket.end();
  });
}

function frame(type: number, flags: number, stream: number, payload: Buffer, length = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function http2Bytes(seeded: Seeded): Buffer {
  const frames = Array.from({ length: seeded.between(1, 60) }, () =>
    frame(
      seeded.between(0, 12),
      seeded.between(0, 255),
      seeded.pick([0, 1, 1, 3, 2, 2 ** 31 - 1, 2 ** 32 - 1]),
      randomBytes(seeded, 80),
      ...(seeded.chance(0.1) ? [seeded.between(0, 2 ** 24 - 1)] : []),
    ),
  );
  const settings = frame(4, 0, 0, Buffer.alloc(0));
  const all = Buffer.concat([...(seeded.chance(0.9) ? [PREFACE, settings] : []), ...frames]);
  return seeded.chance(0.3) ? mutated(all, seeded) : all;
}

function http1Bytes(seeded: Seeded): Buffer {
  const line = seeded.pick(['POST /v1/authorize HTTP/1.1', 'GET /metrics HTTP/1.1', 'GET / HTTP/9.9', 'CONNECT a:1']);
  const headers = seeded.pick([
    ['host: x', 'content-length: 99999999999', '', '{'],
    ['host: x', 'content-length: 5', 'content-length: 6', '', 'hello!'],
    ['host: x', 'transfer-encoding: chunked', 'content-length: 3', '', 'ffffffffffffffff', 'x', '0', ''],
    ['host: x', 'transfer-encoding: chunked', '', 'zz', ''],
    ['host: x', `x-long: ${'y'.repeat(70_000)}`, '', ''],
    ['host: x', ...Array.from({ length: 3_000 }, (_, at) => `x-${at}: y`), '', ''],
    ['host: x', 'upgrade: websocket', 'connection: upgrade', 'sec-websocket-key: x', '', ''],
    ['host: x', 'expect: 100-continue', 'content-length: 2', '', '{}'],
    [`host: ${hostileText(seeded).slice(0, 200)}`, '', ''],
  ]);
  const bytes = Buffer.from([line, ...headers].join('\r\n'));
  return seeded.chance(0.5) ? mutated(bytes, seeded) : bytes;
}

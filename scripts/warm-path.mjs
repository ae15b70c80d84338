// `npm run count:path`: which source files one warm authorize passes, and one settle, measured by V8's precise coverage
// in a running server. The figures in ARCHITECTURE.md come from here. --list names the files.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import WebSocket from 'ws';
import { prepare, root } from './prepare.mjs';

const WARM_CALLS = 300;
/** Timers of the server run now and then: a file that only they touch is not in every one of several looks. */
const LOOKS = 5;

prepare();
const { createClient } = await import(pathToFileURL(join(root, 'dist/transport/grpc/client.js')).href);
const data = mkdtempSync(join(tmpdir(), 'tollgate-path-'));
const [grpcPort, httpPort] = [await freePort(), await freePort()];
const server = spawn(process.execPath, ['--inspect=127.0.0.1:0', 'dist/main.js', 'serve'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'pipe'],
  env: {
    ...process.env,
    TOLLGATE_GRPC_ADDRESS: `127.0.0.1:${grpcPort}`,
    TOLLGATE_HTTP_ADDRESS: `127.0.0.1:${httpPort}`,
    TOLLGATE_DATA_DIR: data,
  },
});
let inspector;
try {
  inspector = await openInspector(await inspectorAddress(server.stderr));
  await untilReady(`http://127.0.0.1:${httpPort}/readyz`);
  const client = createClient({ address: `127.0.0.1:${grpcPort}` });
  await client.createAccount({ accountId: 'path' });
  await client.addCredit({ accountId: 'path', amountMilliCents: 1e9, idempotencyKey: 'path' });
  let serial = 0;
  const authorize = async () => {
    const call = { accountId: 'path', holdId: `h${(serial += 1)}`, subjectId: 'agent', gatewayId: 'gw' };
    await client.authorize({ ...call, direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' });
    return call;
  };
  const settle = ({ accountId, holdId }) => client.settle({ accountId, holdId, connectedSeconds: 1 });
  for (let i = 0; i < WARM_CALLS; i += 1) await settle(await authorize());
  await inspector('Profiler.enable');
  await inspector('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const paths = { authorize: [], settle: [] };
  for (let look = 0; look < LOOKS; look += 1) {
    await filesRun(inspector);
    const call = await authorize();
    paths.authorize.push(await filesRun(inspector));
    await settle(call);
    paths.settle.push(await filesRun(inspector));
  }
  client.close();
  for (const [verb, looks] of Object.entries(paths)) {
    const files = [...looks[0]]
      .filter((file) => looks.every((look) => look.has(file)))
      .sort((a, b) => (a < b ? -1 : 1));
    console.log(`a warm ${verb} passes ${files.length} files of src/`);
    if (process.argv.includes('--list')) console.log(files.map((file) => `  ${file}`).join('\n'));
  }
} finally {
  inspector?.close();
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(data, { recursive: true, force: true });
}
process.exit();

/** The files of which a function ran since the last look. */
async function filesRun(inspector) {
  const { result } = await inspector('Profiler.takePreciseCoverage');
  const base = pathToFileURL(join(root, 'dist')).href;
  const run = result.filter(({ url, functions }) => {
    if (!url.startsWith(base)) return false;
    return functions.some(
      ({ functionName, ranges }, index) => (index > 0 || functionName !== '') && ranges[0].count > 0,
    );
  });
  return new Set(run.map(({ url }) => url.slice(base.length + 1).replace(/\.js$/, '.ts')));
}

async function inspectorAddress(stderr) {
  let text = '';
  for await (const chunk of stderr) {
    text += chunk;
    const address = /ws:\/\/\S+/.exec(text)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`the server ended: ${text}`);
}

async function openInspector(address) {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const waiting = new Map();
  socket.on('message', (data) => {
    const { id, result } = JSON.parse(data.toString());
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let last = 0;
  const ask = (method, params = {}) =>
    new Promise((resolve) => {
      waiting.set((last += 1), resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  // A server waits at its end until nobody looks into it any more.
  return Object.assign(ask, { close: () => socket.close() });
}

async function untilReady(url) {
  for (let tries = 0; tries < 200; tries += 1) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await delay(100);
  }
  throw new Error('the server did not become ready within 20 s');
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, GATEWAY_TOKEN, startTollgate, type TestTollgate } from './support/tollgate.ts';
import { findProgram, isInstalled, missingTools, run, type Ended } from './support/tools.ts';

/** Debian's own Python: another one earlier in PATH does not see Debian's packages. */
const PYTHON = '/usr/bin/python3';
const ROOT = join(import.meta.dirname, '../..');

const missing = missingTools('Python', {
  protoc: isInstalled('protoc'),
  grpc_python_plugin: isInstalled('grpc_python_plugin'),
  'libprotobuf-dev': existsSync('/usr/include/google/protobuf/duration.proto'),
  'python3-grpcio': spawnSync(PYTHON, ['-c', 'import grpc, google.protobuf']).status === 0,
});

describe.skipIf(missing !== undefined)('a Python client', () => {
  let stubs: string;
  let tollgate: TestTollgate;

  const python = (program: string, args: readonly string[]): Promise<Ended> =>
    run(PYTHON, [join(ROOT, program), ...args], {
      env: {
        PYTHONPATH: [stubs, join(ROOT, 'examples/python')].join(':'),
        PYTHONDONTWRITEBYTECODE: '1',
        TOLLGATE_TOKEN: GATEWAY_TOKEN,
        ADMIN_TOKEN,
      },
    }).ended;

  beforeAll(async () => {
    stubs = await mkdtemp(join(tmpdir(), 'tollgate-python-'));
    await generateStubs(stubs);
    tollgate = await startTollgate();
  });

  afterAll(async () => {
    await tollgate?.dispose();
    if (stubs !== undefined) await rm(stubs, { recursive: true, force: true });
  });

  it('authorizes, answers, settles, releases, is denied and reads what is wrong', async () => {
    const { code, output } = await python('test/gateways/python/speak.py', [tollgate.grpcAddress, 'ada', 'bob']);
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toEqual({
      created_default: 500_000,
      created_low: 188_000,
      allowed: true,
      granted_seconds: 3600,
      hold_milli_cents: 300_000,
      per_minute_milli_cents: 5000,
      final: true,
      answered: 'RESERVATION_STATUS_RESERVED',
      settled: 'RESERVATION_STATUS_SETTLED',
      // 0.4 s are a started second: 5,000 / 60 = 83.3, rounded up.
      billed_seconds: 1,
      charged_milli_cents: 84,
      balance_milli_cents: 499_916,
      repeated: true,
      replayed: [false, false, true],
      released: 'RESERVATION_STATUS_RELEASED',
      denied: {
        decision: 'DECISION_DENY',
        reason: 'INSUFFICIENT_CREDIT',
        sip_status: 402,
        shortfall_milli_cents: 112_000,
        message:
          'Calls paused. Your balance is $1.88 but each call requires a $3.00 hold (we release it back if no one ' +
          'answers). Add $1.12 or more in credits to keep calling.',
      },
      fault: {
        code: 'INVALID_ARGUMENT',
        domain: 'tollgate.dev',
        reason: expect.stringMatching(/^[A-Z_]+$/),
        field: 'connected_seconds',
      },
    });
    expect(await tollgate.account('ada')).toMatchObject({ balance_milli_cents: 499_916, open_holds: 0 });
    expect(await tollgate.account('bob')).toMatchObject({ balance_milli_cents: 188_000, open_holds: 0 });
  });

  it('plays the example', async () => {
    await tollgate.createAccount('eve');
    const call = ['--address', tollgate.grpcAddress, '--account', 'eve', '--subject', 'desk-7', '--seconds', '0.2'];
    expect(await python('examples/python/client.py', call)).toEqual({
      code: 0,
      output: 'allowed for 3600 s, held $3.00000\ntalked 0.2 s, billed 1 s: $0.00084, balance $4.99916\n',
    });

    expect(await tollgate.charges('eve')).toMatchObject([{ subject_id: 'desk-7' }]);

    await tollgate.createAccount('joe', 'low');
    const denied = await python('examples/python/client.py', ['--address', tollgate.grpcAddress, '--account', 'joe']);
    expect(denied.code).toBe(3);
    expect(denied.output).toMatch(/^denied: INSUFFICIENT_CREDIT \(SIP 402\): Calls paused\./);
  });
});

/** As the example's README says. */
async function generateStubs(directory: string): Promise<void> {
  const packages = ['proto/tollgate/v1', 'proto/google/rpc'];
  const files = await Promise.all(
    packages.map(async (name) => (await readdir(join(ROOT, name))).map((file) => join(ROOT, name, file))),
  );
  const { code, output } = await run('protoc', [
    `-I${join(ROOT, 'proto')}`,
    `--plugin=protoc-gen-grpc_python=${findProgram('grpc_python_plugin')}`,
    `--python_out=${directory}`,
    `--grpc_python_out=${directory}`,
    ...files.flat(),
  ]).ended;
  if (code !== 0) throw new Error(`protoc: ${output}`);
}

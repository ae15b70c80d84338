/**
 * `npm run bench:spool`: appends to a spool in the working directory (whose disk is measured), by how many wait at once.
 * With `--kills N` a process that appends is killed N times, and what it had acknowledged is looked for.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DiskSpool } from '../../src/outage/spool/disk-spool.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { quantile } from './quantiles.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' }, seconds: { type: 'string', default: '3' } } });

/** About what a settle with its claim takes. */
const BODY = { operation: { connectedSeconds: 65.4, claim: 'x'.repeat(450) } };

async function measure(atOnce: number, seconds: number): Promise<string> {
  const directory = mkdtempSync(join(resolve('.'), '.bench-spool-'));
  const spool = new DiskSpool({
    directory: join(directory, 'spool'),
    owner: { sidecarId: 'bench', host: 'bench', directory },
    maxBytes: 2 ** 33,
    store: () => ({ instanceId: 'store-1', generation: 1 }),
    logger: silentLogger,
  });
  try {
    await spool.open();
    const times: number[] = [];
    const until = performance.now() + seconds * 1000;
    const cpu = process.cpuUsage();
    const work = async (worker: number): Promise<void> => {
      for (let call = 0; performance.now() < until; call += 1) {
        const began = performance.now();
        const account = `account-${worker}`;
        const record = { kind: 'settle', accountId: account, rootAccountId: account, holdId: `call-${call}` } as const;
        const { sequence } = await spool.append({ ...record, recordedAtMs: Date.now(), body: BODY });
        times.push(performance.now() - began);
        await spool.done(sequence);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)));
    const { user, system } = process.cpuUsage(cpu);
    times.sort((one, other) => one - other);
    const cell = (value: number, digits = 2): string => value.toFixed(digits).padStart(8);
    return [
      String(atOnce).padStart(8),
      cell(times.length / seconds, 0),
      cell(quantile(times, 0.5)),
      cell(quantile(times, 0.99)),
      cell(quantile(times, 0.999)),
      cell((user + system) / times.length, 1),
    ].join(' | ');
  } finally {
    await spool.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (values.kills === undefined) {
  console.log(' at once |  per second | p50 ms | p99 ms | p99.9 ms | CPU µs for an append with its mark');
  for (const atOnce of [1, 8, 64, 256]) console.log(await measure(atOnce, Number(values.seconds)));
} else {
  const { status } = spawnSync('npx', ['vitest', 'run', 'test/outage/spool/crash.test.ts'], {
    env: { ...process.env, SPOOL_KILLS: values.kills },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

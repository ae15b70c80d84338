/** How long `tollgate replay` takes, with its advice: wall clock, CPU and memory of the program as it is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULTS, writeCallRecords } from './call-records.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string' }, write: { type: 'string' }, seed: { type: 'string' } },
});
const count = Number(values.calls ?? DEFAULTS.count);
const seed = Number(values.seed ?? DEFAULTS.seed);
const options = { ...DEFAULTS, count, seed, accounts: Math.max(10, Math.ceil(count / 500)) };

if (values.write === undefined) await measure();
else await writeCallRecords(values.write, options);

async function measure(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-replay-'));
  try {
    const path = join(directory, 'calls.csv');
    await writeCallRecords(path, options);
    const argv = ['dist/main.js', 'replay', '--catalog', 'config/catalog', '--against', path];
    const startedAt = performance.now();
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'inherit', 'inherit'] });
    let used = { megabytes: 0, cpuSeconds: 0 };
    const looking = setInterval(() => (used = usedBy(child.pid) ?? used), 200);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearInterval(looking);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const { megabytes, cpuSeconds } = used;
    const cost = `${cpuSeconds.toFixed(1)} s of CPU on ${cpus().length} cores, at most ${megabytes} MB`;
    console.log(`\n${count.toLocaleString('en-US')} calls in ${seconds} s: ${cost}`);
    if (code !== 0) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Of a process that runs, where the system tells (Linux): the most memory so far, and its CPU. */
function usedBy(pid: number | undefined): { megabytes: number; cpuSeconds: number } | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11, 13);
    // A tick is a hundredth of a second on every Linux that runs Node.js.
    const cpuSeconds = ticks.reduce((sum, each) => sum + Number(each) / 100, 0);
    return { megabytes: Math.round(Number(kilobytes) / 1024), cpuSeconds };
  } catch {
    return undefined;
  }
}

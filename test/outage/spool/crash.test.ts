import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { newDirectory, openSpool, pendingOf } from './support/spools.ts';

/** How often a sidecar is killed; `SPOOL_KILLS=1000` is the long form. */
const KILLS = Number(process.env['SPOOL_KILLS'] ?? 15);

/** What was acknowledged by sequence. */
interface Said {
  readonly acknowledged: readonly number[];
  /** Those of them that were never to be marked. */
  readonly kept: readonly number[];
  readonly done: readonly number[];
}

/** Has another process append to the spool, kills it while it does, and tells what it had said by then. */
async function appendAndKill(directory: string, kill: number): Promise<Said> {
  const args = ['--import', 'tsx', 'test/outage/spool/support/appender.ts', directory, String(kill)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child.stdout, 'data');
  await delay((kill * 37) % 120);
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may be cut short.
  const lines = output.split('\n').slice(1, -1);
  const numbers = lines.map((line) => Number.parseInt(line, 10));
  return {
    acknowledged: numbers.filter((each) => each > 0),
    kept: numbers.filter((_, index) => lines[index]?.endsWith(' keep')),
    done: numbers.filter((each) => each < 0).map((each) => -each),
  };
}

describe('a sidecar that is killed again and again', () => {
  it(
    `loses nothing that it acknowledged in ${KILLS} kills, and brings nothing back that is done`,
    async () => {
      const directory = newDirectory();
      const acknowledged = new Set<number>();
      let recovered = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const said = await appendAndKill(directory, kill);
        expect(said.acknowledged.filter((sequence) => acknowledged.has(sequence))).toEqual([]);
        for (const each of said.acknowledged) acknowledged.add(each);
        const spool = await openSpool(directory);
        const pending = new Set((await pendingOf(spool)).map(({ sequence }) => sequence));
        expect(said.kept.filter((each) => !pending.has(each))).toEqual([]);
        expect(said.done.filter((each) => pending.has(each))).toEqual([]);
        expect(spool.status()).toMatchObject({ quarantined: 0, broken: '' });
        recovered += pending.size;
        for (const each of pending) await spool.done(each);
        await spool.close();
      }
      console.log(`${KILLS} kills: ${acknowledged.size} acknowledged, ${recovered} found after a kill, 0 lost`);
      expect(acknowledged.size).toBeGreaterThan(KILLS);
    },
    60_000 + KILLS * 2_000,
  );
});

import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newDirectory, openSpool, pendingOf, settleOf } from './support/spools.ts';

/** What is open of a directory, with ` (deleted)` where the file is gone. */
function openOf(directory: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(directory) ? [path] : [];
    } catch {
      return [];
    }
  });
}

describe.runIf(existsSync('/proc/self/fd'))('the files of a spool', () => {
  it('are closed when they are deleted, also where the last records of one are done at once', async () => {
    const directory = newDirectory();
    for (let round = 0; round < 20; round += 1) {
      const spool = await openSpool(directory);
      for (let call = 0; call < 2; call += 1) await spool.append(settleOf(round * 2 + call));
      await spool.close();
      const again = await openSpool(directory);
      const before = openOf(directory);
      const records = await pendingOf(again);
      await Promise.all(records.map(({ sequence }) => again.done(sequence)));
      expect(openOf(directory)).toEqual(before);
      await again.close();
      expect(openOf(directory)).toEqual([]);
      expect(readdirSync(directory).filter((name) => name.endsWith('.done'))).toEqual([]);
    }
  });
});

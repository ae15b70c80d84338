import { cp, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, commandsOf } from '../support/document.ts';
import { missingForKamailio } from './support/kamailio.ts';
import { isInstalled, missingTools, removeDirectory, run } from './support/tools.ts';
import { missingFrom, paste } from './support/walk.ts';

const missing =
  missingForKamailio('the walk through Kamailio') ??
  missingTools('the walk through Kamailio', { curl: isInstalled('curl'), ip: isInstalled('ip') });

const ROOT = join(import.meta.dirname, '../..');

/** A network of its own, with the well-known ports free; as root, or as a user who may be root in there. */
async function networkOfItsOwn(): Promise<string[] | undefined> {
  for (const unshare of [
    ['unshare', '-n'],
    ['unshare', '-rn'],
  ]) {
    const [program = '', ...args] = unshare;
    const { code } = await run(program, [...args, 'ip', 'link', 'set', 'lo', 'up']).ended;
    if (code === 0) return unshare;
  }
  console.warn('no network of its own is permitted here: the walk is on the loopback of this machine');
  return [];
}

describe.skipIf(missing !== undefined)('the commands of examples/kamailio/README.md', () => {
  let directory: string;

  beforeAll(async () => {
    // What a clone has, but for the packages, which need no second copy, and what a server keeps.
    directory = await mkdtemp(join(tmpdir(), 'tollgate-walk-'));
    const left = new Set(['node_modules', '.git', 'data']);
    for (const entry of await readdir(ROOT)) {
      if (!left.has(entry)) await cp(join(ROOT, entry), join(directory, entry), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  });

  afterAll(async () => {
    await removeDirectory(directory);
  });

  it('lead from nothing to a call that is charged, and print what it says', async () => {
    const [install, ...commands] = blocksOf(join(ROOT, 'examples/kamailio/README.md')).flatMap(commandsOf);
    const packages = /apt-get install -y (.*)/.exec(install!.command)![1]!.split(' ');
    const { code, output } = await run('dpkg-query', ['-W', ...packages]).ended;
    expect(output).not.toContain('no packages found');
    expect(code).toBe(0);

    const unshare = (await networkOfItsOwn())!;
    const steps = await paste(commands, {
      before: `${unshare.length > 0 ? 'ip link set lo up; ' : ''}cd ${directory}; trap 'kill $(jobs -p); wait' EXIT`,
      shell: [...unshare, 'timeout', '--kill-after=5', '90', 'bash'],
      env: { ...process.env, npm_config_cache: join(directory, 'npm-cache'), REDIS_URL: '' },
    });
    for (const step of steps) {
      const lacking = missingFrom(step);
      expect(lacking, `${step.command}\nprinted\n${step.printed}`).toEqual([]);
    }
    const movements = steps.find(({ command }) => command.includes('movements'));
    expect(movements?.printed).toMatch(/charge +-\$0\.0025 +\$4\.9975 +call +3 /);
  });
});

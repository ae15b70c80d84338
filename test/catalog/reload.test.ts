import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CasesRunner } from '../../src/catalog/manager-port.ts';
import { openCatalog, type OpenCatalog } from '../../src/catalog/manager.ts';
import { runCases } from '../../src/simulate/run-cases.ts';
import { baseCatalog, temporaryDirectory } from './support/catalog-directory.ts';
import { collect, type Collected } from './support/collect.ts';
import { trafficOf } from './support/snapshot.ts';

/** Polling is far away, so that only the watch can notice, unless a test says otherwise. */
async function watching(directory: string, pollMs = 600_000): Promise<{ manager: OpenCatalog } & Collected> {
  const collected = collect();
  const { logger, metrics } = collected;
  const manager = await openCatalog({ directory, runCases, logger, metrics, watch: true, debounceMs: 20, pollMs });
  onTestFinished(async () => manager.close());
  return { manager, ...collected };
}

/** Waits for what a change brings about; long enough for a machine that is busy with other tests. */
async function soon(assertion: () => void): Promise<void> {
  await vi.waitFor(assertion, { timeout: 10_000, interval: 10 });
}

function edit(directory: string, file: string, from: string, to: string): void {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

function openHoldsOf(manager: OpenCatalog): number | undefined {
  const snapshot = manager.current();
  return snapshot.limits(trafficOf(snapshot, { to: '+14155550123' })).find((rule) => rule.maxOpenHolds !== undefined)
    ?.maxOpenHolds;
}

describe('a catalog whose directory changes', () => {
  it('takes a changed file over', async () => {
    const directory = baseCatalog();
    const { manager, versions } = await watching(directory);
    const first = manager.current();
    edit(directory, 'limits.yaml', '100', '7');
    await soon(() => {
      expect(openHoldsOf(manager)).toBe(7);
    });
    expect(manager.current().version).not.toBe(first.version);
    expect(versions).toEqual([first.version, manager.current().version]);
  });

  it('warns of plans that it no longer has', async () => {
    const directory = baseCatalog();
    const { versions, lines } = await watching(directory);
    const warning = /no longer has these plans/;
    edit(directory, 'plans.yaml', 'default: {}', 'default: {}\n  spring: {}');
    await soon(() => {
      expect(versions).toHaveLength(2);
    });
    expect(lines).not.toContainEqual(expect.stringMatching(warning));

    edit(directory, 'plans.yaml', 'spring', 'summer');
    await soon(() => {
      expect(versions).toHaveLength(3);
    });
    expect(lines).toContainEqual(expect.stringMatching(warning));
  });

  it('leaves a snapshot that is in use as it was', async () => {
    const directory = baseCatalog();
    const { manager } = await watching(directory);
    const first = manager.current();
    edit(directory, 'holds.yaml', 'max_seconds: 600', 'max_seconds: 500');
    await soon(() => {
      expect(manager.current()).not.toBe(first);
    });
    const traffic = trafficOf(first, { plan: 'trial' });
    expect(first.holdRule(traffic).maxUnits).toBe(600);
    expect(manager.current().holdRule(traffic).maxUnits).toBe(500);
  });

  it('keeps the last good one over a bad change and takes the mended one', async () => {
    const directory = baseCatalog();
    const { manager, results, lines } = await watching(directory);
    const first = manager.current();
    edit(directory, 'limits.yaml', 'max_open_holds', 'max_open_hold');
    await soon(() => {
      expect(results).toContain('refused');
    });
    expect(manager.current()).toBe(first);
    expect(manager.info().problems).toHaveLength(1);
    expect(lines).toContain('catalog refused; the last good one stays in force');

    edit(directory, 'limits.yaml', 'max_open_hold: 100', 'max_open_holds: 8');
    await soon(() => {
      expect(openHoldsOf(manager)).toBe(8);
    });
    expect(manager.info().problems).toEqual([]);
  });

  it('refuses a change that breaks a case', async () => {
    const directory = baseCatalog();
    const { manager, results } = await watching(directory);
    const first = manager.current();
    edit(directory, 'rates.yaml', 'markup_percent: 80', 'markup_percent: 90');
    await soon(() => {
      expect(results).toContain('refused');
    });
    expect(manager.current()).toBe(first);
    expect(manager.info().problems[0]).toMatchObject({
      file: 'cases.yaml',
      line: 5,
      message: 'case "a call to Paris": expected hold "2.16", got "2.28"',
    });
  });

  it('sees a file that an editor replaces by renaming', async () => {
    const directory = baseCatalog();
    const { manager } = await watching(directory);
    for (const cap of [7, 8, 9]) {
      writeFileSync(join(directory, '.limits.yaml.swp'), `rules:\n  - { name: lines, max_open_holds: ${cap} }\n`);
      renameSync(join(directory, '.limits.yaml.swp'), join(directory, 'limits.yaml'));
      await soon(() => {
        expect(openHoldsOf(manager)).toBe(cap);
      });
    }
  });

  it('sees a changed deck, also in a directory of decks that is new', async () => {
    const directory = baseCatalog();
    const { manager, versions } = await watching(directory);
    renameSync(join(directory, 'decks'), join(directory, '.decks'));
    rmSync(join(directory, '.decks', 'texts.csv'));
    renameSync(join(directory, '.decks'), join(directory, 'decks'));
    await soon(() => {
      expect(versions).toHaveLength(2);
    });
    edit(directory, 'decks/carrier.csv', 'Germany', 'Deutschland');
    await soon(() => {
      expect(versions).toHaveLength(3);
    });
    expect(manager.current().version).toBe(versions[2]);
  });

  it('sees the links of a ConfigMap swapped', async () => {
    const volume = temporaryDirectory();
    const source = baseCatalog();
    const files = ['catalog', 'services', 'rates', 'blocking', 'holds', 'plans', 'limits', 'cases'];
    const publish = (revision: string): void => {
      cpSync(source, join(volume, `..${revision}`), { recursive: true });
      symlinkSync(`..${revision}`, join(volume, '..data_tmp'));
      renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
    };
    publish('one');
    for (const name of files) symlinkSync(`..data/${name}.yaml`, join(volume, `${name}.yaml`));
    symlinkSync('..data/decks', join(volume, 'decks'));

    const { manager, results } = await watching(volume);
    for (const [revision, cap] of [
      ['two', 7],
      ['three', 8],
    ] as const) {
      edit(
        source,
        'limits.yaml',
        /max_open_holds: \d+/.exec(readFileSync(join(source, 'limits.yaml'), 'utf8'))?.[0] ?? '',
        `max_open_holds: ${cap}`,
      );
      publish(revision);
      await soon(() => {
        expect(openHoldsOf(manager)).toBe(cap);
      });
    }
    expect(results).toEqual(['loaded', 'loaded', 'loaded']);
  });

  it('sees the directory itself swapped, when it is a link', async () => {
    const root = temporaryDirectory();
    const link = join(root, 'catalog');
    const first = baseCatalog();
    const second = baseCatalog();
    edit(second, 'limits.yaml', '100', '7');
    symlinkSync(first, link);
    const { manager } = await watching(link);
    symlinkSync(second, join(root, 'next'));
    renameSync(join(root, 'next'), link);
    await soon(() => {
      expect(openHoldsOf(manager)).toBe(7);
    });
    edit(second, 'limits.yaml', '7', '8');
    await soon(() => {
      expect(openHoldsOf(manager)).toBe(8);
    });
  });

  it('survives the directory being away for a while', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'catalog');
    cpSync(baseCatalog(), directory, { recursive: true });
    const { manager, results } = await watching(directory);
    const first = manager.current();
    renameSync(directory, join(root, 'away'));
    await soon(() => {
      expect(results).toContain('refused');
    });
    expect(manager.current()).toBe(first);
    edit(join(root, 'away'), 'limits.yaml', '100', '7');
    renameSync(join(root, 'away'), directory);
    await soon(() => {
      expect(openHoldsOf(manager)).toBe(7);
    });
  });

  it('finds a change without any event by looking now and then', async () => {
    const directory = baseCatalog();
    const target = join(temporaryDirectory(), 'limits.yaml');
    renameSync(join(directory, 'limits.yaml'), target);
    symlinkSync(target, join(directory, 'limits.yaml'));
    const { manager } = await watching(directory, 30);
    // The file lies elsewhere: no watched directory changes.
    writeFileSync(target, 'rules:\n  - { name: lines, max_open_holds: 7 }\n');
    await soon(() => {
      expect(openHoldsOf(manager)).toBe(7);
    });
  });

  it('does nothing for a file that was only touched', async () => {
    const directory = baseCatalog();
    const { manager, results } = await watching(directory);
    const first = manager.current();
    writeFileSync(join(directory, 'limits.yaml'), readFileSync(join(directory, 'limits.yaml')));
    await soon(() => {
      expect(results).toEqual(['loaded', 'unchanged']);
    });
    expect(manager.current()).toBe(first);
  });
});

describe('reloading by hand', () => {
  it('answers with what is in force, and checks without changing it', async () => {
    const directory = baseCatalog();
    const { logger, metrics } = collect();
    const manager = await openCatalog({ directory, runCases, logger, metrics, watch: false });
    const first = manager.current();
    expect(await manager.check()).toEqual({ version: first.version, problems: [], warnings: [], inForce: true });

    edit(directory, 'limits.yaml', '100', '7');
    const check = await manager.check();
    expect(check).toMatchObject({ problems: [], inForce: false });
    expect(manager.current()).toBe(first);

    expect(await manager.reload()).toEqual({ ...check, inForce: true });
    expect(manager.current().version).toBe(check.version);
  });

  it('lets two reloads at once end with the newest files', async () => {
    const directory = baseCatalog();
    const { logger, metrics } = collect();
    // Each run of the cases is faster than the one before, so that an older one would end last.
    let delayMs = 120;
    const slowly: CasesRunner = async (snapshot, cases) => {
      delayMs -= 40;
      await delay(delayMs);
      return runCases(snapshot, cases);
    };
    const manager = await openCatalog({ directory, runCases: slowly, logger, metrics, watch: false });
    edit(directory, 'limits.yaml', '100', '7');
    const one = manager.reload();
    await delay(20);
    edit(directory, 'limits.yaml', '7', '8');
    await Promise.all([one, manager.reload()]);
    expect(openHoldsOf(manager)).toBe(8);
  });

  it('has a version that depends on names and contents alone', async () => {
    const one = baseCatalog();
    const two = baseCatalog();
    mkdirSync(join(two, 'schema'));
    writeFileSync(join(two, 'README.md'), 'not part of the catalog');
    mkdirSync(join(two, 'decks'), { recursive: true });
    const leftBehind = ['rates.yaml~', '#rates.yaml#', '4913', 'holds.yaml.bak', 'holds.yaml.orig', '~$carrier.csv'];
    const others = ['plans.yaml.dpkg-dist', '.rates.yaml.swp', 'limits.yaml.rpmnew', 'rates.yaml.tmp', 'a.csv.part'];
    for (const name of [...leftBehind, ...others]) {
      writeFileSync(join(two, name), ': no yaml');
      writeFileSync(join(two, 'decks', name), 'no deck');
    }
    const { logger, metrics } = collect();
    const open = async (directory: string): Promise<string> =>
      (await openCatalog({ directory, runCases, logger, metrics, watch: false })).current().version;
    const version = await open(one);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(await open(two)).toBe(version);
    edit(two, 'limits.yaml', '100', '101');
    expect(await open(two)).not.toBe(version);
  });
});

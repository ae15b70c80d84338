import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CatalogRefused, openCatalog } from '../../src/catalog/manager.ts';
import { runCases } from '../../src/simulate/run-cases.ts';
import { BAD, baseCatalog, layOver, temporaryDirectory } from './support/catalog-directory.ts';
import { collect, problemLines } from './support/collect.ts';

/** Each directory holds the files of one mistake, and `problems.txt` what must be said about it. */
const fixtures = readdirSync(BAD).sort();

describe('a poisoned catalog', () => {
  it.each(fixtures)('%s is refused, every problem listed, while the old one keeps serving', async (fixture) => {
    const directory = baseCatalog();
    const { logger, metrics, results } = collect();
    const manager = await openCatalog({ directory, runCases, logger, metrics, watch: false });
    const before = manager.current();

    layOver(directory, fixture);
    const check = await manager.reload();

    const expected = readFileSync(join(BAD, fixture, 'problems.txt'), 'utf8')
      .trim()
      .split('\n');
    expect(problemLines(check.problems)).toEqual(expected);
    expect(check.inForce).toBe(false);
    expect(check.version).not.toBe(before.version);
    expect(manager.current()).toBe(before);
    expect(manager.info().problems).toEqual(check.problems);
    expect(results).toEqual(['loaded', 'refused']);
  });

  it('comes in many kinds', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(25);
  });

  it('is never put into force at start', async () => {
    const directory = baseCatalog();
    layOver(directory, 'unquoted-money');
    const { logger, metrics } = collect();
    const opening = openCatalog({ directory, runCases, logger, metrics, watch: true });
    await expect(opening).rejects.toBeInstanceOf(CatalogRefused);
    await expect(opening).rejects.toMatchObject({ problems: [{ file: 'rates.yaml', line: 8 }] });
  });

  it('may have a list for a key: that is a problem of the file, and Node warns of nothing', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    onTestFinished(() => warned.mockRestore());
    const directory = baseCatalog();
    writeFileSync(join(directory, 'blocking.yaml'), 'rules: []\n? [a, b]\n: c\n');
    const { logger, metrics } = collect();
    const opening = openCatalog({ directory, runCases, logger, metrics, watch: false });
    await expect(opening).rejects.toMatchObject({ problems: [{ file: 'blocking.yaml' }] });
    expect(warned).not.toHaveBeenCalled();
  });

  it('may be a directory that is not there', async () => {
    const { logger, metrics } = collect();
    const directory = join(temporaryDirectory(), 'nowhere');
    const opening = openCatalog({ directory, runCases, logger, metrics, watch: false });
    await expect(opening).rejects.toMatchObject({ problems: [{ message: expect.stringContaining('cannot be read') }] });
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkCatalog } from '../../src/simulate/run-cases.ts';
import { mutationsOf, onMutant } from './support/mutations.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/catalogs', import.meta.url));

describe.each(readdirSync(EXAMPLES))('%s', (name) => {
  const directory = join(EXAMPLES, name);

  it('has a case that fails when any one of its numbers is changed', { timeout: 120_000 }, async () => {
    const mutations = mutationsOf(directory);
    expect(mutations.length).toBeGreaterThan(3);
    const unnoticed: string[] = [];
    for (const mutation of mutations) {
      const { problems } = await onMutant(directory, mutation, checkCatalog);
      const { file, line, from, to } = mutation;
      if (problems.length === 0) unnoticed.push(`${file}:${line} ${from} -> ${to}`);
    }
    expect(unnoticed).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkCatalog } from '../../src/simulate/run-cases.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLES = join(ROOT, 'examples', 'catalogs');

describe('the catalogs that come with Tollgate', () => {
  const directories = [
    join('config', 'catalog'),
    ...readdirSync(EXAMPLES).map((name) => join('examples', 'catalogs', name)),
  ];

  it.each(directories)('%s is good, and its cases hold', async (directory) => {
    const check = await checkCatalog(join(ROOT, directory));
    expect(check.problems).toEqual([]);
    expect(check.cases).toBeGreaterThan(0);
  });
});

describe('pay-per-minute', () => {
  const text = readFileSync(join(EXAMPLES, 'pay-per-minute', 'cases.yaml'), 'utf8');

  it.each(['PM-1', 'PM-2', 'PM-3', 'PM-4', 'PM-5', 'PM-6', 'PM-7', 'PM-8'])('has a case for %s', (rule) => {
    expect(text).toContain(`name: ${rule} `);
  });
});

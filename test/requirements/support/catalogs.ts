import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export const DEFAULT_CATALOG = join(ROOT, 'config', 'catalog');
export const PAY_PER_MINUTE = join(ROOT, 'examples', 'catalogs', 'pay-per-minute');

/** A catalog that a test may change. */
export interface CatalogCopy {
  readonly directory: string;
  write(file: string, text: string): void;
  /** Replaces the only occurrence of a text. */
  edit(file: string, from: string, to: string): void;
}

/**
 * A copy without its cases, which would refuse most changes; gone when the test (or what `whenOver` waits for) is over.
 */
export function copyOf(catalog: string, whenOver: (cleanUp: () => void) => void = onTestFinished): CatalogCopy {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-catalog-'));
  whenOver(() => rmSync(directory, { recursive: true, force: true }));
  cpSync(catalog, directory, { recursive: true, filter: (path) => !path.endsWith('cases.yaml') });
  const write = (file: string, text: string): void => writeFileSync(join(directory, file), text);
  return {
    directory,
    write,
    edit: (file, from, to) => {
      const text = readFileSync(join(directory, file), 'utf8');
      if (text.split(from).length !== 2) throw new Error(`"${from}" is not in ${file} exactly once`);
      write(file, text.replace(from, to));
    },
  };
}

/** A copy of the default catalog with other blocking rules, limits or prices. */
export function defaultCatalogWith(files: Readonly<Record<string, string>>): CatalogCopy {
  const copy = copyOf(DEFAULT_CATALOG);
  for (const [file, text] of Object.entries(files)) copy.write(file, text);
  return copy;
}

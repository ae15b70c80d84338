import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BASE = fileURLToPath(new URL('../base/', import.meta.url));
export const BAD = fileURLToPath(new URL('../bad/', import.meta.url));

/** An empty directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-catalog-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** The small good catalog of these tests, in a directory that may be changed. */
export function baseCatalog(): string {
  const directory = temporaryDirectory();
  cpSync(BASE, directory, { recursive: true });
  return directory;
}

/** The base catalog with these files beside or instead of its own. */
export function writeCatalog(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = baseCatalog();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** Lays the files of a fixture over a directory; `removed.txt` names what goes. */
export function layOver(directory: string, fixture: string): void {
  const source = join(BAD, fixture);
  cpSync(source, directory, { recursive: true });
  rmSync(join(directory, 'problems.txt'), { force: true });
  const list = join(source, 'removed.txt');
  if (!existsSync(list)) return;
  rmSync(join(directory, 'removed.txt'));
  for (const name of readFileSync(list, 'utf8').trim().split('\n')) rmSync(join(directory, name));
}

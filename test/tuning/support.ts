/** Runs `tollgate replay` on records that a test writes down. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tollgate } from '../cli/support/terminal.ts';
import { DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';

export interface ReplayOutcome {
  readonly code: number;
  readonly err: string;
  /** Of `--json`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly report: any;
  /** Of `--calls`, by the id of the call: `outcome`, `reason`, `cost` and the others. */
  readonly calls: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** A file that is gone when the test is over. */
export function fileOf(name: string, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-replay-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

export async function replayed(
  records: string,
  options: readonly string[] = [],
  catalog = DEFAULT_CATALOG,
): Promise<ReplayOutcome> {
  const path = fileOf('calls.csv', records);
  const calls = `${path}.out`;
  const argv = ['replay', '--catalog', catalog, '--against', path, '--calls', calls, '--json', ...options];
  const { code, out, err } = await tollgate(argv);
  return { code, err, report: out === '' ? undefined : JSON.parse(out), calls: code === 0 ? rowsOf(calls) : new Map() };
}

function rowsOf(path: string): ReplayOutcome['calls'] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
  );
  return new Map(rows.map((row) => [row['call_id'] ?? '', row]));
}

/**
 * `npm run test:guards`: takes away one guard after the other, in a copy of the sources, and runs the suites that must
 * notice. A guard whose absence nobody notices is a hole in the tests; one whose text is gone from the sources is a
 * line of `guards.ts` that has to be renewed.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Guard, GUARDS } from './guards.ts';

const HELP = `npm run test:guards -- [--short] [--only TEXT] [--list]

  --short       a handful, as CI does
  --only TEXT   those whose name or file contains it
  --list        says which there are, and runs nothing

Exit code: 0 all are noticed, 1 one is not, 2 one, or a suite of it, is not where guards.ts says.
`;

/** What tests need beside the sources; the rest is left out of the copy. */
const NOT_COPIED = new Set(['.git', 'node_modules', 'data', 'dist']);
/** A suite that hangs for want of a guard has noticed too. */
const SUITE_MS = 240_000;

type Verdict = { readonly kind: 'caught'; readonly by: string } | { readonly kind: 'not caught' | 'not found' };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(HELP);
  const asked = GUARDS.filter(
    ({ guard, file, short }) => (!values.short || short === true) && `${guard} ${file}`.includes(values.only),
  );
  if (values.list) return say(asked.map(({ guard, file }) => `${guard}  (${file})\n`).join(''));
  const copy = mkdtempSync(join(tmpdir(), 'tollgate-guards-'));
  try {
    cpSync('.', copy, { recursive: true, filter: (source) => !NOT_COPIED.has(basename(source)) });
    for (const name of ['node_modules', 'dist']) symlinkSync(join(process.cwd(), name), join(copy, name));
    return await tryAll(asked, copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function tryAll(guards: readonly Guard[], copy: string): Promise<number> {
  const startedAt = Date.now();
  const verdicts: Verdict[] = [];
  for (const [index, guard] of guards.entries()) {
    const verdict = await withoutIt(guard, copy);
    verdicts.push(verdict);
    const answer = verdict.kind === 'caught' ? `caught by ${verdict.by}` : verdict.kind.toUpperCase();
    say(`${String(index + 1).padStart(2)}/${guards.length}  ${guard.guard}\n       ${guard.file}: ${answer}\n`);
  }
  const count = (kind: Verdict['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  say(`${count('caught')} guards caught, ${count('not caught')} not, ${count('not found')} not found, ${seconds} s\n`);
  return count('not found') > 0 ? 2 : count('not caught') > 0 ? 1 : 0;
}

async function withoutIt({ file, from, to, suites }: Guard, copy: string): Promise<Verdict> {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  // A suite that is not there would fail too.
  if (source.split(from).length !== 2 || !suites.every((suite) => existsSync(join(copy, suite))))
    return { kind: 'not found' };
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    for (const suite of suites) {
      const by = await failureIn(suite, copy);
      if (by !== undefined) return { kind: 'caught', by };
    }
    return { kind: 'not caught' };
  } finally {
    writeFileSync(path, source);
  }
}

/** The first test that fails, or what else became of the suite; undefined when all is well. */
async function failureIn(suite: string, copy: string): Promise<string | undefined> {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', suite, '--bail', '1'], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SUITE_MS,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code === 0) return undefined;
  const [, failed] = /FAIL\s+(.+)/.exec(output) ?? [];
  return failed ?? `${suite}, which ended with ${code === null ? 'a timeout' : `code ${code}`}`;
}

process.exitCode = await main();

/**
 * Somebody who has never seen Tollgate pastes what the documents say, in their order: into a fresh checkout, with the
 * default ports, in a network name space of its own. Then they install the package into an empty directory.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, commandsOf, literal, type Shown } from '../support/document.ts';

const home = mkdtempSync(join(tmpdir(), 'tollgate-newcomer-'));
const checkout = join(home, 'tollgate');

/** What a newcomer's shell has: nothing that configures Tollgate. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:TOLLGATE_|REDIS_|npm_|NODE_|VITEST|CI$)/.test(name)),
);

/** Default ports are free only where nobody else is. */
const canUnshare = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
let space: ChildProcess | undefined;
const started: ChildProcess[] = [];

async function openNameSpace(): Promise<void> {
  space = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && echo up && exec sleep 600']);
  await new Promise((up) => space?.stdout?.once('data', up));
}

const inSpace = (command: string): [string, string[]] => [
  'nsenter',
  ['-t', String(space?.pid), '-n', 'bash', '-c', command],
];

interface Printed {
  readonly code: number | null;
  readonly out: string;
}

function paste(command: string, cwd = checkout): Printed {
  const [program, args] = inSpace(command);
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', timeout: 120_000 });
  return { code: status, out: stdout + stderr };
}

/** Dots at the end of a line stand for what differs from one time to the next. */
function patternOf(line: string): string {
  return line.endsWith('...') ? `${literal(line.slice(0, -'...'.length))}.*` : literal(line);
}

/** Fails unless the printed lines are those that the document shows; a line of `...` stands for any number of them. */
function expectShown(printed: string, { command, output }: Shown): void {
  const lines = output.map((line) => (line.trim() === '...' ? '(?:.*\n)*?' : `${patternOf(line.trimEnd())}\n`));
  expect(printed.replace(/[ \t]+$/gm, ''), `$ ${command}`).toMatch(new RegExp(`^${lines.join('')}$`));
}

/** Starts a server and waits until it says that it is ready. */
async function serve(command: string, cwd: string): Promise<ChildProcess> {
  const [program, args] = inSpace(`exec ${command}`);
  // A group of its own, as a terminal gives it: npx hands no signal on.
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  started.push(child);
  let printed = '';
  await new Promise<void>((ready, fail) => {
    child.stderr?.on('data', (text: Buffer) => {
      printed += text.toString();
      if (printed.includes('is ready')) ready();
    });
    child.stdout?.resume();
    child.once('exit', () => fail(new Error(printed)));
  });
  return child;
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-(pid ?? 0), name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  // All of the group have closed its output then.
  const gone = new Promise((done) => child.once('close', done));
  signal(child, 'SIGTERM');
  await gone;
}

/** The files that git knows, as they are now, with the packages that `npm ci` would bring. */
function checkOut(): void {
  mkdirSync(checkout);
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files) cpSync(file, join(checkout, file));
  cpSync('node_modules', join(checkout, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

describe.runIf(canUnshare)('a newcomer', () => {
  beforeAll(openNameSpace);
  afterAll(() => {
    for (const child of started) signal(child, 'SIGKILL');
    space?.kill('SIGKILL');
  });

  describe('with the README', () => {
    const blocks = blocksOf('README.md');
    let server: ChildProcess;
    let tooEarly: Printed;
    beforeAll(async () => {
      checkOut();
      tooEarly = paste('npx tollgate version');
      server = await serve('npm start', checkout);
    });
    afterAll(() => end(server));

    it('is told to build first, and can go on afterwards', () => {
      expect(tooEarly).toEqual({ code: 2, out: expect.stringContaining('not built yet: run `npm start`') as string });
      expect(paste('npx tollgate version')).toMatchObject({ code: 0 });
    });

    it('sees what it shows, command by command', () => {
      const shown = blocks.filter(({ language }) => language === 'console').flatMap(commandsOf);
      expect(shown.length).toBeGreaterThan(3);
      for (const each of shown) expectShown(paste(each.command).out, each);
    });

    it('gets the JSON that it shows for a whole call by HTTP', () => {
      const at = blocks.findIndex(({ text }) => text.startsWith('post()'));
      const { code, out } = paste(blocks[at]?.text ?? '');
      expect(code, out).toBe(0);
      const json = blocks.slice(at).find(({ language }) => language === 'json');
      const answer = JSON.parse(out.trim().split('\n').at(-1) ?? '') as object;
      expect({ ...answer, request_id: '' }).toEqual({ ...JSON.parse(json?.text ?? '{}'), request_id: '' });
    });
  });

  it('changes a number of the catalog in two commands, as docs/catalog.md shows', () => {
    const block = blocksOf('docs/catalog.md').find(({ text }) => text.includes('check config/catalog --update'));
    for (const each of commandsOf(block ?? { language: '', text: '' })) expectShown(paste(each.command).out, each);
    expect(readFileSync(join(checkout, 'config/catalog/cases.yaml'), 'utf8')).not.toContain('granted: 3600');
    expect(paste('npx tollgate check').code).toBe(0);
  });

  describe('with the package in an empty directory', () => {
    const empty = join(home, 'empty');
    beforeAll(() => {
      mkdirSync(empty);
      execFileSync('npm', ['pack', '--silent', '--pack-destination', home], { env, stdio: 'pipe' });
      const tarball = execFileSync('sh', ['-c', `ls ${home}/*.tgz`], { encoding: 'utf8' }).trim();
      execFileSync('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: empty, env, stdio: 'pipe' });
    });

    it('checks the catalog and serves it', async () => {
      const { code, out } = paste('npx tollgate check', empty);
      expect([code, out]).toEqual([0, expect.stringMatching(/^OK: .*node_modules\/tollgate\/config\/catalog/)]);
      const server = await serve('npx tollgate serve', empty);
      try {
        expect(paste('npx tollgate account create demo', empty).out).toContain('balance     $5.00');
        const program = `
          import { createClient } from 'tollgate';
          const client = createClient({ address: '127.0.0.1:50051' });
          const call = { accountId: 'demo', holdId: 'a', to: '+14155550123' };
          const answer = await client.authorize({ ...call, direction: 'DIRECTION_OUTBOUND' });
          console.log(answer.decision, answer.terms?.rule);
          client.close();
        `;
        writeFileSync(join(empty, 'call.mjs'), program);
        expect(paste('node call.mjs', empty).out).toBe('DECISION_ALLOW outbound\n');
      } finally {
        await end(server);
      }
    });

    it('has types for the client', () => {
      const types = resolve('node_modules/@types');
      const options = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: ['node'] };
      const config = { compilerOptions: { ...options, typeRoots: [types] }, include: ['call.ts'] };
      writeFileSync(join(empty, 'tsconfig.json'), JSON.stringify(config));
      writeFileSync(
        join(empty, 'call.ts'),
        `import { createClient } from 'tollgate';
         const client = createClient({ address: '127.0.0.1:50051' });
         export const granted: Promise<string> = client.authorize({ to: '911' }).then((a) => a.grantedSeconds);
         // @ts-expect-error no such field
         void client.settle({ connectedSecond: 65 });`,
      );
      const compiler = resolve('node_modules/typescript/bin/tsc');
      const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', empty], { cwd: empty, encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, '']);
    });
  });
});

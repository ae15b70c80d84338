import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { serverVariables, tollgate } from './support/terminal.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
  /** Waits for a text on the standard error. */
  says(text: string): Promise<void>;
}

/** The real program in a process of its own. */
function start(argv: readonly string[], variables: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...argv], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    ended,
    out: () => out,
    err: () => err,
    async says(text) {
      while (!err.includes(text)) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${err}`);
        await Promise.race([once(child.stderr, 'data'), ended]);
      }
    },
  };
}

/** The hints, as the arguments of the program. */
function hintedCommands(text: string, program: string): string[][] {
  return [...text.matchAll(new RegExp(`^ {2}${program} (.+)$`, 'gm'))].map(([, words = '']) => words.split(' '));
}

describe('serve', () => {
  it('prints three commands on the first run, which work, and stops on SIGTERM', async () => {
    const variables = { ...serverVariables(), TOLLGATE_LOG_LEVEL: 'info' };
    const first = start(['serve'], { ...variables, npm_execpath: '/usr/bin/npm' });
    await first.says('settle demo');
    expect(first.out()).toContain('"msg":"tollgate serves"');
    const commands = hintedCommands(first.err(), 'npx tollgate');
    expect(commands.map(([word]) => word)).toEqual(['account', 'authorize', 'settle']);
    const outputs = [];
    for (const argv of commands) outputs.push(await tollgate(argv));
    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(outputs[1]?.out).toMatch(/ hold +\$3\.00\n/);
    expect(outputs[2]?.out).toMatch(/ charged +\$0\.05417\n/);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.err()).toContain('SIGTERM: finishing what is in the works');

    const second = start(['serve'], variables);
    while (!second.out().includes('tollgate serves')) await once(second.child.stdout!, 'data');
    await setTimeout(500);
    // One to the group, and the same handed on by whoever started it.
    second.child.kill('SIGINT');
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    expect(second.err()).not.toContain('Try it');
  });

  it('stops in good order though nobody reads its messages and connections stay silent', async () => {
    const program = start(['serve'], {
      ...serverVariables(),
      TOLLGATE_LOG_LEVEL: 'info',
      // How long it drains is what this is about.
      TOLLGATE_SERVER_DRAIN_MS: '1000',
    });
    await program.says('settle demo');
    const addressOf = (name: string) => new RegExp(`"${name}":"127.0.0.1:(\\d+)"`).exec(program.out())?.[1];
    const silent = ['grpc', 'http'].map((name) => connect(Number(addressOf(name)), '127.0.0.1'));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    silent[1]?.write('POST /v1/settle HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{');
    await setTimeout(100);
    program.child.stderr?.destroy();
    program.child.kill('SIGTERM');
    try {
      expect(
        await Promise.race([once(program.child, 'exit').then(([code]) => code as unknown), setTimeout(8000)]),
      ).toBe(0);
    } finally {
      for (const socket of silent) socket.destroy();
    }
  }, 20_000);

  it('lists what is wrong with its settings and ends with 2', async () => {
    const { code, out, err } = await tollgate(['serve'], { TOLLGATE_GRPC_ADDRESS: '0.0.0.0:1', REDIS_URL: 'http://x' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^tollgate serve: the settings are wrong\nREDIS_URL: redis\.url must begin with redis:/);
  });

  it('names the setting of an address that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(other.address() as { port: number }).port}`;
    for (const variable of ['TOLLGATE_GRPC_ADDRESS', 'TOLLGATE_HTTP_ADDRESS']) {
      const program = start(['serve'], { ...serverVariables(), [variable]: address });
      expect(await program.ended).toBe(1);
      expect(program.err()).toMatch(new RegExp(`^tollgate serve: ${address} is taken .* set ${variable} `, 'm'));
      expect(program.err()).not.toContain('    at ');
    }
    other.close();
  });
});

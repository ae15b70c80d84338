import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort, run } from './tools.ts';

export interface Played {
  /** Every message that was sent and received. */
  readonly messages: string;
}

export interface Playing {
  /** Rejects when the messages were not those of the scenario. */
  readonly done: Promise<Played>;
}

const PATIENCE_SECONDS = 15;

/** Plays the part of a callee, for one call. */
export function playCallee(scenario: string, port: number): Promise<Playing> {
  return play(scenario, ['-p', String(port)]);
}

/** Calls through the gateway at `port`. */
export async function playCaller(
  scenario: string,
  port: number,
  call: { readonly callId: string; readonly account: string; readonly to?: string },
): Promise<Playing> {
  return play(scenario, [
    `127.0.0.1:${port}`,
    '-p',
    String(await freeUdpPort()),
    '-s',
    call.to ?? '+14155550123',
    '-cid_str',
    call.callId,
    '-key',
    'account',
    call.account,
  ]);
}

async function play(scenario: string, args: readonly string[]): Promise<Playing> {
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-sipp-'));
  const [scenarioFile, messageFile] = [join(directory, 'scenario.xml'), join(directory, 'messages.log')];
  await writeFile(scenarioFile, scenario);
  const sipp = run('sipp', [
    ...args,
    '-sf',
    scenarioFile,
    '-message_file',
    messageFile,
    ...`-i 127.0.0.1 -m 1 -nostdin -trace_msg -timeout ${PATIENCE_SECONDS}s -timeout_error`.split(' '),
  ]);
  const done = sipp.ended.then(async ({ code, output }) => {
    const messages = await readFile(messageFile, 'utf8').catch(() => '');
    await rm(directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`sipp ended with ${code}: ${output.slice(-2000)}\n${messages}`);
    return { messages };
  });
  // Somebody awaits it in the end; until then a failure is no unhandled rejection.
  done.catch(() => undefined);
  return { done };
}

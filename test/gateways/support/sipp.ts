import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort, removeDirectory, run } from './tools.ts';

export interface Played {
  /** Every message that was sent and received. */
  readonly messages: string;
}

export interface Playing {
  /** Rejects when the messages were not those of the scenario. */
  readonly done: Promise<Played>;
}

/** On top of the time that it takes to begin all calls. */
const PATIENCE_SECONDS = 15;

/** How many calls are played, and how many of them begin in a second. */
export interface Traffic {
  readonly calls: number;
  readonly perSecond: number;
  /** Where a call lasts longer than a few seconds. */
  readonly lastsSeconds?: number;
}

const ONE_CALL: Traffic = { calls: 1, perSecond: 1 };

/** Plays the part of a callee. */
export function playCallee(scenario: string, port: number, traffic = ONE_CALL): Promise<Playing> {
  return play(scenario, ['-p', String(port)], traffic);
}

/** Calls through the gateway at `port`. A `%u` in the Call-ID stands for the number of the call. */
export async function playCaller(
  scenario: string,
  port: number,
  call: { readonly callId: string; readonly account: string; readonly to?: string },
  traffic = ONE_CALL,
): Promise<Playing> {
  const caller = ['-p', String(await freeUdpPort()), '-s', call.to ?? '+14155550123', '-cid_str', call.callId];
  return play(scenario, [`127.0.0.1:${port}`, ...caller, '-key', 'account', call.account], traffic);
}

async function play(scenario: string, args: readonly string[], traffic: Traffic): Promise<Playing> {
  const { calls, perSecond, lastsSeconds = 0 } = traffic;
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-sipp-'));
  const [scenarioFile, messageFile] = [join(directory, 'scenario.xml'), join(directory, 'messages.log')];
  await writeFile(scenarioFile, scenario);
  const sipp = run('sipp', [
    ...args,
    '-sf',
    scenarioFile,
    '-message_file',
    messageFile,
    // A gateway that reads with several processes may pass a 180 on after the 200 that followed it. sipp would then give
    // the call up, with a BYE that has no Route; so what is not expected is passed over, and what is missing runs out.
    ...`-i 127.0.0.1 -m ${calls} -r ${perSecond} -l ${calls} -nostdin -trace_msg -default_behaviors all,-abortunexp`.split(
      ' ',
    ),
    ...`-timeout ${PATIENCE_SECONDS + calls / perSecond + lastsSeconds}s -timeout_error`.split(' '),
  ]);
  const done = sipp.ended.then(async ({ code, output }) => {
    const messages = await readFile(messageFile, 'utf8').catch(() => '');
    await removeDirectory(directory);
    if (code !== 0) {
      const said = [output.slice(-2000), JSON.stringify(statusesIn(messages)), messages.slice(-20_000)].join('\n');
      throw new Error(`sipp ended with ${code}: ${said}`);
    }
    return { messages };
  });
  // Somebody awaits it in the end; until then a failure is no unhandled rejection.
  done.catch(() => undefined);
  return { done };
}

/** How often each answer came, for instance `482 Merged Request`. */
function statusesIn(messages: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [, status = ''] of messages.matchAll(/^SIP\/2\.0 (\d{3} .*?)\r?$/gm)) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/**
 * `npm run test:outage`: Redis is killed under calls that are up and calls that begin, and comes back after a while. It
 * prints what was acknowledged meanwhile and what became of it, and fails where a hangup was refused, a charge lost,
 * doubled or wrong, more let through than the budget allows, or the store differs from its journal afterwards.
 * `--long` is 60 s under 200 calls; once as it is, and once with the sidecar killed in the middle of the outage.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../src/redis/embedded-server.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { OutageLoad, type OutageTally, type Pace } from './outage-load.ts';
import { budgetCatalog, findingsOf, untilTold } from './outage-stage.ts';
import { startTollgate } from './servers.ts';

interface Scale extends Pace {
  readonly outageSeconds: number;
}

const SHORT: Scale = { callsPerSecond: 20, talkSeconds: 3, outageSeconds: 12 };
const LONG: Scale = { callsPerSecond: 20, talkSeconds: 10, outageSeconds: 60 };
/** Of each account, on this sidecar. */
const BUDGET_MILLI_CENTS = 20_000;

interface Outcome extends OutageTally {
  readonly upAtTheKill: number;
  /** From when Redis was there again to when the spool was empty. */
  readonly toldAfterMs: number;
  /** From then to the first call that the store admitted. */
  readonly admittedAfterMs: number;
  readonly findings: number;
}

async function tryOnce(scale: Scale, killSidecar: boolean): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-outage-'));
  const server = await startRedisServer();
  const settings = {
    TOLLGATE_GRPC_ADDRESS: `127.0.0.1:${await freePort()}`,
    TOLLGATE_HTTP_ADDRESS: `127.0.0.1:${await freePort()}`,
    TOLLGATE_REDIS_COMMAND_TIMEOUT_MS: '150',
    TOLLGATE_DATA_DIR: join(directory, 'data'),
    TOLLGATE_CATALOG_DIR: budgetCatalog(directory, BUDGET_MILLI_CENTS),
    TOLLGATE_LOG_LEVEL: 'error',
  };
  let tollgate = await startTollgate(server.url, settings);
  const load = new OutageLoad(tollgate.address, scale);
  try {
    await load.start();
    await delay((scale.talkSeconds + 2) * 1000);
    const upAtTheKill = load.up;
    await server.kill();
    await delay(scale.outageSeconds * 500);
    if (killSidecar) {
      process.kill(tollgate.pid!, 'SIGKILL');
      tollgate = await startTollgate(server.url, settings, 'listens');
    }
    await delay(scale.outageSeconds * 500);
    const backAtMs = performance.now();
    await server.revive();
    const toldAfterMs = await untilTold(load.client, backAtMs);
    await delay(3_000);
    await load.stop();
    await untilTold(load.client, performance.now());
    const admittedAtMs = load.admittedAtMs.find((each) => each > backAtMs) ?? Number.POSITIVE_INFINITY;
    const findings = await findingsOf(load.client);
    return { ...(await load.tally()), upAtTheKill, toldAfterMs, admittedAfterMs: admittedAtMs - backAtMs, findings };
  } finally {
    load.client.close();
    await tollgate.stop();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Prints what happened. @returns what may not be */
function report(title: string, outcome: Outcome): readonly string[] {
  const { faults, exposureMilliCents: exposure } = outcome;
  const said = Object.entries(faults).map(([reason, times]) => `${reason} ${times}`);
  const cents = (milliCents: number): string => `${(milliCents / 1000).toFixed(1)} cents`;
  console.log(
    [
      title,
      `    ${outcome.upAtTheKill} calls were up; hangups: ${outcome.settled} settled, ${outcome.queued} queued, ` +
        `${outcome.refused} refused`,
      `    lost ${outcome.lost}, charged twice ${outcome.doubled}, another amount ${outcome.wrong}, ` +
        `still open ${outcome.stillOpen}, accounts that do not add up ${outcome.unbalanced}, ` +
        `verify found ${outcome.findings}`,
      `    admitted ${outcome.authorized}; without the store ${outcome.letThrough}, at most ${cents(exposure)} of ` +
        `${cents(BUDGET_MILLI_CENTS)} for an account; refused: ${said.join(', ') || 'none'}`,
      `    Redis was back: told of everything after ${outcome.toldAfterMs.toFixed(0)} ms, ` +
        `the next call admitted after ${outcome.admittedAfterMs.toFixed(0)} ms`,
    ].join('\n'),
  );
  const must = ['refused', 'lost', 'doubled', 'wrong', 'stillOpen', 'unbalanced', 'findings'] as const;
  const failures: string[] = must.filter((each) => outcome[each] > 0).map((each) => `${title}: ${each}`);
  if (outcome.queued === 0) failures.push(`${title}: no hangup was queued`);
  if (exposure > BUDGET_MILLI_CENTS) failures.push(`${title}: more than the budget was let through`);
  return failures;
}

const { values } = parseArgs({ options: { long: { type: 'boolean', default: false } } });
const scale = values.long ? LONG : SHORT;
const failures: string[] = [];
for (const killSidecar of [false, true]) {
  const up = scale.callsPerSecond * scale.talkSeconds;
  const what = killSidecar ? ', and Tollgate killed -9 in the middle of it' : '';
  const title = `Redis away for ${scale.outageSeconds} s under ${up} calls and ${scale.callsPerSecond} a second${what}`;
  failures.push(...report(title, await tryOnce(scale, killSidecar)));
}
for (const failure of failures) console.error(`FAILED: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/**
 * `npm run test:faults`: gateways and billing at work on two sidecars and a Redis that fsyncs every write, while
 * connections are cut, delayed and stalled in the middle of scripts, processes are killed -9 and stand still, and the
 * disk of a spool is full. It prints what was acknowledged and what became of it, and fails where anything of it was
 * lost, done twice or left open, an account overdrawn, or the store differs from its journal.
 * `--long` is 20,000 operations that something happened to and 1,000 kills, or as many as there is time for:
 * `--minutes 15`. `--seed N` makes the same choices again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Seeded } from '../support/seeded.ts';
import { FaultedLoad } from './faulted-load.ts';
import { type FaultedStage, standStill, startFaultedStage } from './faulted-stage.ts';
import { commit, findingsOf, untilTold } from './outage-stage.ts';

interface Scale {
  /** Operations that something happens to on the wire. */
  readonly faulted: number;
  /** Of Redis and of sidecars, in turn. */
  readonly kills: number;
  /** Of each, standing still for a while; and times that a disk is full. */
  readonly stops: number;
  readonly minutes: number;
}

const SHORT: Scale = { faulted: 600, kills: 6, stops: 1, minutes: 0.6 };
const LONG: Scale = { faulted: 20_000, kills: 1_000, stops: 20, minutes: 15 };
/** Shares of the time. */
const WIRE_SHARE = 0.4;
const KILLS_SHARE = 0.85;

/** How often something happens to a script on the wire of each sidecar: once in so many, on average. */
const EVERY_SCRIPTS = 25;
/** Calls during which nothing happens, between two kills. */
const BETWEEN_KILLS_MS = 200;
/** How long a killed one stays away: some are back before anybody has noticed. */
const AWAY_MS = { least: 0, most: 800 };
const STILL_MS = { least: 500, most: 4_000 };
const FULL_MS = 3_000;
/** Without an admission for longer than this, admissions were unavailable. */
const UNAVAILABLE_MS = 500;

interface Happened {
  faulted: number;
  kills: number;
  stops: number;
  fullDisks: number;
}

async function happen({ redis, sidecars }: FaultedStage, load: FaultedLoad, scale: Scale, seeded: Seeded) {
  const happened: Happened = { faulted: 0, kills: 0, stops: 0, fullDisks: 0 };
  const startedAt = performance.now();
  const isBefore = (share: number): boolean => performance.now() - startedAt < share * scale.minutes * 60_000;
  const harmed = (): void => sidecars.forEach((sidecar) => sidecar.harmed());

  for (const { proxy } of sidecars) proxy.everyScripts = EVERY_SCRIPTS;
  while (load.faulted < scale.faulted && isBefore(WIRE_SHARE)) await delay(100);
  for (const { proxy } of sidecars) proxy.everyScripts = 0;
  happened.faulted = load.faulted;

  for (; happened.kills < scale.kills && isBefore(KILLS_SHARE); happened.kills += 1) {
    await delay(BETWEEN_KILLS_MS);
    const awayMs = seeded.between(AWAY_MS.least, AWAY_MS.most);
    const victim = happened.kills % 2 === 0 ? redis : seeded.pick(sidecars);
    if (victim === redis) harmed();
    await victim.kill();
    await delay(awayMs);
    await victim.revive();
  }

  for (; happened.stops < scale.stops && isBefore(1); happened.stops += 1) {
    for (const pid of [redis.pid ?? 0, seeded.pick(sidecars).pid]) {
      await delay(1_000);
      harmed();
      await standStill(pid, seeded.between(STILL_MS.least, STILL_MS.most));
    }
    const sidecar = seeded.pick(sidecars);
    if (!sidecar.hasOwnDisk) continue;
    // A take-back that finds no room is left to the sweeper.
    load.mayWalkAway = false;
    await delay(1_000);
    // One that was promised space has it; one that starts on a full disk can keep nothing.
    const hasBallast = seeded.chance(0.5);
    if (!hasBallast) {
      await sidecar.kill();
      sidecar.dropBallast();
    }
    const free = sidecar.fillDisk();
    if (!hasBallast) await sidecar.revive();
    harmed();
    await redis.kill();
    await delay(FULL_MS);
    free();
    await redis.revive();
    await delay(1_000);
    load.mayWalkAway = true;
    happened.fullDisks += 1;
  }
  return happened;
}

function unavailableSeconds(fromMs: number, atMs: readonly number[], toMs: number): number {
  const moments = [fromMs, ...atMs.filter((each) => each > fromMs && each < toMs), toMs];
  const pauses = moments.slice(1).map((each, before) => each - moments[before]!);
  return pauses.reduce((sum, ms) => sum + (ms > UNAVAILABLE_MS ? ms : 0), 0) / 1000;
}

async function run(scale: Scale, seed: number): Promise<void> {
  const seeded = new Seeded(seed);
  const stage = await startFaultedStage(seeded);
  const load = new FaultedLoad({
    targets: stage.sidecars,
    seeded: seeded.fork(),
    accounts: 8,
    workersPerAccount: 6,
    idleMs: 100,
  });
  try {
    await load.start();
    const startedAt = performance.now();
    const happened = await happen(stage, load, scale, seeded);
    await delay(2_000);
    const unavailable = unavailableSeconds(startedAt, load.admittedAtMs, performance.now());
    const seconds = (performance.now() - startedAt) / 1000;
    await load.stop();
    for (const { client } of stage.sidecars) await untilTold(client, performance.now());
    const found = await load.books.compare(stage.sidecars[0]!.client);
    const findings = await findingsOf(stage.sidecars[0]!.client);
    const wire: Record<string, number> = {};
    for (const { proxy } of stage.sidecars)
      for (const [kind, count] of Object.entries(proxy.counts)) wire[kind] = (wire[kind] ?? 0) + count;
    const list = (counts: Readonly<Record<string, number>>): string =>
      Object.entries(counts)
        .map(([what, count]) => `${what} ${count}`)
        .join(', ') || 'none';
    console.log(
      [
        `faults: seed ${seed}, commit ${commit()}, ${seconds.toFixed(0)} s`,
        `    acknowledged ${found.acknowledged}; something happened to ${happened.faulted} of them on the wire, ` +
          `${load.faulted} in all`,
        `    on the wire: ${list(wire)}`,
        `    killed -9 ${happened.kills}, stood still ${2 * happened.stops}, full disks ${happened.fullDisks}` +
          (stage.sidecars[0]!.hasOwnDisk ? '' : ' (a file system of its own may not be mounted here)'),
        `    answered with a fault: ${list(load.faults)}`,
        `    lost ${found.lost}, doubled ${found.doubled}, overdrawn ${found.overdrawn}, leaked ${found.leaked}, ` +
          `accounts that do not add up ${found.unbalanced}, verify found ${findings}`,
        `    nobody was admitted for ${unavailable.toFixed(1)} s; let through without the store: ` +
          `${found.letThrough} calls of ${(found.exposureMilliCents / 1000).toFixed(1)} cents, ` +
          `${(found.writtenOffMilliCents / 1000).toFixed(1)} of them written off`,
      ].join('\n'),
    );
    const { lost, doubled, overdrawn, leaked, unbalanced } = found;
    if (lost + doubled + overdrawn + leaked + unbalanced + findings > 0) process.exitCode = 1;
  } catch (error) {
    // The gateways are still at work: what ends here ends them too.
    console.error(`seed ${seed}:`, error);
    process.exit(1);
  }
  await stage.stop();
}

// Without this a signal would leave the servers behind: they are ended at `exit`.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    faulted: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const given = values.long ? LONG : SHORT;
await run(
  {
    ...given,
    ...(values.minutes !== undefined && { minutes: Number(values.minutes) }),
    ...(values.faulted !== undefined && { faulted: Number(values.faulted) }),
    ...(values.kills !== undefined && { kills: Number(values.kills) }),
  },
  Number(values.seed),
);

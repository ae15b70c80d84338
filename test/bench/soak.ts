/**
 * `npm run test:soak -- --minutes N`: every verb that moves money, on two sidecars, and now and then something that goes
 * wrong: cuts on the wire for a while, Redis killed, Redis or a sidecar standing still. Each second it looks at the memory
 * of both and at how late their event loops run. It fails where these rise over the run by more than `TOLERANCES` allow,
 * where anything acknowledged was lost, done twice, left open or overdrawn, or where the store differs from its journal.
 * One minute when nothing is said; `--seed N` makes the same choices again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Seeded } from '../support/seeded.ts';
import { FaultedLoad } from './faulted-load.ts';
import { type FaultedSidecar, type FaultedStage, standStill, startFaultedStage } from './faulted-stage.ts';
import { commit, findingsOf, untilTold } from './outage-stage.ts';
import { median } from './quantiles.ts';

/** What is before that is warming up: caches, compiled code, the young generation. */
const WARM_SHARE = 0.25;
const SAMPLE_MS = 1_000;
/** The run is cut into so many windows, of which each counts by its lowest, or for the lag by its middle. */
const WINDOWS = 10;
const EVERY_SCRIPTS = 40;
const BETWEEN_MS = { least: 3_000, most: 10_000 };

const MEASURES = ['resident', 'heap', 'lag'] as const;
type Measure = (typeof MEASURES)[number];
type Sample = Readonly<Record<Measure, number>>;

interface Tolerance {
  readonly unit: string;
  /** The line through the windows may rise over the run by so much, and by so large a share of where it begins. */
  readonly rise: number;
  readonly share: number;
}

/** Absolute, and thus the stricter the longer it runs: in an hour 2 MB a minute are seen. */
const TOLERANCES: Readonly<Record<Measure, Tolerance>> = {
  // The young generation alone may take three times 64 MB, and does so when it likes.
  resident: { unit: 'MB', rise: 192, share: 0.2 },
  // In the first minutes fills what a failover may have lost: outage.recent_max_bytes, and as many names again.
  heap: { unit: 'MB', rise: 70, share: 0.2 },
  lag: { unit: 'ms', rise: 15, share: 0.5 },
};

async function sampleOf({ httpAddress }: FaultedSidecar): Promise<Sample | undefined> {
  // One that stands still says nothing.
  const page = await fetch(`http://${httpAddress}/metrics`, { signal: AbortSignal.timeout(SAMPLE_MS) })
    .then((response) => response.text())
    .catch(() => undefined);
  if (page === undefined) return undefined;
  const value = (series: string): number => {
    const line = page.split('\n').find((each) => each.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1) ?? Number.NaN);
  };
  return {
    resident: value('process_resident_memory_bytes') / 2 ** 20,
    heap: value('nodejs_heap_size_used_bytes') / 2 ** 20,
    lag: value('tollgate_event_loop_lag_seconds{statistic="mean"}') * 1000,
  };
}

async function goWrong({ redis, sidecars }: FaultedStage, seeded: Seeded): Promise<void> {
  await delay(seeded.between(BETWEEN_MS.least, BETWEEN_MS.most));
  const each = (act: (sidecar: FaultedSidecar) => void): void => sidecars.forEach(act);
  await seeded.pick([
    async () => {
      each(({ proxy }) => (proxy.everyScripts = EVERY_SCRIPTS));
      await delay(2_000);
      each(({ proxy }) => (proxy.everyScripts = 0));
    },
    async () => {
      each((sidecar) => sidecar.harmed());
      await redis.kill();
      await delay(seeded.between(0, 2_000));
      await redis.revive();
    },
    async () => {
      each((sidecar) => sidecar.harmed());
      await standStill(redis.pid ?? 0, seeded.between(300, 2_000));
    },
    async () => {
      const sidecar = seeded.pick(sidecars);
      sidecar.harmed();
      await standStill(sidecar.pid, seeded.between(300, 1_500));
    },
  ])();
}

/** How much the line through the windows rises over all of them, and where it begins. */
function riseOf(samples: readonly Sample[], measure: Measure): { readonly from: number; readonly rise: number } {
  const values = samples.map((sample) => sample[measure]).filter((value) => !Number.isNaN(value));
  const size = values.length / WINDOWS;
  const windows = Array.from({ length: WINDOWS }, (_, at) => {
    const window = values.slice(Math.floor(at * size), Math.floor((at + 1) * size));
    return measure === 'lag' ? median(window) : Math.min(...window);
  });
  const middle = (WINDOWS - 1) / 2;
  const mean = windows.reduce((sum, each) => sum + each, 0) / WINDOWS;
  const slope =
    windows.reduce((sum, each, at) => sum + (at - middle) * (each - mean), 0) /
    windows.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return { from: mean - slope * middle, rise: slope * (WINDOWS - 1) };
}

async function run(minutes: number, seed: number): Promise<void> {
  const seeded = new Seeded(seed);
  const stage = await startFaultedStage(seeded);
  const load = new FaultedLoad({
    targets: stage.sidecars,
    seeded: seeded.fork(),
    accounts: 8,
    workersPerAccount: 6,
    idleMs: 100,
  });
  const samples = new Map(stage.sidecars.map((sidecar) => [sidecar, [] as Sample[]]));
  await load.start();
  const overAt = performance.now() + minutes * 60_000;
  const isOn = (): boolean => performance.now() < overAt;
  let wrong = 0;
  const goingWrong = (async () => {
    for (; isOn(); wrong += 1) await goWrong(stage, seeded);
  })();
  while (isOn()) {
    await delay(SAMPLE_MS);
    for (const sidecar of stage.sidecars) {
      const sample = await sampleOf(sidecar);
      if (sample !== undefined) samples.get(sidecar)?.push(sample);
    }
  }
  await goingWrong;
  await load.stop();
  for (const { client } of stage.sidecars) await untilTold(client, performance.now());
  const { client } = stage.sidecars[0]!;
  const found = await load.books.compare(client);
  const findings = await findingsOf(client);
  const failures: string[] = [];
  console.log(
    `soak: seed ${seed}, commit ${commit()}, ${minutes} min; acknowledged ${found.acknowledged}, went wrong ${wrong} times\n` +
      `    lost ${found.lost}, doubled ${found.doubled}, overdrawn ${found.overdrawn}, leaked ${found.leaked}, ` +
      `accounts that do not add up ${found.unbalanced}, verify found ${findings}`,
  );
  const { lost, doubled, overdrawn, leaked, unbalanced } = found;
  if (lost + doubled + overdrawn + leaked + unbalanced + findings > 0) failures.push('the books');
  for (const [at, each] of [...samples.values()].entries()) {
    const warm = each.slice(Math.floor(each.length * WARM_SHARE));
    for (const measure of MEASURES) {
      const { from, rise } = riseOf(warm, measure);
      const { unit, rise: most, share } = TOLERANCES[measure];
      const allowed = most + share * from;
      console.log(
        `    sidecar ${at + 1}, ${measure}: ${from.toFixed(1)} ${unit}, rises by ${rise.toFixed(1)} of ${allowed.toFixed(1)}`,
      );
      if (!(rise <= allowed)) failures.push(`${measure} of sidecar ${at + 1} rises`);
    }
  }
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  await stage.stop();
}

// Without this a signal would leave the servers behind: they are ended at `exit`.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
await run(Number(values.minutes), Number(values.seed)).catch((error: unknown) => {
  // The gateways are still at work: what ends here ends them too.
  console.error(`seed ${values.seed}:`, error);
  process.exit(1);
});

/** A whole replay: the figures of all calls, and of a part of them under other hold rules. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { PartReports, PartSetup, RestOfPast } from './part.ts';
import type { PastCall, RowProblem } from './past-call.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { TallyData } from './tally.ts';
import { startReplaying } from './threads.ts';
import { NOW, recommend, type Recommendation, type Tried, variantsFor } from './trade-offs.ts';

export interface ReplayOptions extends PartSetup {
  readonly catalogDirectory: string;
  readonly snapshot: CatalogSnapshot;
  /** 0 replays on this thread. */
  readonly threads: number;
  /** Whether hold rules are to be recommended, which takes some replays of a part of the calls. */
  readonly recommends: boolean;
  readonly lines: PartReports['lines'];
  /** Told of how many replays of a call there were, and will be. */
  readonly progress: (done: number, all: number) => void;
}

/** Hands each call over, in any order, and then tells what else is known. */
export type PastSource = (take: (call: PastCall) => void) => Promise<RestOfPast>;

export interface ReplayReport {
  readonly catalog: Pick<CatalogSnapshot, 'name' | 'version' | 'currency'>;
  readonly figures: Figures;
  /** Calls that the catalog cannot rate: how many, and the first of them. */
  readonly unratable: { readonly count: number; readonly first: readonly RowProblem[] };
  readonly recommendations: readonly Recommendation[];
  /** Of how many calls the recommendations speak: all calls of some accounts, where there are very many. */
  readonly sampledCalls: number;
}

/** So many calls show what a hold rule does. */
const SAMPLE_CALLS = 20_000;

export async function replayReport(source: PastSource, options: ReplayOptions): Promise<ReplayReport> {
  const { snapshot, recommends, catalogDirectory, threads, accounts, defaults, gateway } = options;
  let [calls, done] = [0, 0];
  const reports: PartReports = {
    progress: (count) => {
      done += count;
      const others = recommends ? Math.min(calls, SAMPLE_CALLS) * VARIANTS_MOST : 0;
      options.progress(done, calls + others);
    },
    lines: options.lines,
  };
  const setup = { catalogDirectory, snapshot, threads, accounts, defaults, gateway, reports };
  const replaying = startReplaying(setup);
  try {
    const rest = await source((call) => {
      calls += 1;
      replaying.add(call);
    });
    const parts = await replaying.run(rest);
    const figures = figuresOf(parts);
    const tried: Tried[] = [];
    for (const variant of recommends ? variantsFor(figures) : []) {
      const isAll = variant.name === NOW && calls <= SAMPLE_CALLS;
      const found = isAll ? figures : figuresOf(await replaying.try(variant, rest, SAMPLE_CALLS));
      tried.push({ variant, figures: found });
    }
    const { name, version, currency } = snapshot;
    return {
      catalog: { name, version, currency },
      figures,
      unratable: unratableOf(parts),
      recommendations: recommend(tried, (service, rule) => snapshot.holdRuleNamed(rule, service)),
      sampledCalls: tried[0]?.figures.calls ?? 0,
    };
  } finally {
    await replaying.close();
  }
}

/** How many replays there are besides that of all calls, at the most. */
const VARIANTS_MOST = 7;

function unratableOf(parts: readonly TallyData[]): ReplayReport['unratable'] {
  const count = parts.reduce((sum, { unratable }) => sum + unratable.count, 0);
  const first = parts.flatMap(({ unratable }) => unratable.first).sort((a, b) => a.line - b.line);
  return { count, first };
}

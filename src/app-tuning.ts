/** What open holds keep, by hold rule: for the metrics every minute, and for whoever asks. */
import type { Ledger } from './ledger/port.ts';
import { type Part, sampledPart } from './parts.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { createHoldStatsDesk, type HoldStatsDesk } from './tuning/live/hold-stats.ts';

const SAMPLE_INTERVAL_MS = 60_000;

export function holdStatsPart(
  ledger: Ledger,
  metrics: Pick<Metrics, 'holdsSampled' | 'endedHolds'>,
  logger: Logger,
): { readonly desk: HoldStatsDesk; readonly part: Part } {
  const desk = createHoldStatsDesk(ledger, () => metrics.endedHolds());
  const sample = async (): Promise<void> => metrics.holdsSampled((await desk.stats()).open);
  const problem = 'could not sample the open holds';
  const part = sampledPart({ name: 'open holds by rule', intervalMs: SAMPLE_INTERVAL_MS, sample, problem }, logger);
  return { desk, part };
}

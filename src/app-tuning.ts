/** What open holds keep, by hold rule: for the metrics every minute, and for whoever asks. */
import { errorText } from './domain/fault.ts';
import type { Ledger } from './ledger/port.ts';
import type { Part } from './parts.ts';
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
  let timer: NodeJS.Timeout | undefined;
  const sample = (): void => {
    desk.stats().then(
      ({ open }) => metrics.holdsSampled(open),
      (error: unknown) => {
        if (timer !== undefined) logger.warn({ error: errorText(error) }, 'could not sample the open holds');
      },
    );
  };
  const part: Part = {
    name: 'open holds by rule',
    start() {
      timer = setInterval(sample, SAMPLE_INTERVAL_MS).unref();
      sample();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
  return { desk, part };
}

/** What this room reports. Implemented by `telemetry`. */
import type { Completion } from './bodies.ts';
import type { GrantOutcome } from './grants.ts';
import type { LostMetrics } from './recent/lost-writes.ts';
import type { Replayed } from './replay.ts';
import type { OutageView } from './status.ts';
import type { SpoolKind } from './spool/spool.ts';

export interface OutageMetrics {
  /** Is read at each scrape. */
  watch(view: () => OutageView): void;
  /** A completion was kept and answered as queued. */
  readonly queued: (verb: Completion['kind']) => void;
  /** Traffic was let through without the store, or why not. */
  readonly granted: (outcome: GrantOutcome) => void;
  /** A record was told to the store, or could not be. */
  readonly replayed: (kind: SpoolKind, outcome: Replayed) => void;
  readonly lostWrites: LostMetrics;
}

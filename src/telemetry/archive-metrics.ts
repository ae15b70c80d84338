/** Whether history is kept, and how late. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ArchiveMetrics } from '../archive/metrics.ts';

export function createArchiveMetrics(registry: Registry): ArchiveMetrics {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers: [registry] });
  const up = gauge('tollgate_archive_up', '1 while the archive keeps the journal, 0 while it cannot; absent when off.');
  const lag = gauge('tollgate_archive_lag_seconds', 'For how long the archive has not kept everything there is.');
  const memory = gauge('tollgate_archive_memory_bytes', 'Resident memory of the process of the archive.');
  const entries = counter('tollgate_archive_entries_total', 'Journal entries that this sidecar has archived.');
  const missed = counter(
    'tollgate_archive_missed_entries_total',
    'Journal entries that were trimmed before this sidecar had archived them.',
  );
  const superseded = counter(
    'tollgate_archive_superseded_movements_total',
    'Archived movements that the store, rolled back, does not know any more: they are set apart.',
  );
  for (const each of [up, lag, memory]) each.remove();
  return {
    kept(more) {
      entries.inc(more.entries);
      missed.inc(more.missed);
      superseded.inc(more.superseded);
    },
    stands({ isUp, lagMs, memoryBytes }) {
      up.set(isUp ? 1 : 0);
      lag.set(lagMs / 1000);
      memory.set(memoryBytes);
    },
  };
}

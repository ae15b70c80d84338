/** How large the journal is, what is trimmed from it, and how far behind its readers are. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { JournalMetrics } from '../ledger/journal/trimmer.ts';

export function createJournalMetrics(registry: Registry): JournalMetrics {
  const registers = [registry];
  const entries = new Gauge({
    name: 'tollgate_journal_entries',
    help: 'Entries of the journal, over all partitions, after the last trimming.',
    registers,
  });
  const bytes = new Gauge({
    name: 'tollgate_journal_bytes',
    help: 'Memory of the journal in Redis, over all partitions, sampled.',
    registers,
  });
  const trimmed = new Counter({
    name: 'tollgate_journal_trimmed_total',
    help: 'Journal entries that this sidecar trimmed, for their age or for the ceiling.',
    registers,
  });
  const overrun = new Counter({
    name: 'tollgate_journal_overrun_total',
    help: 'Journal entries that the ceiling trimmed before every registered reader had acknowledged them.',
    registers,
  });
  const lag = new Gauge({
    name: 'tollgate_journal_reader_lag_seconds',
    help: 'Age of the oldest journal entry that a registered reader has not acknowledged; 0 when there is none.',
    labelNames: ['reader'],
    registers,
  });
  const passedAt = new Gauge({
    name: 'tollgate_journal_pass_timestamp_seconds',
    help: 'When this sidecar last went through the whole journal; sizes and lags are as of then. Before: its start.',
    registers,
  });
  passedAt.set(Date.now() / 1000);
  return {
    trimmedJournal(pass) {
      trimmed.inc(pass.trimmed);
      overrun.inc(pass.overrun);
      // Half a sum would look like a journal that shrinks: the gauges keep their last values.
      if (pass.failedPartitions > 0) return;
      passedAt.set(Date.now() / 1000);
      entries.set(pass.entries);
      bytes.set(pass.bytes);
      lag.reset();
      for (const { reader, lagMs } of pass.readers) lag.set({ reader }, lagMs / 1000);
    },
  };
}

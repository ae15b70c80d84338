/** Whether the store is what its journal says: as of the last verification of each partition, by whichever sidecar. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { VerifyMetrics } from '../ledger/verify/verifier.ts';

export function createVerifyMetrics(registry: Registry): VerifyMetrics {
  const registers = [registry];
  const findings = new Gauge({
    name: 'tollgate_verify_findings',
    help: 'Places where the store is not what its journal says, over all partitions, when each was last verified.',
    registers,
  });
  const drift = new Gauge({
    name: 'tollgate_verify_drift_milli_cents',
    help: 'By how much balances, lots and what is held differ from the journal, without signs, over all partitions.',
    registers,
  });
  const accounts = new Counter({
    name: 'tollgate_verify_accounts_total',
    help: 'Accounts that this sidecar compared with the journal in the background.',
    registers,
  });
  const oldest = new Gauge({
    name: 'tollgate_verify_oldest_timestamp_seconds',
    help: 'When the partition was verified that was verified longest ago; before all were, the start of this sidecar.',
    registers,
  });
  const startedAt = Date.now() / 1000;
  oldest.set(startedAt);
  return {
    verified: (count) => accounts.inc(count),
    stands(standing) {
      findings.set(standing.findings);
      drift.set(standing.driftMilliCents);
      oldest.set(standing.oldestMs === 0 ? startedAt : standing.oldestMs / 1000);
    },
  };
}

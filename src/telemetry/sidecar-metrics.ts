/** Who else serves the store, and in what the others differ from this sidecar. */
import { Gauge, type Registry } from 'prom-client';
import type { SidecarMetrics } from '../ledger/sidecars/heartbeat.ts';

/** Every value, so that each series is there from the start. */
const WHAT = ['catalog', 'token_keys', 'version', 'generation'] as const;

export function createSidecarMetrics(registry: Registry): SidecarMetrics {
  const registers = [registry];
  const sidecars = new Gauge({
    name: 'tollgate_sidecars',
    help: 'Sidecars that serve this store, this one included, as of the last heartbeat.',
    registers,
  });
  const disagree = new Gauge({
    name: 'tollgate_sidecars_disagree',
    help: 'Other sidecars of this store that differ from this one, by what they differ in.',
    labelNames: ['what'],
    registers,
  });
  for (const what of WHAT) disagree.set({ what }, 0);
  return {
    heard(count, differing) {
      sidecars.set(count);
      for (const [what, others] of differing) disagree.set({ what }, others);
    },
  };
}

/** What is kept while the store is away, and what becomes of it. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { GrantOutcome } from '../outage/grants.ts';
import type { OutageMetrics } from '../outage/metrics.ts';
import type { RecentOperation } from '../outage/recent/recent-operations.ts';
import type { OutageView } from '../outage/status.ts';
import { counterBy, FastCounter } from './series.ts';

const COMPLETIONS = ['answer', 'extend', 'settle', 'interim', 'release'] as const;
const KINDS = ['grant', 'answer', 'extend', 'settle', 'release'] as const;
const ACKNOWLEDGED = [
  'grant',
  'confirm',
  'answer',
  'extend',
  'settle',
  'interim',
  'release',
  'charge',
  'credit',
] as const satisfies readonly RecentOperation['kind'][];
const OUTCOMES = ['done', 'dropped', 'quarantined'] as const;

/** What is read at each scrape. */
const GAUGES: readonly (readonly [name: string, help: string, value: (view: OutageView) => number])[] = [
  [
    'tollgate_outage_breaker_open',
    '1 while the store is not asked, because it has not answered for a while.',
    ({ storeAsked }) => (storeAsked ? 0 : 1),
  ],
  [
    'tollgate_outage_exposure_milli_cents',
    'What accounts may owe for calls that were let through and that the store has not heard of.',
    ({ exposureMilliCents }) => exposureMilliCents,
  ],
  ['tollgate_spool_records', 'Records on disk that the store has not heard of.', ({ queued }) => queued],
  [
    'tollgate_spool_oldest_age_seconds',
    'How long the first of them has waited; 0 when there is none.',
    ({ oldestQueuedAtMs }) => (oldestQueuedAtMs === 0 ? 0 : Math.max(0, Date.now() - oldestQueuedAtMs) / 1000),
  ],
  [
    'tollgate_lost_writes_pending',
    'Operations that the store has lost and that are being told again.',
    ({ lostWrites }) => lostWrites.pending,
  ],
  ['tollgate_spool_quarantined', 'Records that wait for an operator.', ({ quarantined }) => quarantined],
  ['tollgate_spool_bytes', 'Size of all files of the spool.', ({ spoolBytes }) => spoolBytes],
  [
    'tollgate_spool_reserved_bytes',
    'What of the spool is promised to calls that are up.',
    ({ spoolReservedBytes }) => spoolReservedBytes,
  ],
  ['tollgate_spool_max_bytes', 'What the spool may take.', ({ spoolMaxBytes }) => spoolMaxBytes],
  [
    'tollgate_spool_usable',
    '0 while nothing can be kept: it is full, or the disk does not take it.',
    ({ spoolTrouble }) => (spoolTrouble === '' ? 1 : 0),
  ],
];

export function createOutageMetrics(registry: Registry): OutageMetrics {
  const queued = new FastCounter(registry, {
    name: 'tollgate_outage_queued_total',
    help: 'Completions that were kept on disk and answered as queued, because the store did not take them.',
    labelNames: ['verb'],
  });
  const granted = counterBy(registry, {
    name: 'tollgate_outage_grants_total',
    help: 'Requests that a hold rule may let through without the store: granted, or why not.',
    label: 'outcome',
    values: ['granted', 'budget', 'unseen', 'spool'] satisfies readonly GrantOutcome[],
  });
  const replayed = new FastCounter(registry, {
    name: 'tollgate_outage_replayed_total',
    help: 'Records of the spool that the store was told, by what became of them; quarantined ones need an operator.',
    labelNames: ['kind', 'outcome'],
  });
  const rollbacks = new Counter({
    name: 'tollgate_store_rollbacks_total',
    help: 'How often the store was found to have lost what it had acknowledged to this sidecar.',
    registers: [registry],
  });
  const lost = new FastCounter(registry, {
    name: 'tollgate_lost_writes_total',
    help: 'Acknowledged operations that the store had lost: replayed, or exposed, which need an operator.',
    labelNames: ['kind', 'outcome'],
  });
  const lostMilliCents = new Counter({
    name: 'tollgate_lost_writes_exposure_milli_cents_total',
    help: 'What the exposed ones came to: charges, reservations and credit that the store does not know any more.',
    registers: [registry],
  });
  lost.begin(ACKNOWLEDGED.flatMap((kind) => ['replayed', 'exposed'].map((outcome) => [kind, outcome])));
  queued.begin(COMPLETIONS.map((verb) => [verb]));
  replayed.begin(KINDS.flatMap((kind) => OUTCOMES.map((outcome) => [kind, outcome])));
  return {
    watch(view) {
      for (const [name, help, value] of GAUGES) {
        const gauge = new Gauge({
          name,
          help,
          registers: [],
          collect() {
            this.set(value(view()));
          },
        });
        registry.registerMetric(gauge);
      }
    },
    queued: (verb) => queued.series(verb).inc(),
    granted: (outcome) => granted.series(outcome).inc(),
    replayed: (kind, outcome) => replayed.series(kind, outcome).inc(),
    lostWrites: {
      rolledBack: () => rollbacks.inc(),
      lost(kind, outcome, exposedMilliCents) {
        lost.series(kind, outcome).inc();
        lostMilliCents.inc(exposedMilliCents);
      },
    },
  };
}

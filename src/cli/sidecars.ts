/** `sidecars`: who serves the store, and in what they disagree. */
import type { Sidecar__Output } from '../gen/tollgate/v1/Sidecar.ts';
import { defineQuestion } from './connection.ts';
import { table, timeText } from './text.ts';

/** What must be the same everywhere, and what it is called. */
const SAME: readonly (readonly [string, (sidecar: Sidecar__Output) => string])[] = [
  ['the catalog', ({ catalogVersion }) => catalogVersion],
  ['the keys of settle tokens (auth.token_keys)', ({ tokenKeyIds }) => tokenKeyIds.toSorted().join(' ')],
  ['the version of Tollgate', ({ version }) => version],
  ['the generation of the store', ({ generation }) => (generation === '0' ? '' : generation)],
];

export const sidecars = defineQuestion({
  path: 'sidecars',
  summary: 'list the Tollgates that serve this store, and say in what they disagree',
  positionals: {},
  options: {},
  examples: ['tollgate sidecars', 'tollgate sidecars --json'],
  notes: [
    'Each says every five seconds that it is there; one that was not heard of for 20 seconds is not listed. One with ' +
      'another `redis.partitions` is not listed either, because it is not served.',
    'Needs a token of role admin.',
  ],
  response: 'ListSidecarsResponse',
  currency: () => '',
  ask: (client) => client.listSidecars({}),
  show: ({ sidecars: found }) => [...listed(found), ...disagreements(found)],
});

function listed(found: readonly Sidecar__Output[]): readonly string[] {
  if (found.length === 0) return ['no sidecar was heard of in the last 20 seconds'];
  return table(found, [
    { title: 'HOST', cell: ({ host }) => host },
    { title: 'PID', align: 'right', cell: ({ pid }) => String(pid) },
    { title: 'VERSION', cell: ({ version }) => version },
    { title: 'CATALOG', cell: (each) => [each.catalogName, each.catalogVersion].join(' ').trim() || 'none yet' },
    { title: 'TOKEN KEYS', cell: ({ tokenKeyIds }) => tokenKeyIds.join(' ') },
    { title: 'GENERATION', align: 'right', cell: ({ generation }) => generation },
    { title: 'LISTENS AT', cell: ({ grpcAddress }) => grpcAddress },
    { title: 'SEEN', cell: ({ seenAtMs }) => timeText(seenAtMs) },
    { title: 'WORKS ON', cell: ({ leases }) => leases.join(' ') || '-' },
    { title: 'ID', cell: ({ id }) => id },
  ]);
}

function disagreements(found: readonly Sidecar__Output[]): readonly string[] {
  const differing = SAME.filter(([, valueOf]) => new Set(found.map(valueOf).filter((value) => value !== '')).size > 1);
  return differing.map(([what]) => `They disagree about ${what}.`);
}

/** `store show|accept|aside|retry`: the Redis that holds the ledger, and what in it cannot be ended. */
import type { ListAsideHoldsResponse__Output } from '../gen/tollgate/v1/ListAsideHoldsResponse.ts';
import type { LostOperation__Output } from '../gen/tollgate/v1/LostOperation.ts';
import type { LostWrites__Output } from '../gen/tollgate/v1/LostWrites.ts';
import type { Outage__Output } from '../gen/tollgate/v1/Outage.ts';
import type { Store__Output } from '../gen/tollgate/v1/Store.ts';
import { StoreState } from '../gen/tollgate/v1/StoreState.ts';
import { EXIT, flag, given, option, UsageError } from './command.ts';
import { defineQuestion } from './connection.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
import { enumWord, fields, table, timeText } from './text.ts';

/** Nothing in these answers is money. */
const noMoney = { currency: () => '' };

/** What a state means for callers and for whoever is called at night. */
const MEANINGS: Readonly<Record<keyof typeof StoreState, string>> = {
  STORE_STATE_UNSPECIFIED: 'it has not answered since the start of this Tollgate',
  STORE_STATE_UP: 'it answers, and it is the one that it was',
  STORE_STATE_AWAY: 'it cannot be reached; traffic is let through only where the catalog says so',
  STORE_STATE_SLOW: 'it answers too late; traffic is let through only where the catalog says so',
  STORE_STATE_FULL: 'it is out of memory, or cannot write to its disk; calls that are up can still be settled',
  STORE_STATE_LOST: 'its data is gone, or it is another store: bring the old one back, or say `tollgate store accept`',
  STORE_STATE_REPLICA: 'it is a replica and takes no writes: point Tollgate at the master',
};

export const showStore = defineQuestion({
  path: 'store show',
  summary: 'show the store as Tollgate sees it: its state, which one it is, and where',
  positionals: {},
  options: {},
  examples: ['tollgate store show'],
  notes: ['It answers also while the store does not. `tollgate health` is for container health checks.'],
  response: 'GetStoreResponse',
  ...noMoney,
  ask: (client) => client.getStore({}),
  show: ({ store }) => storeText(store),
});

const WHAT_ACCEPT_DOES = [
  'Accepting says that a store which lost its data is to be used as it is from now on, by all Tollgates on it.',
  'The accounts, balances and open holds that are gone stay gone; a backup can only be brought back before.',
  'Calls whose hold was lost can still be settled with their settle tokens, as soon as their account is there again.',
  'Where nothing is lost it changes nothing.',
];

export const acceptStore = defineQuestion({
  path: 'store accept',
  summary: 'take a store that lost its data as it is, so that traffic is decided again',
  positionals: {},
  options: {
    instance: option('ID', 'only if it is this one, as `store show` prints it', 'whichever is there'),
    yes: flag('do it; without it, only what would be done is explained'),
  },
  examples: [
    'tollgate store accept --yes',
    'tollgate store accept --instance 0f4c6f2e-6f0e-4c38-9d0c-2f9c2c1f7a51 --yes',
  ],
  notes: [WHAT_ACCEPT_DOES.join(' '), 'Needs a token of role admin.'],
  response: 'AcceptStoreResponse',
  ...noMoney,
  ask(client, args) {
    if (!args.flag('yes')) {
      throw new UsageError(
        [
          'this needs --yes, because it cannot be undone',
          ...WHAT_ACCEPT_DOES.map((line) => `  ${line}`),
          '  `tollgate store show` says how the store is now.',
        ].join('\n'),
      );
    }
    return client.acceptStore(given({ instanceId: args.text('instance') }));
  },
  show: ({ store }) => storeText(store),
  exit: ({ store }) => (store?.state === StoreState.STORE_STATE_LOST ? EXIT.fault : EXIT.ok),
});

const ASIDE_PAGES = { limit: 100, pageSize: 1000 };

export const listAsideHolds = defineQuestion({
  path: 'store aside',
  summary: 'list the holds that are due and that the sweeper could not end, with the reason',
  positionals: {},
  options: pageOptions(ASIDE_PAGES),
  examples: ['tollgate store aside', 'tollgate store aside --json'],
  notes: [
    'They are open, and their credit stays reserved. The sweeper tries each again every hour, and at once after ' +
      '`tollgate store retry`. A settle, release or extend that goes well takes a hold off the list. ' +
      '`tollgate holds ACCOUNT --hold HOLD` shows the hold itself.',
    'Needs a token of role admin.',
  ],
  response: 'ListAsideHoldsResponse',
  ...noMoney,
  async ask(client, args): Promise<ListAsideHoldsResponse__Output> {
    const { items, next } = await readPages(args, ASIDE_PAGES, async (page) => {
      const { holds, nextPageToken } = await client.listAsideHolds({ ...page });
      return { items: holds, next: nextPageToken };
    });
    return { holds: [...items], nextPageToken: next };
  },
  show({ holds, nextPageToken }) {
    if (holds.length === 0) return ['no hold is set aside'];
    const shown = table(holds, [
      { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
      { title: 'HOLD', cell: ({ holdId }) => holdId },
      { title: 'SINCE', cell: ({ sinceMs }) => timeText(sinceMs) },
      { title: 'LAST TRY', cell: ({ triedAtMs }) => timeText(triedAtMs) },
      { title: 'TRIES', align: 'right', cell: ({ tries }) => tries },
      { title: 'WHY', cell: ({ why }) => why },
    ]);
    return [...shown, ...moreLines(nextPageToken)];
  },
});

export const retryAsideHolds = defineQuestion({
  path: 'store retry',
  summary: 'have the sweeper try at once to end a hold that is set aside, or all of them',
  positionals: {
    ACCOUNT: { meaning: 'whose traffic it is; not with --all', optional: true },
    HOLD: { meaning: 'its id; not with --all', optional: true },
  },
  options: { all: flag('every hold that is set aside') },
  examples: ['tollgate store retry acme call-1', 'tollgate store retry --all'],
  notes: [
    'The sweeper of some sidecar tries within `sweep.interval_ms` (a second). What fails again is on the list of ' +
      '`tollgate store aside` again, with the new reason.',
    'Needs a token of role admin.',
  ],
  response: 'RetryAsideHoldsResponse',
  ...noMoney,
  ask(client, args) {
    const [accountId, holdId, all] = [args.text('ACCOUNT'), args.text('HOLD'), args.flag('all')];
    if (all === (accountId !== undefined)) throw new UsageError('give either ACCOUNT and HOLD, or --all');
    if (!all && holdId === undefined)
      throw new UsageError('HOLD is missing: its id; `tollgate store aside` lists them');
    return client.retryAsideHolds({ ...given({ accountId, holdId }), all });
  },
  show: ({ retried }, _money, args) => {
    if (retried !== '0') return [`${retried} to be tried: see \`tollgate store aside\` in a few seconds`];
    return [args.flag('all') ? 'no hold is set aside' : 'that hold is not set aside'];
  },
});

function storeText(store: Store__Output | null): string[] {
  if (store === null) return [];
  return [
    `${enumWord(StoreState, store.state) || 'not known'}: ${MEANINGS[store.state]}`,
    ...fields([
      ['detail', store.detail],
      ['instance', store.instanceId],
      ['generation', store.generation === '0' ? undefined : store.generation],
      ['partitions', store.partitions === 0 ? undefined : String(store.partitions)],
      ['address', store.address],
      ['mode', store.mode],
      ['engine', [store.engine, store.version].join(' ').trim()],
      // Nothing is known of an engine that has not been reached.
      ['durable', store.engine === '' ? undefined : durability(store.durable)],
      ...outageRows(store.outage),
      ...lostRows(store.outage?.lostWrites ?? null),
    ]),
    ...lostTable(store.outage?.lostWrites?.exposed ?? []),
  ];
}

function outageRows(outage: Outage__Output | null): readonly (readonly [string, string | undefined])[] {
  if (outage === null) return [];
  const since = outage.queued === '0' ? '' : `, the first since ${timeText(outage.oldestQueuedAtMs)}`;
  return [
    ['asked', outage.storeAsked ? undefined : 'no: it has not answered for a while; it is asked again once it does'],
    ['queued', `${outage.queued} completions wait for it in the spool of this Tollgate${since}`],
    [
      'exposure',
      outage.exposureMilliCents === '0' ? undefined : `${outage.exposureMilliCents} milli-cents let through`,
    ],
    ['refused', outage.quarantined === '0' ? undefined : `${outage.quarantined} records wait for you`],
    ['spool', outage.spoolTrouble === '' ? undefined : `cannot be used: ${outage.spoolTrouble}`],
  ];
}

function lostRows(lost: LostWrites__Output | null): readonly (readonly [string, string | undefined])[] {
  if (lost === null || lost.rollbacks === '0') return [];
  const pending = lost.pending === '0' ? '' : `, ${lost.pending} are being told again`;
  const incomplete = lost.incomplete ? '; more was lost than this Tollgate remembered' : '';
  return [
    ['lost', `${lost.lost} acknowledged operations, last at ${timeText(lost.lastAtMs)}${incomplete}`],
    ['told again', `${lost.replayed}${pending}`],
    ['lost for good', lost.exposed.length === 0 ? undefined : `${lost.exposureMilliCents} milli-cents`],
  ];
}

function lostTable(exposed: readonly LostOperation__Output[]): readonly string[] {
  if (exposed.length === 0) return [];
  return [
    '',
    ...table(exposed, [
      { title: 'LOST', cell: ({ kind }) => kind },
      { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
      { title: 'HOLD OR KEY', cell: ({ reference }) => reference },
      { title: 'AT', cell: ({ atMs }) => timeText(atMs) },
      { title: 'MILLI-CENTS', cell: ({ amountMilliCents }) => amountMilliCents },
      { title: 'WHY', cell: ({ why }) => why },
    ]),
  ];
}

function durability(durable: boolean): string {
  return durable ? 'yes: every write that was answered is on disk' : 'no: the last writes may be lost';
}

/** `spool list|show|replay|quarantine|release|drop`: what was answered for, and the store has not heard of. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ListSpoolQuarantineResponse__Output } from '../gen/tollgate/v1/ListSpoolQuarantineResponse.ts';
import type { ListSpoolRecordsResponse__Output } from '../gen/tollgate/v1/ListSpoolRecordsResponse.ts';
import type { Spool__Output } from '../gen/tollgate/v1/Spool.ts';
import type { SpoolQuarantineEntry__Output } from '../gen/tollgate/v1/SpoolQuarantineEntry.ts';
import type { SpoolRecord__Output } from '../gen/tollgate/v1/SpoolRecord.ts';
import { SpoolRecordKind } from '../gen/tollgate/v1/SpoolRecordKind.ts';
import { SpoolResolution } from '../gen/tollgate/v1/SpoolResolution.ts';
import { EXIT, flag, option, UsageError } from './command.ts';
import { defineQuestion } from './connection.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
import { defineSpoolQuestion } from './spool-access.ts';
import { countText, enumWord, fields, table, timeText } from './text.ts';

const PAGES = { limit: 100, pageSize: 1000 };

const NEEDS_ADMIN = 'Needs a token of role admin where a sidecar is asked.';

export const showSpool = defineSpoolQuestion({
  path: 'spool show',
  summary: 'show how the spool stands: what waits for the store, and how much room is left',
  positionals: {},
  options: {},
  examples: ['tollgate spool show', 'tollgate spool show --dir data/spool'],
  notes: ['Ends with 1 while nothing can be written to it.', NEEDS_ADMIN],
  response: 'GetSpoolResponse',
  ask: (client) => client.getSpool({}),
  show: ({ spool }) => (spool === null ? [] : spoolText(spool)),
  exit: ({ spool }) => (spool === null || spool.broken !== '' ? EXIT.fault : EXIT.ok),
});

function spoolText(spool: Spool__Output): string[] {
  const { records, oldestAtMs, broken, full, alarm, maxBytes, quarantined } = spool;
  const waiting =
    records === '0'
      ? 'nothing waits for the store'
      : `${countText(Number(records), 'record')} ${records === '1' ? 'waits' : 'wait'}`;
  const bounded = Number(maxBytes) < Number.MAX_SAFE_INTEGER;
  return [
    broken === '' ? waiting : `cannot be written: ${broken}`,
    ...fields([
      ['records', records],
      ['oldest', oldestAtMs === '0' ? undefined : timeText(oldestAtMs)],
      ['size', `${spool.bytes} bytes${bounded ? ` of ${maxBytes}, and ${spool.reservedBytes} promised` : ''}`],
      ['room', full ? 'none: no more calls are let through' : alarm ? 'nearly none: above 80 %' : undefined],
      ['quarantine', quarantined === '0' ? undefined : `${quarantined}; see \`tollgate spool quarantine\``],
      ['directory', spool.directory],
      ['sidecar', spool.sidecarId],
    ]),
  ];
}

export const listSpool = defineSpoolQuestion({
  path: 'spool list',
  summary: 'list the records that wait for the store, in the order in which it is told',
  positionals: {
    SEQUENCE: { meaning: 'only this record, with what it says; numbers in it are masked', optional: true },
  },
  options: pageOptions(PAGES),
  examples: ['tollgate spool list', 'tollgate spool list 17', 'tollgate spool list --dir data/spool --json'],
  notes: [NEEDS_ADMIN],
  response: 'ListSpoolRecordsResponse',
  async ask(client, args): Promise<ListSpoolRecordsResponse__Output> {
    const sequence = args.integer('SEQUENCE');
    if (sequence !== undefined) return client.listSpoolRecords({ sequence });
    const { items, next } = await readPages(args, PAGES, async (page) => {
      const { records, nextPageToken } = await client.listSpoolRecords({ ...page });
      return { items: records, next: nextPageToken };
    });
    return { records: [...items], nextPageToken: next };
  },
  show({ records, nextPageToken }, args) {
    const one = args.text('SEQUENCE');
    if (records.length === 0) return [one === undefined ? 'nothing waits for the store' : `no record ${one} waits`];
    if (one !== undefined) return records.flatMap(recordText);
    const shown = table(records, [
      { title: 'SEQUENCE', align: 'right', cell: ({ sequence }) => sequence },
      { title: 'KIND', cell: ({ kind }) => enumWord(SpoolRecordKind, kind) },
      { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
      { title: 'HOLD', cell: ({ holdId }) => holdId },
      { title: 'TOLD AT', cell: ({ recordedAtMs }) => timeText(recordedAtMs) },
    ]);
    return [...shown, ...moreLines(nextPageToken)];
  },
});

function recordText(record: SpoolRecord__Output): string[] {
  const { storeInstanceId, storeGeneration } = record;
  return fields([
    ['sequence', record.sequence],
    ['kind', enumWord(SpoolRecordKind, record.kind)],
    ['account', record.accountId],
    ['root', record.rootAccountId === record.accountId ? undefined : record.rootAccountId],
    ['hold', record.holdId],
    ['told at', timeText(record.recordedAtMs)],
    ['store', storeInstanceId === '' ? 'none had been seen' : `${storeInstanceId}, generation ${storeGeneration}`],
    ['says', record.bodyJson],
  ]);
}

const LOOK_MS = 500;

export const replaySpool = defineQuestion({
  path: 'spool replay',
  summary: 'have the sidecar tell the store at once what waits in its spool',
  positionals: {},
  options: { wait: option('SECONDS', 'until nothing waits any more, at most so long; ends with 1 if something does') },
  examples: ['tollgate spool replay', 'tollgate spool replay --wait 60'],
  notes: [
    'A sidecar does so by itself as soon as the store answers. What the store refuses for good goes to ' +
      '`tollgate spool quarantine`. A spool whose sidecar does not run is handed to one that does: ' +
      '`tollgate spool export`, then `tollgate spool import`.',
    'Needs a token of role admin.',
  ],
  response: 'ReplaySpoolResponse',
  currency: () => '',
  async ask(client, args) {
    const until = Date.now() + (args.milliseconds('wait') ?? 0);
    for (;;) {
      const response = await client.replaySpool({});
      if (response.records === '0' || Date.now() >= until) return response;
      await delay(LOOK_MS);
    }
  },
  show({ records }) {
    if (records === '0') return ['nothing waits for the store'];
    return [
      `${countText(Number(records), 'record')} wait and are being told: \`tollgate spool show\` says what is left`,
    ];
  },
  exit: ({ records }, args) => (args.text('wait') !== undefined && records !== '0' ? EXIT.fault : EXIT.ok),
});

export const listQuarantine = defineSpoolQuestion({
  path: 'spool quarantine',
  summary: 'list what the store is not told until you have looked at it, with the reason',
  positionals: {},
  options: pageOptions(PAGES),
  examples: ['tollgate spool quarantine', 'tollgate spool quarantine --dir data/spool --json'],
  notes: [
    'Records that the store refused for good, that are older than the store remembers holds, or that were for ' +
      'another store; and bytes that cannot be read. `tollgate spool release ID` has a record told all the same, ' +
      '`tollgate spool drop ID` gives an entry up.',
    NEEDS_ADMIN,
  ],
  response: 'ListSpoolQuarantineResponse',
  async ask(client, args): Promise<ListSpoolQuarantineResponse__Output> {
    const { items, next } = await readPages(args, PAGES, async (page) => {
      const { entries, nextPageToken } = await client.listSpoolQuarantine({ ...page });
      return { items: entries, next: nextPageToken };
    });
    return { entries: [...items], nextPageToken: next };
  },
  show({ entries, nextPageToken }) {
    if (entries.length === 0) return ['nothing is in the quarantine'];
    const shown = table(entries, [
      { title: 'ID', align: 'right', cell: ({ id }) => id },
      { title: 'SINCE', cell: ({ atMs }) => timeText(atMs) },
      { title: 'WHAT', cell: entryText },
      { title: 'WHY', cell: ({ why }) => why },
    ]);
    return [...shown, ...moreLines(nextPageToken)];
  },
});

function entryText({ record, file, offset, length }: SpoolQuarantineEntry__Output): string {
  if (record === null) return `${length} bytes at ${offset} of ${file}`;
  return `${enumWord(SpoolRecordKind, record.kind)} of ${record.accountId} ${record.holdId}`;
}

const ENTRY = { ID: { meaning: 'of the entry; `tollgate spool quarantine` lists them' } };

export const releaseEntry = defineSpoolQuestion({
  path: 'spool release',
  summary: 'have the store told a record of the quarantine all the same, however old it is',
  positionals: ENTRY,
  options: {},
  examples: ['tollgate spool release 3'],
  notes: [
    'Look first whether the hold was charged (`tollgate holds ACCOUNT --hold HOLD`, `tollgate movements ACCOUNT`): ' +
      'the store may have forgotten that, and would charge it again.',
    NEEDS_ADMIN,
  ],
  response: 'ResolveSpoolQuarantineResponse',
  ask: (client, args) =>
    client.resolveSpoolQuarantine({
      id: args.integer('ID') ?? 0,
      resolution: SpoolResolution.SPOOL_RESOLUTION_RELEASE,
    }),
  show: ({ quarantined }) => [`it waits for the store again; ${quarantined} left in the quarantine`],
});

export const dropEntry = defineSpoolQuestion({
  path: 'spool drop',
  summary: 'give up an entry of the quarantine: nobody hears of it any more',
  positionals: ENTRY,
  options: { yes: flag('do it; it cannot be undone') },
  examples: ['tollgate spool drop 3 --yes'],
  notes: [
    'Charge what a settle says by hand first, where it was not charged: `tollgate settle` or `tollgate charge`.',
    NEEDS_ADMIN,
  ],
  response: 'ResolveSpoolQuarantineResponse',
  ask(client, args) {
    if (!args.flag('yes')) throw new UsageError('this needs --yes, because it cannot be undone');
    return client.resolveSpoolQuarantine({
      id: args.integer('ID') ?? 0,
      resolution: SpoolResolution.SPOOL_RESOLUTION_DROP,
    });
  },
  show: ({ quarantined }) => [`it is given up; ${quarantined} left in the quarantine`],
});

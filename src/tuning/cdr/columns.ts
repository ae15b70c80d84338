/**
 * Which column of a file of call records says what. Names are those that switches and billing systems write; files
 * without a header are known by their shape.
 */
import { suggestion } from '../../domain/did-you-mean.ts';

/** What a column may say, and by which names. The first is ours. */
const NAMES = {
  call_id: ['uuid', 'uniqueid', 'unique_id', 'callid', 'sip_call_id', 'hold_id', 'session_id', 'id'],
  account_id: ['account', 'accountcode', 'account_code', 'customer', 'customer_id', 'tenant', 'tenant_id'],
  subject_id: ['subject', 'user', 'user_id', 'agent', 'agent_id', 'extension'],
  gateway_id: ['gateway', 'trunk'],
  parent_hold_id: ['parent_call_id', 'forwarded_from'],
  service: ['type', 'call_type'],
  direction: ['call_direction'],
  from: ['src', 'caller_id_number', 'caller', 'caller_number', 'calling_number', 'from_number', 'ani', 'cli', 'source'],
  to: ['dst', 'destination_number', 'callee', 'called_number', 'to_number', 'dnis', 'dialed_number', 'destination'],
  rate_plan: ['licence', 'license'],
  start: [
    'start_stamp',
    'start_time',
    'start_timestamp',
    'start_epoch',
    'start_uepoch',
    'started_at',
    'setup_time',
    'calldate',
    'authorized_at',
    'authorized_at_ms',
    'time',
    'date',
  ],
  answer: [
    'answer_stamp',
    'answer_time',
    'answer_timestamp',
    'answer_epoch',
    'answer_uepoch',
    'answered_at',
    'answered_at_ms',
    'connect_time',
  ],
  end: [
    'end_stamp',
    'end_time',
    'end_timestamp',
    'end_epoch',
    'end_uepoch',
    'ended_at',
    'ended_at_ms',
    'hangup_time',
    'disconnect_time',
  ],
  duration_seconds: ['duration', 'total_seconds'],
  connected_seconds: ['billsec', 'bill_sec', 'talk_time', 'talk_seconds', 'billable', 'billable_seconds'],
  units: ['segments', 'quantity'],
  disposition: ['hangup_cause', 'decision', 'status', 'reservation_status', 'result'],
  cost: ['charged', 'charge', 'price', 'amount', 'billing_amount'],
  cost_milli_cents: ['charged_milli_cents', 'billing_amount_milli_cents'],
  balance: ['balance_before'],
  number: [],
  number_class: ['class'],
  country: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Column = keyof typeof NAMES;

export const COLUMNS = Object.keys(NAMES) as readonly Column[];

/** Where each column stands, from 0. */
export type Columns = ReadonlyMap<Column, number>;

/** How a file is laid out. */
export interface Layout {
  /** In words, for the report. */
  readonly by: string;
  readonly columns: Columns;
  /** Whether its first line names the columns. */
  readonly hasHeader: boolean;
}

/** Layouts of files that have no header. */
export const LAYOUTS = {
  /** `cdr-csv/Master.csv`; the last two columns are there where cdr.conf says so. */
  asterisk: layout({
    account_id: 0,
    from: 1,
    to: 2,
    start: 9,
    answer: 10,
    end: 11,
    duration_seconds: 12,
    connected_seconds: 13,
    disposition: 14,
    call_id: 16,
  }),
  /** The template `example` of mod_cdr_csv, which is its default. */
  freeswitch: layout({
    from: 1,
    to: 2,
    start: 4,
    answer: 5,
    end: 6,
    duration_seconds: 7,
    connected_seconds: 8,
    disposition: 9,
    call_id: 10,
    account_id: 12,
  }),
} as const;

export type LayoutName = keyof typeof LAYOUTS;

function layout(positions: Partial<Record<Column, number>>): Columns {
  return new Map(Object.entries(positions) as [Column, number][]);
}

/** What `tollgate calls --csv` writes. Its duration is the connected time, and its number that of the other party. */
const ARCHIVE: Readonly<Record<string, Column>> = {
  time: 'start',
  account_id: 'account_id',
  subject_id: 'subject_id',
  direction: 'direction',
  service: 'service',
  class: 'number_class',
  country: 'country',
  number: 'number',
  duration_seconds: 'connected_seconds',
  billed_units: 'units',
  cost: 'cost',
  gateway_id: 'gateway_id',
  hold_id: 'call_id',
  answered_at: 'answer',
  ended_at: 'end',
};

function archiveLayout(cells: readonly string[]): Layout | undefined {
  const names = cells.map(normalised);
  if (!['charge_key', 'paid_from', 'rate_rule'].every((name) => names.includes(name))) return undefined;
  const columns = new Map<Column, number>();
  for (const [index, name] of names.entries()) {
    const column = ARCHIVE[name];
    if (column !== undefined) columns.set(column, index);
  }
  return { by: 'the columns of tollgate calls', columns, hasHeader: true };
}

/** What a replay cannot do without, and how else it may be known. */
const NEEDED: readonly (readonly Column[])[] = [
  ['start', 'answer', 'end'],
  ['connected_seconds', 'duration_seconds', 'end', 'units'],
];

/**
 * The layout by the first line of a file: its header, or the shape of its first record. What is wrong with it is told
 * as a sentence.
 */
export function layoutOf(
  cells: readonly string[],
  chosen: LayoutName | undefined,
  given: ReadonlyMap<string, Column>,
): Layout | { readonly problem: string } {
  if (chosen !== undefined) return { by: `the columns of ${chosen}`, columns: LAYOUTS[chosen], hasHeader: false };
  const archived = archiveLayout(cells);
  if (archived !== undefined) return archived;
  const columns = new Map<Column, number>();
  for (const [index, cell] of cells.entries()) {
    const column = given.get(normalised(cell)) ?? KNOWN.get(normalised(cell));
    if (column !== undefined && !columns.has(column)) columns.set(column, index);
  }
  for (const [name, column] of given) {
    if (columns.has(column)) continue;
    const names = cells.map(normalised);
    return { problem: `there is no column "${name}" for ${column}; ${suggestion(name, names)}` };
  }
  if (columns.size >= 3) return complete({ by: 'its own header', columns, hasHeader: true });
  const shape = shapeOf(cells);
  if (shape !== undefined) return { by: `the columns of ${shape}`, columns: LAYOUTS[shape], hasHeader: false };
  return {
    problem:
      'the first line is no header that is understood, nor a record of Asterisk or FreeSWITCH; name the columns: ' +
      COLUMNS.join(', '),
  };
}

function complete(found: Layout): Layout | { readonly problem: string } {
  const missing = NEEDED.find((columns) => !columns.some((column) => found.columns.has(column)));
  if (missing === undefined) return found;
  return { problem: `the header names no column for ${missing.join(' or ')}` };
}

const STAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/;

function shapeOf(cells: readonly string[]): LayoutName | undefined {
  if (cells.length >= 16 && STAMP.test(cells[9] ?? '') && STAMP.test(cells[11] ?? '')) return 'asterisk';
  if (cells.length >= 13 && STAMP.test(cells[4] ?? '') && STAMP.test(cells[6] ?? '')) return 'freeswitch';
  return undefined;
}

/** As headers are compared: in lower case, with one underscore for what is neither letter nor digit. */
export function normalised(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}

const KNOWN: ReadonlyMap<string, Column> = new Map(
  COLUMNS.flatMap((column) => [column, ...NAMES[column]].map((name): [string, Column] => [name, column])),
);

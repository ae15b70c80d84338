/**
 * The tables, as Kysely knows them; what they mean is said by the rows of `../port.ts`, and how they are made by
 * `migrations.ts`. Names are those of the wire. All are in the schema `tollgate`.
 */
import type { ColumnType, Generated } from 'kysely';
import type { FundingPart } from '../../ledger/port.ts';

/** `bigint`: read as a number, since no amount passes 2^53. */
type Integer = number;
/** `timestamptz`, to the millisecond. */
type Time = ColumnType<Date, Date | string, Date | string>;
/** `jsonb`. */
type Json<Value> = ColumnType<Value, string, string>;

/** One row a leg or message. By month of `authorized_at`. Key: account_id, kind, reference, authorized_at. */
export interface CallsTable {
  authorized_at: Time;
  account_id: string;
  /** What `reference` names: `hold`, `charge` (an idempotency key), or `unkeyed` (the sequence of the entry). */
  kind: string;
  reference: string;
  epoch: number;
  payer_account_id: string;
  parent_account_id: string;
  root_account_id: string;
  subject_id: string;
  subject_labels: Json<Record<string, string>>;
  service: string;
  direction: string;
  number_class: string;
  number: string;
  number_form: string;
  prefix: string;
  country: string;
  rate_rule: string;
  hold_rule: string;
  gateway_id: string;
  parent_hold_id: string;
  answered_at: Time | null;
  ended_at: Time | null;
  state: string;
  granted_units: Integer;
  connected_seconds: Integer;
  billed_units: Integer;
  cost_milli_cents: Integer;
  reversed_milli_cents: Integer;
  written_off_milli_cents: Integer;
  reserved_milli_cents: Integer;
  /** Allowances and packs among the parts. */
  included_units: Integer;
  parts: Json<readonly FundingPart[]>;
  cause: number;
  flags: Json<readonly string[]>;
  /** Of the payer's entries about it, the first and the last one. */
  first_sequence: Integer;
  last_sequence: Integer;
}

/** By month of `at`. Key: account_id, epoch, sequence, at. */
export interface MovementsTable {
  at: Time;
  account_id: string;
  epoch: number;
  sequence: Integer;
  kind: string;
  amount_milli_cents: Integer;
  balance_milli_cents: Integer;
  hold_id: string;
  charge_key: string;
  idempotency_key: string;
  lot_id: string;
  pack_id: string;
  pack_units: Integer;
  package_id: string;
  origin_account_id: string;
  service: string;
  subject_id: string;
  direction: string;
  number_class: string;
  number: string;
  connected_seconds: Integer;
  billed_units: Integer;
  parts: Json<readonly FundingPart[]>;
  note: string;
  estimated: boolean;
}

/** Accounts as the journal last told of them, and how far it was read of each. Key: account_id. */
export interface AccountsTable {
  account_id: string;
  /** Empty where there is none. */
  parent_account_id: string;
  root_account_id: string;
  plan: string;
  currency: string;
  time_zone: string;
  state: string;
  /** Where its entries come from. */
  partition: number;
  epoch: number;
  /** Of its last entry that was kept. */
  last_sequence: Integer;
  /** Of that entry, in the stream of its partition. */
  last_id: string;
  balance_milli_cents: Integer;
  held_milli_cents: Integer;
  changed_at: Time;
}

/** Subjects as the journal last told of them. Key: account_id, subject_id. */
export interface SubjectsTable {
  account_id: string;
  subject_id: string;
  labels: Json<Record<string, string>>;
}

/** How each account stood at the end of a day (UTC). By month of `day`. Key: day, account_id. */
export interface AccountDaysTable {
  day: Time;
  account_id: string;
  epoch: number;
  parent_account_id: string;
  root_account_id: string;
  plan: string;
  currency: string;
  state: string;
  balance_milli_cents: Integer;
  held_milli_cents: Integer;
  /** Of calls authorized on that day. */
  calls: Integer;
  billed_units: Integer;
  cost_milli_cents: Integer;
}

/** What each subject used on a day (UTC). By month of `day`. Key: day, account_id, subject_id. */
export interface SubjectDaysTable {
  day: Time;
  account_id: string;
  subject_id: string;
  labels: Json<Record<string, string>>;
  calls: Integer;
  billed_units: Integer;
  cost_milli_cents: Integer;
}

/** The stores that were followed. */
export interface EpochsTable {
  epoch: Generated<number>;
  instance_id: string;
  generation: number;
  since: ColumnType<Date, never, never>;
}

/** Up to where each partition's journal is kept; written with the rows. Key: partition. */
export interface CursorsTable {
  partition: number;
  epoch: number;
  /** Id in the stream; empty before the first entry. */
  last_id: string;
  /** Of the last entry. */
  last_at: Time | null;
}

/** What the archive had and the store, rolled back, does not: a movement, as it stood. */
export interface SupersededTable {
  account_id: string;
  epoch: number;
  sequence: Integer;
  at: Time;
  found_at: ColumnType<Date, never, never>;
  movement: Json<unknown>;
}

/** Entries that were trimmed before they could be kept. */
export interface GapsTable {
  account_id: string;
  epoch: number;
  /** The first and last sequence that are missing. */
  from_sequence: Integer;
  to_sequence: Integer;
  found_at: ColumnType<Date, never, never>;
}

export interface ArchiveTables {
  'tollgate.calls': CallsTable;
  'tollgate.movements': MovementsTable;
  'tollgate.accounts': AccountsTable;
  'tollgate.subjects': SubjectsTable;
  'tollgate.account_days': AccountDaysTable;
  'tollgate.subject_days': SubjectDaysTable;
  'tollgate.epochs': EpochsTable;
  'tollgate.cursors': CursorsTable;
  'tollgate.superseded': SupersededTable;
  'tollgate.gaps': GapsTable;
}

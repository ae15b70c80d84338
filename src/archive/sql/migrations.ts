/**
 * How the tables came to be what they are, step by step: an archive of an older version is brought up to date when it
 * is opened. A step that was released is never changed. What rows mean stands in `../port.ts`.
 */
import { type Kysely, type Migration, Migrator, sql } from 'kysely';

const tables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of FIRST_TABLES.split(';')) {
      if (statement.trim() !== '') await sql.raw(statement).execute(db);
    }
  },
};

const FIRST_TABLES = `
create table tollgate.epochs (
  epoch int generated always as identity primary key,
  instance_id text not null,
  generation int not null,
  since timestamptz not null default now(),
  unique (instance_id, generation)
);
create table tollgate.cursors (
  partition int primary key,
  epoch int not null references tollgate.epochs,
  last_id text not null,
  last_at timestamptz
);
create table tollgate.calls (
  authorized_at timestamptz not null,
  account_id text not null,
  kind text not null,
  reference text not null,
  epoch int not null,
  payer_account_id text not null,
  parent_account_id text not null,
  root_account_id text not null,
  subject_id text not null,
  subject_labels jsonb not null,
  service text not null,
  direction text not null,
  number_class text not null,
  number text not null,
  number_form text not null,
  prefix text not null,
  country text not null,
  rate_rule text not null,
  hold_rule text not null,
  gateway_id text not null,
  parent_hold_id text not null,
  answered_at timestamptz,
  ended_at timestamptz,
  state text not null,
  granted_units bigint not null,
  connected_seconds bigint not null,
  billed_units bigint not null,
  cost_milli_cents bigint not null,
  reversed_milli_cents bigint not null,
  written_off_milli_cents bigint not null,
  reserved_milli_cents bigint not null,
  included_units bigint not null,
  parts jsonb not null,
  cause int not null,
  flags jsonb not null,
  first_sequence bigint not null,
  last_sequence bigint not null,
  primary key (account_id, kind, reference, authorized_at)
) partition by range (authorized_at);
create index calls_by_time on tollgate.calls (authorized_at);
create index calls_by_account on tollgate.calls (account_id, authorized_at);
create index calls_by_payer on tollgate.calls (payer_account_id, authorized_at) where payer_account_id <> account_id;
create index calls_by_parent on tollgate.calls (parent_account_id, authorized_at) where parent_account_id <> '';
create table tollgate.movements (
  at timestamptz not null,
  account_id text not null,
  epoch int not null,
  sequence bigint not null,
  kind text not null,
  amount_milli_cents bigint not null,
  balance_milli_cents bigint not null,
  hold_id text not null,
  charge_key text not null,
  idempotency_key text not null,
  lot_id text not null,
  pack_id text not null,
  pack_units bigint not null,
  package_id text not null,
  origin_account_id text not null,
  service text not null,
  subject_id text not null,
  direction text not null,
  number_class text not null,
  number text not null,
  connected_seconds bigint not null,
  billed_units bigint not null,
  parts jsonb not null,
  note text not null,
  estimated boolean not null,
  primary key (account_id, epoch, sequence, at)
) partition by range (at);
create index movements_by_time on tollgate.movements (at);
create index movements_by_account on tollgate.movements (account_id, at);
create table tollgate.accounts (
  account_id text primary key,
  parent_account_id text not null,
  root_account_id text not null,
  plan text not null,
  currency text not null,
  time_zone text not null,
  state text not null,
  partition int not null,
  epoch int not null,
  last_sequence bigint not null,
  last_id text not null,
  balance_milli_cents bigint not null,
  held_milli_cents bigint not null,
  changed_at timestamptz not null
);
create index accounts_by_parent on tollgate.accounts (parent_account_id) where parent_account_id <> '';
create table tollgate.subjects (
  account_id text not null,
  subject_id text not null,
  labels jsonb not null,
  primary key (account_id, subject_id)
);
create table tollgate.account_days (
  day timestamptz not null,
  account_id text not null,
  epoch int not null,
  parent_account_id text not null,
  root_account_id text not null,
  plan text not null,
  currency text not null,
  state text not null,
  balance_milli_cents bigint not null,
  held_milli_cents bigint not null,
  calls bigint not null,
  billed_units bigint not null,
  cost_milli_cents bigint not null,
  primary key (day, account_id)
) partition by range (day);
create table tollgate.subject_days (
  day timestamptz not null,
  account_id text not null,
  subject_id text not null,
  labels jsonb not null,
  calls bigint not null,
  billed_units bigint not null,
  cost_milli_cents bigint not null,
  primary key (day, account_id, subject_id)
) partition by range (day);
create table tollgate.superseded (
  account_id text not null,
  epoch int not null,
  sequence bigint not null,
  at timestamptz not null,
  found_at timestamptz not null default now(),
  movement jsonb not null
);
create index superseded_by_account on tollgate.superseded (account_id, at);
create table tollgate.gaps (
  account_id text not null,
  epoch int not null,
  from_sequence bigint not null,
  to_sequence bigint not null,
  found_at timestamptz not null default now(),
  primary key (account_id, epoch, from_sequence)
)`;

/** In this order. */
const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-tables': tables };

/** Brings the tables up to date. Several sidecars may do so at once. @throws the error of the step that failed */
export async function migrate(db: Kysely<unknown>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: 'tollgate',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Every verb there is: the one list of rows that all transports, the client and docs/api.md derive from. */
import { Fault } from '../../domain/fault.ts';
import { defineMethod, type Method, OPERATE, type Rooms, type UnaryMethod } from '../method.ts';
import { SESSION } from '../session/session.ts';
import { ACCOUNTS } from './accounts.ts';
import { ALERTS } from './alerts.ts';
import { ADMISSIONS } from './admissions.ts';
import { AUTHORIZE_BATCH } from './authorize-batch.ts';
import { BATCHES } from './batches.ts';
import { COMPLETIONS } from './completions.ts';
import { CREDIT } from './credit.ts';
import { HISTORY } from './history.ts';
import { OPERATIONS } from './operations.ts';
import { PACKAGES } from './packages.ts';
import { RECHARGE } from './recharge.ts';
import { RECONCILE } from './reconcile.ts';
import { REPORTS } from './reports.ts';
import { REVERSE } from './reverse.ts';
import { SPOOL } from './spool.ts';
import { GET_HOLD_STATS } from './tuning.ts';
import { WATCH_ACCOUNT } from './watch.ts';
import { STORE_OPERATIONS } from './store-operations.ts';

/** What comes with a later version. Its row says already who may call it, and what to do until then. */
const NOT_BUILT = [
  defineMethod({
    kind: 'unary',
    name: 'ReplayHolds',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    run: notBuilt('ReplayHolds', 'check a changed catalog with its cases'),
  }),
] as const;

export const METHODS = [
  ...ADMISSIONS,
  AUTHORIZE_BATCH,
  ...BATCHES,
  ...COMPLETIONS,
  REVERSE,
  RECONCILE,
  ...ACCOUNTS,
  ...CREDIT,
  ...PACKAGES,
  ...RECHARGE,
  ...HISTORY,
  ...REPORTS,
  WATCH_ACCOUNT,
  ...ALERTS,
  ...OPERATIONS,
  ...STORE_OPERATIONS,
  ...SPOOL,
  SESSION,
  GET_HOLD_STATS,
  ...NOT_BUILT,
] as const;

type Row = (typeof METHODS)[number];
export type UnaryName = Extract<Row, { kind: 'unary' }>['name'];
export type StreamName = Extract<Row, { kind: 'stream' }>['name'];
export type BidiName = Extract<Row, { kind: 'bidi' }>['name'];

/** The rows, and what they work with. */
export interface Handlers {
  readonly rooms: Rooms;
  readonly methods: readonly Method[];
}

export function createHandlers(rooms: Rooms): Handlers {
  return { rooms, methods: METHODS };
}

function fault(name: string, instead: string): Fault {
  const message = `${name} is not built yet, and may change until built; ${instead}`;
  return new Fault('METHOD_NOT_AVAILABLE', message);
}

function notBuilt(name: string, instead: string): UnaryMethod['run'] {
  return () => Promise.reject(fault(name, instead));
}

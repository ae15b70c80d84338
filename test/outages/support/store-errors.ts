/**
 * Everything that Redis may answer in place of a reply, and what becomes of it in each lane. docs/operations.md shows
 * the same table to operators.
 */
import type { StoreTrouble } from '../../../src/domain/fault.ts';
import type { StoreFaultKind } from '../../../src/redis/store.ts';
import type { Behaviour } from './proxy.ts';

export interface StoreError {
  /** As Redis spells it, or what happens to the connection. */
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly kind: StoreFaultKind;
  /** Undefined where the error says nothing about the store, but about Tollgate. */
  readonly state: StoreTrouble | undefined;
  readonly retryable: boolean;
  /** Whether the script may have run. */
  readonly outcomeUnknown: boolean;
  /** What authorize, charge and addCredit answer, and authorize where the catalog says `deny`. */
  readonly admission: string;
  /** What authorize answers where the catalog says `allow`. */
  readonly allow: string;
  /**
   * What answer, extend, settle and release answer: they are kept on disk. A full Redis lets them through: see the test
   * with a real one.
   */
  readonly completion: string;
}

const LETS_THROUGH: readonly (StoreTrouble | undefined)[] = ['away', 'slow'];

function row(
  name: string,
  kind: StoreFaultKind,
  state: StoreTrouble | undefined,
  facts: { readonly behaviour?: Behaviour; readonly outcomeUnknown?: boolean } = {},
): StoreError {
  const fault = state === undefined ? 'internal SCRIPT_FAILED' : `unavailable STORE_${state.toUpperCase()}`;
  return {
    name,
    behaviour: facts.behaviour ?? { error: name },
    kind,
    state,
    retryable: state !== undefined,
    outcomeUnknown: facts.outcomeUnknown === true,
    admission: fault,
    allow: LETS_THROUGH.includes(state) ? 'STORE_DOWN' : fault,
    completion: state === undefined ? fault : 'queued',
  };
}

export const STORE_ERRORS: readonly StoreError[] = [
  row("OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'", 'oom', 'full'),
  row('MISCONF Errors writing to the AOF file: No space left on device', 'misconf', 'full'),
  row('LOADING Redis is loading the dataset in memory', 'loading', 'away'),
  row('NOREPLICAS Not enough good replicas to write.', 'replicas', 'replica'),
  row('READONLY Can not run script with write flag on readonly replica.', 'readonly', 'replica'),
  row("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'readonly', 'replica'),
  row('BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', 'busy', 'slow'),
  row('UNKILLABLE Sorry the script already executed write commands against the dataset.', 'busy', 'slow'),
  row('CLUSTERDOWN The cluster is down', 'cluster', 'away'),
  row('TRYAGAIN Multiple keys request during rehashing of slot', 'cluster', 'away'),
  row('MOVED 3999 127.0.0.1:6381', 'cluster', 'away'),
  row('ASK 3999 127.0.0.1:6381', 'cluster', 'away'),
  row('NOAUTH Authentication required.', 'unavailable', 'away'),
  row('WRONGPASS invalid username-password pair or user is disabled.', 'unavailable', 'away'),
  row("NOPERM User default has no permissions to run the 'evalsha' command", 'unavailable', 'away'),
  row('DENIED Redis is running in protected mode', 'unavailable', 'away'),
  row('ERR max number of clients reached', 'unavailable', 'away'),
  row('CROSSSLOT Keys in request do not hash to the same slot', 'script', undefined),
  row('EXECABORT Transaction discarded because of previous errors.', 'script', undefined),
  row(
    'WRONGTYPE Operation against a key holding the wrong kind of value script: 0a1b, on @user_script:7.',
    'script',
    undefined,
    {
      outcomeUnknown: true,
    },
  ),
  row('ODD an error that nobody knows', 'script', undefined),
  row('a reply after the time that a command may take', 'timeout', 'slow', {
    behaviour: { lateMs: () => 400 },
    outcomeUnknown: true,
  }),
  row('a connection that is closed and not taken again', 'unavailable', 'away', { behaviour: { closed: true } }),
];

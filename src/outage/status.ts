/** How the outage room stands, for people and metrics. */
import type { Breaker } from './breaker.ts';
import type { LostView } from './recent/lost-writes.ts';
import type { Spool } from './spool/spool.ts';

export interface OutageView {
  /** False while the store is not asked, because it has not answered for a while. */
  readonly storeAsked: boolean;
  /** Completions that were answered and that the store has not heard of. */
  readonly queued: number;
  /** When the first of them was told; 0 where there is none. */
  readonly oldestQueuedAtMs: number;
  /** Records that the store refuses for good, or that cannot be read. */
  readonly quarantined: number;
  /** What accounts may owe for calls that were let through and that the store has not heard of. */
  readonly exposureMilliCents: number;
  readonly spoolBytes: number;
  /** Promised to calls that are up, beyond `spoolBytes`. */
  readonly spoolReservedBytes: number;
  readonly spoolMaxBytes: number;
  /** Why nothing can be kept now; empty when all is well. */
  readonly spoolTrouble: string;
  /** What the store has acknowledged and lost. */
  readonly lostWrites: LostView;
}

export function outageView(
  breaker: Breaker,
  spool: Spool,
  exposureMilliCents: number,
  lostWrites: LostView,
): OutageView {
  const { records, oldestAtMs, quarantined, bytes, reservedBytes, maxBytes, full, broken } = spool.status();
  return {
    storeAsked: !breaker.open,
    queued: records,
    oldestQueuedAtMs: oldestAtMs ?? 0,
    quarantined,
    exposureMilliCents,
    spoolBytes: bytes,
    spoolReservedBytes: reservedBytes,
    spoolMaxBytes: maxBytes,
    spoolTrouble: broken !== '' ? broken : full ? 'it is full' : '',
    lostWrites,
  };
}

/** In one line, for readiness; empty while there is nothing to say. */
export function outageText({ storeAsked, queued, quarantined, spoolTrouble, lostWrites }: OutageView): string {
  const { pending, lostForGood } = lostWrites;
  return [
    ...(spoolTrouble === '' ? [] : [`the spool cannot be used: ${spoolTrouble}`]),
    ...(storeAsked ? [] : ['the store is not asked until it answers a PING']),
    ...(queued === 0 ? [] : [`${queued} completions wait for the store`]),
    ...(quarantined === 0 ? [] : [`${quarantined} records wait for an operator`]),
    ...(pending === 0 ? [] : [`${pending} operations that the store has lost are told again`]),
    ...(lostForGood.length === 0 ? [] : [`${lostForGood.length} operations are lost for good`]),
  ].join('; ');
}

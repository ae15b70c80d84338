import type { OutageView } from '../../../src/outage/status.ts';

export const NOTHING_LOST: OutageView['lostWrites'] = {
  rollbacks: 0,
  lastAtMs: 0,
  lost: 0,
  replayed: 0,
  pending: 0,
  isIncomplete: false,
  exposureMilliCents: 0,
  lostForGood: [],
};

/** Three records wait, and one for an operator. */
export const OUTAGE_VIEW: OutageView = {
  storeAsked: false,
  queued: 3,
  oldestQueuedAtMs: 0,
  quarantined: 1,
  exposureMilliCents: 5_000,
  spoolBytes: 4_096,
  spoolReservedBytes: 8_192,
  spoolMaxBytes: 67_108_864,
  spoolTrouble: '',
  lostWrites: NOTHING_LOST,
};

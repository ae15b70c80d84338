import type { OutageView } from '../../../src/outage/status.ts';

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
};

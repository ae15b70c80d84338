/** Rows as a test needs them: it says what it is about, the rest is ordinary. */
import type { KeptCall } from '../../../src/archive/reader/fold.ts';
import type { ArchiveScope } from '../../../src/archive/port.ts';

/** Whoever may see everything. */
export const EVERYTHING: ArchiveScope = { accountIds: [], accountPrefixes: [] };

export const NOON_MS = Date.UTC(2026, 10, 28, 12);

/** A minute to New York that was charged 1.2 cents, at noon. */
export function keptCall(changes: Partial<KeptCall> = {}): KeptCall {
  const accountId = changes.accountId ?? 'acme';
  return {
    epoch: 1,
    accountId,
    payerAccountId: accountId,
    parentAccountId: '',
    rootAccountId: accountId,
    holdId: 'h1',
    chargeKey: '',
    subjectId: '',
    subjectLabels: {},
    service: 'call',
    direction: 'outbound',
    numberClass: 'local',
    number: '+1212*****34',
    numberForm: 'masked',
    prefix: '1212',
    country: 'US',
    rateRule: 'us',
    holdRule: 'default',
    gatewayId: 'sbc-1',
    parentHoldId: '',
    authorizedAtMs: NOON_MS,
    answeredAtMs: NOON_MS + 5_000,
    endedAtMs: NOON_MS + 65_000,
    state: 'charged',
    grantedUnits: 3_600,
    connectedSeconds: 60,
    billedUnits: 60,
    costMilliCents: 1_200,
    reversedMilliCents: 0,
    writtenOffMilliCents: 0,
    reservedMilliCents: 72_000,
    parts: [{ source: 'balance', name: '', amountMilliCents: 1_200, units: 0 }],
    cause: 16,
    flags: [],
    firstSequence: 1,
    lastSequence: 3,
    ...changes,
  };
}

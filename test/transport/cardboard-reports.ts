/** Reports that know one call, and note what they are asked. */
import type { Reports } from '../../src/accounts/report-requests.ts';
import type { CallRow } from '../../src/archive/port.ts';
import type { Asked } from './cardboard.ts';

const AT_MS = 1_700_000_000_000;

const ARCHIVED_CALL: CallRow = {
  epoch: 1,
  accountId: 'acme',
  payerAccountId: 'acme',
  parentAccountId: '',
  rootAccountId: 'acme',
  holdId: 'h1',
  chargeKey: '',
  subjectId: 'ada',
  subjectLabels: { department: 'Sales' },
  service: 'call',
  direction: 'outbound',
  numberClass: 'standard',
  number: '+1******34',
  numberForm: 'masked',
  prefix: '1202',
  country: 'US',
  rateRule: 'us',
  holdRule: 'default',
  gatewayId: 'sbc-1',
  parentHoldId: '',
  authorizedAtMs: AT_MS,
  answeredAtMs: AT_MS + 5_000,
  endedAtMs: 0,
  state: 'answered',
  grantedUnits: 3_600,
  connectedSeconds: 0,
  billedUnits: 0,
  costMilliCents: 0,
  reversedMilliCents: 0,
  writtenOffMilliCents: 0,
  reservedMilliCents: 300_000,
  parts: [],
  cause: 0,
  flags: ['interim'],
};

export function cardboardReports(asked: Asked[]): Reports {
  const note =
    <Row>(verb: string, items: readonly Row[]) =>
    (request: unknown, page: unknown) => {
      asked.push({ verb, request: { request, page } });
      return Promise.resolve({ items, next: 'there', timeText: (ms: number) => new Date(ms).toISOString() });
    };
  return {
    calls: note('calls', [ARCHIVED_CALL]),
    movements: note('movements', []),
    usage: note('usage', []),
    async *csv(request) {
      asked.push({ verb: 'csv', request });
      yield 'time,account_id\n';
      yield 'now,acme\n';
    },
  };
}

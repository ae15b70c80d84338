/** Reports out of the archive: the days of whose zone, the accounts of whom, the words of the catalog. */
import type { ArchiveScope, ArchiveSpan, CallsFilter, CsvQuery } from '../archive/port.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { isTimeZone } from '../domain/cycle.ts';
import { invalidField } from '../domain/fault.ts';
import { parseReportTime } from '../domain/report-times.ts';
import { maskNumber } from '../domain/phone/classify.ts';
import { ZonedTimes } from '../domain/zoned-times.ts';
import { accountUnknown } from '../ledger/faults.ts';
import type { AccountProfile } from '../ledger/port.ts';
import type {
  CallsRequest,
  ReportArchive,
  ReportFilter,
  ReportRequest,
  Reports,
  UsageRequest,
} from './report-requests.ts';

export interface ReportsOptions {
  readonly archive: ReportArchive;
  readonly catalog: () => CatalogSnapshot;
  readonly profiles: { get(accountId: string): Promise<AccountProfile | undefined> };
  /** The hash of a number, where the archive keeps those; otherwise undefined. */
  readonly hashNumber?: ((number: string) => string) | undefined;
}

/** How many rows of CSV are made at a time: some hundreds of kilobytes. */
const CSV_ROWS_AT_ONCE = 2_000;

export function createReports({ archive, catalog, profiles, hashNumber }: ReportsOptions): Reports {
  const zoneOf = async ({ timeZone, accountId }: ReportFilter): Promise<string> => {
    const profile = accountId === '' ? undefined : await profiles.get(accountId);
    if (accountId !== '' && profile === undefined) throw accountUnknown();
    const zone = timeZone || (profile?.timeZone ?? 'UTC');
    if (!isTimeZone(zone)) throw invalidField('time_zone', `"${zone}" is not an IANA time zone such as Europe/Berlin`);
    return zone;
  };

  const callsFilter = (request: CallsRequest, timeZone: string): CallsFilter => ({
    ...commonFilter(request, timeZone),
    subjectId: request.subjectId || undefined,
    service: request.service || undefined,
    direction: request.direction,
    numberClass: request.numberClass || undefined,
    country: request.country || undefined,
    gatewayId: request.gatewayId || undefined,
    numbers: request.number === '' ? undefined : formsOf(request.number, hashNumber),
  });

  const usageFilter = (request: UsageRequest, timeZone: string) => {
    const { services, homeCountry } = catalog();
    const timedServices = [...services].filter(([, { unit }]) => unit === 'second').map(([name]) => name);
    return { ...callsFilter(request, timeZone), groupBy: request.groupBy, timeZone, timedServices, homeCountry };
  };

  const movementsFilter = (request: Extract<ReportRequest, { report: 'movements' }>['filter'], timeZone: string) => ({
    ...commonFilter(request, timeZone),
    kinds: request.kind === undefined ? undefined : [request.kind],
  });

  const csvQuery = (request: ReportRequest, timeZone: string): CsvQuery => {
    switch (request.report) {
      case 'calls':
        return { report: 'calls', filter: callsFilter(request.filter, timeZone) };
      case 'movements':
        return { report: 'movements', filter: movementsFilter(request.filter, timeZone) };
      case 'usage':
        return { report: 'usage', filter: usageFilter(request.filter, timeZone) };
    }
  };

  return {
    async calls(request, page) {
      const zone = await zoneOf(request);
      return { ...(await archive.calls(callsFilter(request, zone), page)), ...timesIn(zone) };
    },
    async movements(request, page) {
      const zone = await zoneOf(request);
      return { ...(await archive.movements(movementsFilter(request, zone), page)), ...timesIn(zone) };
    },
    async usage(request, page) {
      const zone = await zoneOf(request);
      return { ...(await archive.usage(usageFilter(request, zone), page)), ...timesIn(zone) };
    },
    async *csv(request) {
      const timeZone = await zoneOf(request.filter);
      const query = csvQuery(request, timeZone);
      const options = { timeZone, currency: catalog().currency };
      let after = '';
      do {
        const { text, next } = await archive.csv(query, options, { after, limit: CSV_ROWS_AT_ONCE });
        if (text !== '') yield text;
        after = next;
      } while (after !== '');
    },
  };
}

function timesIn(zone: string) {
  const times = new ZonedTimes(zone);
  return { timeText: (ms: number): string => times.text(ms) };
}

/** What all reports have in common. The scope of the caller is always there. */
function commonFilter(request: ReportFilter, timeZone: string) {
  const scope: ArchiveScope = {
    accountIds: [],
    accountPrefixes: request.accountPrefix === '' ? [] : [request.accountPrefix],
  };
  return {
    ...spanOf(request, timeZone),
    scope,
    accountId: request.accountId || undefined,
    below: request.below,
  };
}

function spanOf({ from, to }: ReportFilter, timeZone: string): ArchiveSpan {
  const [fromMs, toMs] = [
    ['from', from],
    ['to', to],
  ].map(([field = '', text = '']) => {
    if (text === '') return undefined;
    const ms = parseReportTime(text, timeZone);
    if (ms !== undefined) return ms;
    throw invalidField(field, 'must be a day such as 2026-11-28, or a time in RFC 3339 such as 2026-11-28T14:30:00Z');
  });
  if (fromMs !== undefined && toMs !== undefined && toMs < fromMs) throw invalidField('to', 'must not be before from');
  return { fromMs, toMs };
}

/** A number is kept in one form, and asked for as people write it. */
function formsOf(written: string, hashNumber: ((number: string) => string) | undefined): readonly string[] {
  const number = written.replace(/[\s().-]/g, '');
  return [number, maskNumber(number), ...(hashNumber === undefined ? [] : [hashNumber(number)])];
}

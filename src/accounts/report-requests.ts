/** What the transports ask of the archive, and what they are told. Money in milli-cents. */
import type { Archive, CallRow, MovementRow, UsageKey, UsageRow } from '../archive/port.ts';
import type { Direction } from '../domain/traffic.ts';
import type { MovementKind, Page, PageOf } from '../ledger/port.ts';

/** What reports need of the archive. */
export type ReportArchive = Pick<Archive, 'calls' | 'movements' | 'usage' | 'csv'>;

/** Which rows, whatever they are. Empty fields admit everything. */
export interface ReportFilter {
  /** Of the caller: accounts of this id, and those whose ids go on with a delimiter; empty is all. */
  readonly accountPrefix: string;
  readonly accountId: string;
  /** With the account those under it. */
  readonly below: boolean;
  /** RFC 3339, or a day of the zone. */
  readonly from: string;
  readonly to: string;
  /** IANA name; empty is that of the account, else UTC. */
  readonly timeZone: string;
}

export interface CallsRequest extends ReportFilter {
  readonly subjectId: string;
  readonly numberClass: string;
  readonly direction: Direction | undefined;
  readonly service: string;
  readonly number: string;
  readonly country: string;
  readonly gatewayId: string;
}

export interface MovementsRequest extends ReportFilter {
  readonly kind: MovementKind | undefined;
}

export interface UsageRequest extends CallsRequest {
  readonly groupBy: readonly UsageKey[];
}

export type ReportRequest =
  | { readonly report: 'calls'; readonly filter: CallsRequest }
  | { readonly report: 'movements'; readonly filter: MovementsRequest }
  | { readonly report: 'usage'; readonly filter: UsageRequest };

/** A page, and how its times are shown. */
export interface ReportPage<Row> extends PageOf<Row> {
  /** In RFC 3339, on the clock of the zone of the report. */
  timeText(ms: number): string;
}

/** History, as far as the archive has it. Every method may throw `ARCHIVE_AWAY`. */
export interface Reports {
  calls(request: CallsRequest, page: Page): Promise<ReportPage<CallRow>>;
  movements(request: MovementsRequest, page: Page): Promise<ReportPage<MovementRow>>;
  usage(request: UsageRequest, page: Page): Promise<ReportPage<UsageRow>>;
  /** All of it, in pieces of whole lines, the header row first. */
  csv(request: ReportRequest): AsyncIterable<string>;
}

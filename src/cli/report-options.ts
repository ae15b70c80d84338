/** What the commands of reports share: their filters, and CSV from the server. */
import { Direction } from '../gen/tollgate/v1/Direction.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { type Arguments, EXIT, type ExitCode, flag, given, option, UsageError } from './command.ts';
import type { Context } from './connection.ts';

/** As the server reads it: it knows the zone of the account. */
const WHEN = "a day such as 2026-11-28, in the account's zone, or a time such as 2026-11-28T14:30:00Z";

export const SPAN_OPTIONS = {
  from: option('TIME', `not before: ${WHEN}`, 'as far back as is kept'),
  to: option('TIME', `before: ${WHEN}`, 'now'),
} as const;

export const SCOPE_OPTIONS = {
  below: flag('of the accounts under it too'),
  'time-zone': option(
    'ZONE',
    'IANA name: where days begin, and on whose clock times are shown',
    "the account's, else UTC",
  ),
} as const;

export const CALL_OPTIONS = {
  subject: option('SUBJECT', 'of this user, agent or line'),
  class: option('CLASS', 'to numbers of this class, such as toll_free or mobile'),
  direction: option('WAY', 'outbound or inbound'),
  service: option('NAME', 'of this service'),
  number: option('NUMBER', 'with this other party, in E.164; where numbers are kept masked, all that look the same'),
  country: option('CODE', 'with another party in this country, such as DE'),
  gateway: option('ID', 'that this gateway authorized'),
} as const;

export const CSV_OPTION = {
  csv: flag('print all of it as CSV with a header row, amounts in currency units; progress goes to standard error'),
} as const;

type SpanOption = keyof typeof SPAN_OPTIONS | keyof typeof SCOPE_OPTIONS | 'ACCOUNT';
type CallOption = SpanOption | keyof typeof CALL_OPTIONS;

/** Fields of a request by their names on the wire, all as texts: the client's messages take them as well. */
export type ReportFilter = Record<string, string>;

export function spanFilter(args: Arguments<SpanOption>): ReportFilter {
  const accountId = args.text('ACCOUNT');
  if (args.flag('below') && accountId === undefined) throw new UsageError('--below needs the ACCOUNT');
  return given({
    account_id: accountId,
    below: args.flag('below') ? 'true' : undefined,
    from: args.text('from'),
    to: args.text('to'),
    time_zone: args.text('time-zone'),
  });
}

export function callFilter(args: Arguments<CallOption>): ReportFilter {
  return {
    ...spanFilter(args),
    ...given({
      subject_id: args.text('subject'),
      class: args.text('class'),
      direction: args.text('direction'),
      service: args.text('service'),
      number: args.text('number'),
      country: args.text('country')?.toUpperCase(),
      gateway_id: args.text('gateway'),
    }),
  };
}

/** The same as a message of the client. */
export function requestOf(filter: ReportFilter, args: Arguments<'direction' | 'below'>) {
  const { direction: _written, below: _flag, ...texts } = filter;
  const fields = Object.entries(texts).map(([name, text]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    text,
  ]);
  return {
    ...(Object.fromEntries(fields) as Record<string, string>),
    below: args.flag('below'),
    ...given({ direction: args.oneOf('direction', Direction) }),
  };
}

/** CSV goes alone. */
export function wantsCsv(args: Arguments<'csv' | 'json' | 'watch'>): boolean {
  if (!args.flag('csv')) return false;
  if (args.flag('json') || args.flag('watch')) throw new UsageError('--csv goes without --json and --watch');
  return true;
}

const PROGRESS_MS = 2_000;

/** Prints the whole report as it comes. */
export async function printCsv(
  client: TollgateClient,
  report: 'calls' | 'movements' | 'usage',
  filter: ReportFilter,
  context: Context,
): Promise<ExitCode> {
  // The header is no row.
  let [rows, told] = [-1, performance.now()];
  for await (const { csv } of client.exportReport({ report, filter }, { deadlineMs: Infinity })) {
    context.print(csv.replace(/\n$/, ''));
    rows += csv.split('\n').length - 1;
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    context.complain(`${rows.toLocaleString('en-US')} rows so far`);
  }
  return EXIT.ok;
}

/** Reports as CSV: their header rows, and their lines. Amounts are in units of the currency, to the last milli-cent. */
import { type CsvCell, csvLine } from '../domain/csv-text.ts';
import { amountText } from '../domain/money.ts';
import { ZonedTimes } from '../domain/zoned-times.ts';
import type { FundingPart } from '../ledger/port.ts';
import { partName } from '../ledger/rules/lots.ts';
import type { CallRow, CsvOptions, MovementRow, UsageKey, UsageRow } from './port.ts';

interface Formats {
  readonly times: ZonedTimes;
  readonly currency: string;
}

type Columns<Row> = readonly (readonly [title: string, cell: (row: Row, formats: Formats) => CsvCell])[];

/** `allowance fair-use 60; balance 0.05`. */
function paidFrom(parts: readonly FundingPart[]): string {
  return parts
    .map((part) => {
      const { source, units, amountMilliCents } = part;
      return [source, partName(part), units === 0 ? amountText(amountMilliCents) : units]
        .filter((word) => word !== '')
        .join(' ');
    })
    .join('; ');
}

const CALLS: Columns<CallRow> = [
  ['time', ({ authorizedAtMs }, { times }) => times.text(authorizedAtMs)],
  ['account_id', ({ accountId }) => accountId],
  ['parent_account_id', ({ parentAccountId }) => parentAccountId],
  ['payer_account_id', ({ payerAccountId }) => payerAccountId],
  ['subject_id', ({ subjectId }) => subjectId],
  ['name', ({ subjectLabels }) => subjectLabels['name'] ?? ''],
  ['department', ({ subjectLabels }) => subjectLabels['department'] ?? ''],
  ['direction', ({ direction }) => direction],
  ['service', ({ service }) => service],
  ['class', ({ numberClass }) => numberClass],
  ['country', ({ country }) => country],
  ['number', ({ number }) => number],
  ['state', ({ state }) => state],
  ['duration_seconds', ({ connectedSeconds }) => connectedSeconds],
  ['billed_units', ({ billedUnits }) => billedUnits],
  ['cost', ({ costMilliCents }) => amountText(costMilliCents)],
  ['given_back', ({ reversedMilliCents }) => amountText(reversedMilliCents)],
  ['written_off', ({ writtenOffMilliCents }) => amountText(writtenOffMilliCents)],
  ['currency', (_, { currency }) => currency],
  ['paid_from', ({ parts }) => paidFrom(parts)],
  ['rate_rule', ({ rateRule }) => rateRule],
  ['hold_rule', ({ holdRule }) => holdRule],
  ['gateway_id', ({ gatewayId }) => gatewayId],
  ['hold_id', ({ holdId }) => holdId],
  ['charge_key', ({ chargeKey }) => chargeKey],
  ['answered_at', ({ answeredAtMs }, { times }) => times.text(answeredAtMs)],
  ['ended_at', ({ endedAtMs }, { times }) => times.text(endedAtMs)],
  ['q850_cause', ({ cause }) => cause],
  ['flags', ({ flags }) => flags.join(' ')],
];

const MOVEMENTS: Columns<MovementRow> = [
  ['time', ({ atMs }, { times }) => times.text(atMs)],
  ['account_id', ({ accountId }) => accountId],
  ['sequence', ({ sequence }) => sequence],
  ['kind', ({ kind }) => kind],
  ['amount', ({ amountMilliCents }) => amountText(amountMilliCents)],
  ['balance', ({ balanceMilliCents }) => amountText(balanceMilliCents)],
  ['currency', (_, { currency }) => currency],
  ['service', ({ service }) => service],
  ['subject_id', ({ subjectId }) => subjectId],
  ['direction', ({ direction }) => direction ?? ''],
  ['class', ({ numberClass }) => numberClass],
  ['number', ({ number }) => number],
  ['duration_seconds', ({ connectedSeconds }) => connectedSeconds],
  ['billed_units', ({ billedUnits }) => billedUnits],
  ['paid_from', ({ parts }) => paidFrom(parts)],
  ['origin_account_id', ({ originAccountId }) => originAccountId],
  ['hold_id', ({ holdId }) => holdId],
  ['charge_key', ({ chargeKey }) => chargeKey],
  ['idempotency_key', ({ idempotencyKey }) => idempotencyKey],
  ['lot_id', ({ lotId }) => lotId],
  ['pack_id', ({ packId }) => packId],
  ['pack_units', ({ packUnits }) => packUnits],
  ['package_id', ({ packageId }) => packageId],
  ['estimated', ({ estimated }) => (estimated ? 'yes' : '')],
  ['note', ({ note }) => note],
];

const SUMS: Columns<UsageRow> = [
  ['calls', ({ calls }) => calls],
  ['toll_free_calls', ({ tollFreeCalls }) => tollFreeCalls],
  ['international_calls', ({ internationalCalls }) => internationalCalls],
  ['duration_seconds', ({ connectedSeconds }) => connectedSeconds],
  ['billed_seconds', ({ billedSeconds }) => billedSeconds],
  ['billed_units', ({ billedUnits }) => billedUnits],
  ['included_units', ({ includedUnits }) => includedUnits],
  ['cost', ({ costMilliCents }) => amountText(costMilliCents)],
  ['written_off', ({ writtenOffMilliCents }) => amountText(writtenOffMilliCents)],
  ['currency', (_, { currency }) => currency],
];

function usageColumns(keys: readonly UsageKey[]): Columns<UsageRow> {
  const column = (key: UsageKey): Columns<UsageRow>[number] => [key, (row) => row.keys[key] ?? ''];
  return [...keys.map(column), ...SUMS];
}

/** The first line of a report. @param keys - of usage */
export function csvHeader(report: 'calls' | 'movements' | 'usage', keys: readonly UsageKey[] = []): string {
  const columns = { calls: CALLS, movements: MOVEMENTS, usage: usageColumns(keys) }[report];
  return csvLine(columns.map(([title]) => title));
}

function lines<Row>(columns: Columns<Row>, rows: readonly Row[], { timeZone, currency }: CsvOptions): string {
  const formats = { times: new ZonedTimes(timeZone), currency };
  return rows.map((row) => csvLine(columns.map(([, cell]) => cell(row, formats)))).join('');
}

export const callsCsv = (rows: readonly CallRow[], options: CsvOptions): string => lines(CALLS, rows, options);

export const movementsCsv = (rows: readonly MovementRow[], options: CsvOptions): string =>
  lines(MOVEMENTS, rows, options);

export const usageCsv = (rows: readonly UsageRow[], keys: readonly UsageKey[], options: CsvOptions): string =>
  lines(usageColumns(keys), rows, options);

/** What became of each call, as lines of a file: every row of the past has one, also those that could not be read. */
import { exactDecimal } from '../domain/money.ts';
import type { RowProblem } from './past-call.ts';
import type { Outcome } from './replay.ts';

export const OUTCOME_HEADER = [
  'line',
  'call_id',
  'account_id',
  'start',
  'service',
  'to',
  'outcome',
  'reason',
  'hold_rule',
  'hold',
  'granted_units',
  'used_units',
  'cut_units',
  'extends',
  'cost',
  'was',
  'write_off',
  'fits_smaller_hold',
].join(',');

/** Money in currency units. */
export function outcomeLine(outcome: Outcome): string {
  const { call, kind, reason, held, costMilliCents, cutUnits, usedUnits } = outcome;
  return [
    call.line,
    cell(call.callId),
    call.accountId,
    new Date(call.startMs).toISOString(),
    cell(call.service),
    cell(call.to),
    cutUnits > 0 ? 'cut' : kind,
    cell(reason || outcome.message),
    cell(outcome.holdRule),
    kind === 'admitted' ? exactDecimal(held[0]?.milliCents ?? 0) : '',
    outcome.grantedUnits,
    usedUnits,
    cutUnits,
    outcome.extends,
    exactDecimal(costMilliCents),
    call.costMilliCents === undefined ? '' : exactDecimal(call.costMilliCents),
    exactDecimal(outcome.writeOffMilliCents),
    outcome.fitsSmallerHold ? 'yes' : '',
  ].join(',');
}

/** Of a row that could not be read. */
export function problemLine({ line, kind, message }: RowProblem): string {
  return [line, '', '', '', '', '', kind, cell(message), ...Array.from({ length: 10 }, () => '')].join(',');
}

/** No spreadsheet takes it for a formula. A number keeps its plus. */
function cell(text: string): string {
  const safe = /^[=@\t\r]|^[+-](?!\d+$)/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

import type { SettleResponse__Output } from '../gen/tollgate/v1/SettleResponse.ts';
import { partsText } from './decision-text.ts';
import { fields, wordOf } from './layout.ts';
import type { MoneyWriter } from './remote.ts';

/** The call record in lines for a person. */
export function settleText(response: SettleResponse__Output, holdId: string, money: MoneyWriter): string[] {
  const notes = [
    ...(response.replayed ? ['the result of an earlier identical request'] : []),
    ...(response.corrected ? ['corrects an earlier end'] : []),
    ...(response.clamped ? ['cut to the time that can have passed'] : []),
    ...(response.estimated ? ['estimated by the sweeper'] : []),
  ];
  const status = wordOf(response.reservationStatus, 'RESERVATION_STATUS_');
  const writtenOff = response.writeOffMilliCents;
  return [
    `${status} ${holdId}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
    ...fields([
      ['billed', `${response.billedDurationSeconds} ${response.unit || 'second'}s`],
      ['charged', money(response.billingAmountMilliCents)],
      ['from', partsText(response.parts, money)],
      ['written off', writtenOff === '0' ? undefined : money(writtenOff)],
      ['released', money(response.releasedMilliCents)],
      ['balance', money(response.balanceMilliCents)],
      ['available', money(response.availableMilliCents)],
    ]),
  ];
}

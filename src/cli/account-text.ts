import type { Account__Output } from '../gen/tollgate/v1/Account.ts';
import type { CreditResponse__Output } from '../gen/tollgate/v1/CreditResponse.ts';
import { fields, timeText, wordOf } from './layout.ts';
import type { MoneyWriter } from './remote.ts';

export function accountText(account: Account__Output, money: MoneyWriter): string[] {
  const ifNotZero = (milliCents: string): string | undefined => (milliCents === '0' ? undefined : money(milliCents));
  return [
    `${account.accountId}${account.replayed ? ' (exists; it was created by an identical request)' : ''}`,
    ...fields([
      ['state', account.state],
      ['status', wordOf(account.accountStatus, 'ACCOUNT_STATUS_')],
      ['balance', money(account.balanceMilliCents)],
      ['held', `${money(account.heldMilliCents)} by ${account.openHolds} open holds`],
      ['available', money(account.availableMilliCents)],
      ['credit limit', ifNotZero(account.creditLimitMilliCents)],
      ['plan', account.plan],
      ['plan credits left', ifNotZero(account.planCreditsRemainingMilliCents)],
      ['cycle', `from day ${account.cycleAnchorDay} of the month, ${account.timeZone}`],
      ['cycle ends', timeText(account.cycleEndsAtMs)],
      ['seats', String(account.seats)],
      ['parent', account.parentAccountId],
      ['numbers', account.numbers.join(' ')],
      ['most open holds', account.maxOpenHolds === '0' ? undefined : account.maxOpenHolds],
      ['created', timeText(account.createdAtMs)],
      ['revision', account.revision],
    ]),
  ];
}

export function creditText(response: CreditResponse__Output, accountId: string, money: MoneyWriter): string[] {
  return [
    `${accountId}${response.replayed ? ' (done before: the result of an earlier identical request)' : ''}`,
    ...fields([
      ['balance', money(response.balanceMilliCents)],
      ['available', money(response.availableMilliCents)],
      ['status', wordOf(response.accountStatus, 'ACCOUNT_STATUS_')],
    ]),
  ];
}

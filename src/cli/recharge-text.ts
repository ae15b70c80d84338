/** How an account is recharged, in lines for a person. */
import type { Payment__Output } from '../gen/tollgate/v1/Payment.ts';
import type { Recharge__Output } from '../gen/tollgate/v1/Recharge.ts';
import type { MoneyWriter } from './connection.ts';
import { fields, table, timeText, wordOf } from './text.ts';

/** In one line, for a list of other facts; undefined where nothing is set up and nothing has happened. */
export function rechargeSummary(recharge: Recharge__Output | null, money: MoneyWriter): string | undefined {
  if (recharge === null || (!recharge.enabled && recharge.current === null)) return undefined;
  const [last] = recharge.history;
  const set = `${money(recharge.amountMilliCents)} below ${money(recharge.thresholdMilliCents)}`;
  const now =
    recharge.paused !== ''
      ? `paused by a ${recharge.paused}`
      : recharge.current !== null
        ? `${stateOf(recharge.current)} since ${timeText(recharge.current.atMs)}`
        : last !== undefined && recharge.failures > 0
          ? `failed: ${last.reason}`
          : undefined;
  return [recharge.enabled ? set : 'off', ...(now === undefined ? [] : [now])].join(', ');
}

export function rechargeText(recharge: Recharge__Output | null, money: MoneyWriter): string[] {
  if (recharge === null) return [];
  const payments = [...(recharge.current === null ? [] : [recharge.current]), ...recharge.history];
  return [
    ...fields([
      ['recharged', recharge.enabled ? `by ${modeOf(recharge)}` : 'no'],
      ['provider', recharge.provider || 'none: nothing can be charged'],
      ['below', recharge.enabled ? money(recharge.thresholdMilliCents) : undefined],
      ['by', recharge.enabled ? amountText(recharge, money) : undefined],
      ['a day', recharge.enabled ? capText(recharge, money) : undefined],
      ['today', `${recharge.countToday}, ${money(recharge.milliCentsToday)}`],
      ['payment method', methodText(recharge)],
      ['paused', recharge.paused === '' ? undefined : `by a ${recharge.paused}, until it is set anew`],
      ['failures', recharge.failures === 0 ? undefined : String(recharge.failures)],
      ['next try', recharge._nextTryAtMs === undefined ? undefined : timeText(recharge.nextTryAtMs ?? '0')],
    ]),
    ...(payments.length === 0 ? [] : ['', ...paymentTable(payments, money)]),
  ];
}

function amountText({ amountMilliCents, minimumMilliCents }: Recharge__Output, money: MoneyWriter): string {
  if (amountMilliCents === minimumMilliCents) return money(amountMilliCents);
  return `${money(amountMilliCents)}, at least ${money(minimumMilliCents)}`;
}

function capText({ dailyCount, dailyMilliCents, _dailyMilliCents }: Recharge__Output, money: MoneyWriter): string {
  const count = `at most ${dailyCount} times`;
  return _dailyMilliCents === undefined ? count : `${count} and ${money(dailyMilliCents ?? '0')}`;
}

function methodText({ methodId, methodState }: Recharge__Output): string {
  return methodId === '' ? 'none' : `${methodId}, ${wordOf(methodState, 'PAYMENT_METHOD_STATE_')}`;
}

function modeOf({ mode }: Pick<Recharge__Output, 'mode'>): string {
  return wordOf(mode, 'RECHARGE_MODE_');
}

function stateOf({ state }: Payment__Output): string {
  return wordOf(state, 'PAYMENT_STATE_');
}

export function paymentText(payment: Payment__Output | null, money: MoneyWriter): string[] {
  return payment === null ? ['nothing waits for an invoice'] : paymentTable([payment], money);
}

function paymentTable(payments: readonly Payment__Output[], money: MoneyWriter): string[] {
  return table(payments, [
    { title: 'payment', cell: ({ rechargeId }) => rechargeId },
    { title: 'at', cell: ({ atMs }) => timeText(atMs) },
    { title: 'for', cell: ({ purpose }) => wordOf(purpose, 'PAYMENT_PURPOSE_') },
    { title: 'by', cell: modeOf },
    {
      title: 'amount',
      align: 'right',
      cell: ({ amountMilliCents }) => (amountMilliCents === '0' ? '' : money(amountMilliCents)),
    },
    { title: 'state', cell: stateOf },
    { title: 'reason', cell: ({ reason }) => reason },
    { title: 'reference', cell: ({ reference }) => reference },
  ]);
}

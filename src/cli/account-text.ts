import type { Account__Output } from '../gen/tollgate/v1/Account.ts';
import { AccountState } from '../gen/tollgate/v1/AccountState.ts';
import type { AddCreditResponse__Output } from '../gen/tollgate/v1/AddCreditResponse.ts';
import type { AdjustBalanceResponse__Output } from '../gen/tollgate/v1/AdjustBalanceResponse.ts';
import type { AllowanceUse__Output } from '../gen/tollgate/v1/AllowanceUse.ts';
import { Direction } from '../gen/tollgate/v1/Direction.ts';
import { LimitPolicy } from '../gen/tollgate/v1/LimitPolicy.ts';
import type { Lot__Output } from '../gen/tollgate/v1/Lot.ts';
import { LotKind } from '../gen/tollgate/v1/LotKind.ts';
import type { Pack__Output } from '../gen/tollgate/v1/Pack.ts';
import type { MoneyWriter } from './connection.ts';
import { rechargeSummary } from './recharge-text.ts';
import { enumWord, fields, ifNotZero, table, timeText, wordOf } from './text.ts';

/** @param replayed whether the answer to an earlier identical request is shown. */
export function accountText(account: Account__Output | null, money: MoneyWriter, replayed = false): string[] {
  if (account === null) return [];
  return [
    `${account.accountId}${replayed ? ' (exists; it was created by an identical request)' : ''}`,
    ...fields([
      ['state', enumWord(AccountState, account.state)],
      ['status', wordOf(account.accountStatus, 'ACCOUNT_STATUS_')],
      ['balance', money(account.balanceMilliCents)],
      ['held', `${money(account.heldMilliCents)} by ${account.openHolds} open holds`],
      ['available', money(account.availableMilliCents)],
      ['credit limit', ifNotZero(account.creditLimitMilliCents, money)],
      ['plan', account.plan],
      ['plan credits left', planCreditsText(account, money)],
      ['when used up', enumWord(LimitPolicy, account.onPlanExhausted)],
      ['cycle', `from day ${account.cycleAnchorDay} of the month, ${account.timeZone}`],
      ['cycle ends', timeText(account.cycleEndsAtMs)],
      ['seats', String(account.seats)],
      ['own allowances', unitsText(account.allowanceUnits)],
      ['parent', account.parentAccountId],
      ['paid by', account.payerAccountId === account.accountId ? undefined : account.payerAccountId],
      ['numbers', account.numbers.join(' ')],
      ['subjects', account.subjects === '0' ? undefined : `${account.subjects} with particulars`],
      ['most open holds', account.maxOpenHolds === '0' ? undefined : account.maxOpenHolds],
      ['recharged', rechargeSummary(account.recharge, money)],
      ['created', timeText(account.createdAtMs)],
      ['revision', account.revision],
    ]),
    ...lotLines(account.lots, money),
    ...packLines(account.packs),
    ...allowanceLines(account.allowances),
  ];
}

/**
 * Undefined where there are none, which is not a rest of nothing. Where the plan says stop it may be the payer's plan:
 * then the payer has the credits.
 */
function planCreditsText(account: Account__Output, money: MoneyWriter): string | undefined {
  const hasPlanCredits = account.lots.some(({ kind }) => kind === LotKind.LOT_KIND_PLAN_CREDITS);
  const left = hasPlanCredits ? money(account.planCreditsRemainingMilliCents) : undefined;
  if (!account.planExhausted) return left;
  const ownCredits = account.payerAccountId === account.accountId;
  const stopped = ownCredits
    ? `stopped until ${timeText(account.cycleEndsAtMs)} or until credit is added`
    : `stopped until the cycle of ${account.payerAccountId} ends or credit is added to it`;
  return ownCredits
    ? `${left ?? money('0')}, ${account.planCreditsRemainingMilliCents === '0' ? 'used up' : 'not enough'}: ${stopped}`
    : `${left === undefined ? '' : `${left}; `}those of ${account.payerAccountId} are used up: ${stopped}`;
}

function unitsText(unitsByName: Readonly<Record<string, string>>): string {
  return Object.entries(unitsByName)
    .map(([name, units]) => `${name}=${units}`)
    .join(' ');
}

function lotLines(lots: readonly Lot__Output[], money: MoneyWriter): string[] {
  if (lots.length === 0) return [];
  const lines = table(lots, [
    { title: 'LOT', cell: ({ id }) => id },
    { title: 'KIND', cell: ({ kind }) => enumWord(LotKind, kind) },
    { title: 'GRANTED', align: 'right', cell: ({ grantedMilliCents }) => money(grantedMilliCents) },
    { title: 'USED', align: 'right', cell: ({ usedMilliCents }) => money(usedMilliCents) },
    { title: 'HELD', align: 'right', cell: ({ heldMilliCents }) => money(heldMilliCents) },
    { title: 'LEFT', align: 'right', cell: ({ remainingMilliCents }) => money(remainingMilliCents) },
    { title: 'ENDS', cell: ({ expiresAtMs }) => (expiresAtMs === undefined ? 'never' : timeText(expiresAtMs)) },
    { title: 'FOR', cell: ({ services }) => services.join(' ') },
  ]);
  return ['', ...lines];
}

function packLines(packs: readonly Pack__Output[]): string[] {
  if (packs.length === 0) return [];
  const lines = table(packs, [
    { title: 'PACK', cell: ({ id }) => id },
    { title: 'UNIT', cell: ({ unit }) => unit },
    { title: 'BOUGHT', align: 'right', cell: ({ grantedUnits }) => grantedUnits },
    { title: 'USED', align: 'right', cell: ({ usedUnits }) => usedUnits },
    { title: 'HELD', align: 'right', cell: ({ heldUnits }) => heldUnits },
    { title: 'LEFT', align: 'right', cell: ({ remainingUnits }) => remainingUnits },
    { title: 'ENDS', cell: ({ expiresAtMs }) => (expiresAtMs === undefined ? 'never' : timeText(expiresAtMs)) },
    { title: 'FOR', cell: packFor },
  ]);
  return ['', ...lines];
}

/** `call outbound to DE FR mobile +4917`. */
function packFor({ services, directions, countries, numberClasses, prefixes }: Pack__Output): string {
  const ways = directions.map((each) => enumWord(Direction, each));
  return [...services, ...ways, ...countries, ...numberClasses, ...prefixes].join(' ');
}

/** A table of what is included, after an empty line; nothing where nothing is. */
export function allowanceLines(allowances: readonly AllowanceUse__Output[]): string[] {
  if (allowances.length === 0) return [];
  const lines = table(allowances, [
    { title: 'ALLOWANCE', cell: ({ name }) => name },
    { title: 'UNITS', align: 'right', cell: ({ totalUnits }) => totalUnits },
    { title: 'USED', align: 'right', cell: ({ usedUnits }) => usedUnits },
    { title: 'HELD', align: 'right', cell: ({ heldUnits }) => heldUnits },
    { title: 'LEFT', align: 'right', cell: ({ remainingUnits }) => remainingUnits },
    { title: 'ANEW', cell: ({ endsAtMs }) => timeText(endsAtMs) },
  ]);
  return ['', ...lines];
}

export function creditText(
  response: AddCreditResponse__Output | AdjustBalanceResponse__Output,
  accountId: string,
  money: MoneyWriter,
): string[] {
  return [
    `${accountId}${response.replayed ? ' (done before: the result of an earlier identical request)' : ''}`,
    ...fields([
      ['balance', money(response.balanceMilliCents)],
      ['available', money(response.availableMilliCents)],
      ['pack', response.packId],
      ['status', wordOf(response.accountStatus, 'ACCOUNT_STATUS_')],
    ]),
  ];
}

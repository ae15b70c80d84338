/**
 * What is sent: an event, in the shape of Standard Webhooks (type, timestamp, data), and the same for people. Amounts
 * are exact in the event and rounded towards less in the text, so that no text promises more than there is. Whole phone
 * numbers are in neither.
 */
import type { AccountView } from '../accounts/requests.ts';
import { localTimeText } from '../domain/local-time.ts';
import type { AlertKind } from '../domain/alert-kinds.ts';
import { type AlertDetails, creditOf, type LowLine } from './lines.ts';

const MILLI_CENTS_PER_CENT = 1_000;

/** `account.test` is sent on demand, to try the way of an alert. */
export type AlertType = `account.${AlertKind | 'test'}`;

/** As JSON. Money in milli-cents of the currency; docs/alert-event.schema.json is its schema. */
export interface AlertEvent {
  readonly type: AlertType;
  /** When it happened, RFC 3339 in UTC. */
  readonly timestamp: string;
  readonly data: AlertData;
}

interface AlertData extends EventDetails {
  readonly alert_id: string;
  readonly account_id: string;
  readonly root_account_id: string;
  readonly plan: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly account_state: string;
  /** Empty where the catalog names no traffic to judge by. */
  readonly account_status: string;
  readonly balance_milli_cents: number;
  readonly held_milli_cents: number;
  readonly available_milli_cents: number;
  /** Available and held: what has not been spent. */
  readonly credit_milli_cents: number;
  readonly plan_credits_remaining_milli_cents: number;
  readonly cycle_ends_at: string;
}

/** What there is of these depends on the type. */
interface EventDetails {
  readonly low_balance?: readonly {
    readonly basis: string;
    readonly value: number;
    readonly threshold_milli_cents: number;
  }[];
  readonly status_before?: string;
  readonly plan_milli_cents?: number;
  readonly limit?: string;
  readonly hold_id?: string;
  readonly service?: string;
  readonly charged_milli_cents?: number;
  readonly payment_id?: string;
  readonly reason?: string;
}

export function alertEvent(
  alertId: string,
  kind: AlertKind | 'test',
  view: AccountView,
  details: AlertDetails,
): AlertEvent {
  const { profile } = view;
  return {
    type: `account.${kind}`,
    timestamp: new Date(view.nowMs).toISOString(),
    data: {
      alert_id: alertId,
      account_id: profile.accountId,
      root_account_id: profile.rootAccountId,
      plan: profile.plan,
      currency: profile.currency,
      time_zone: profile.timeZone,
      account_state: profile.state,
      account_status: view.accountStatus ?? '',
      balance_milli_cents: view.balanceMilliCents,
      held_milli_cents: view.totalHeldMilliCents,
      available_milli_cents: view.availableMilliCents,
      credit_milli_cents: creditOf(view),
      plan_credits_remaining_milli_cents: view.planCreditsRemainingMilliCents,
      cycle_ends_at: new Date(view.cycleEndsAtMs).toISOString(),
      ...eventDetails(details),
    },
  };
}

function eventDetails({
  lowBalance,
  statusBefore,
  planMilliCents,
  limit,
  paymentId,
  reason,
  ...hold
}: AlertDetails): EventDetails {
  return {
    ...(lowBalance && {
      low_balance: lowBalance.map(({ basis, value, thresholdMilliCents }) => ({
        basis,
        value,
        threshold_milli_cents: thresholdMilliCents,
      })),
    }),
    ...(statusBefore && { status_before: statusBefore }),
    ...(planMilliCents !== undefined && { plan_milli_cents: planMilliCents }),
    ...(limit !== undefined && { limit }),
    ...(paymentId !== undefined && { payment_id: paymentId }),
    ...(reason !== undefined && { reason }),
    ...(hold.holdId !== undefined && { hold_id: hold.holdId }),
    ...(hold.service !== undefined && { service: hold.service }),
    ...(hold.chargedMilliCents !== undefined && { charged_milli_cents: hold.chargedMilliCents }),
  };
}

/* For people. */

/** One mail: its subject, and its lines. */
export interface AlertText {
  readonly subject: string;
  readonly text: string;
}

export function alertText({ type, timestamp, data }: AlertEvent): AlertText {
  const money = (milliCents: number): string => moneyText(milliCents, data.currency);
  const credit = money(data.credit_milli_cents);
  const zone = data.time_zone;
  const time = (text: string): string => `${localTimeText(Date.parse(text), zone).replace('T', ' ')} (${zone})`;
  const { headline, lines } = wording(type, data, money, credit);
  const facts: readonly (readonly [string, string])[] = [
    ['Account', data.account_id],
    ['When', time(timestamp)],
    ['Credit', `${credit}, of which ${money(data.held_milli_cents)} is held by what is under way`],
    ['Available', money(data.available_milli_cents)],
    ['Balance', money(data.balance_milli_cents)],
    ['Plan', data.plan],
    ['Cycle ends', time(data.cycle_ends_at)],
    ['Alert', data.alert_id],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const listed = facts.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`);
  return { subject: headline, text: [...lines, '', ...listed, ''].join('\n') };
}

interface Wording {
  readonly headline: string;
  readonly lines: readonly string[];
}

function wording(type: AlertType, data: AlertData, money: (milliCents: number) => string, credit: string): Wording {
  const { account_id: account } = data;
  switch (type) {
    case 'account.low_balance':
      return {
        headline: `Low balance: ${account} has ${credit} left`,
        lines: [
          `The credit of account ${account} is low: ${credit} is left.`,
          ...(data.low_balance ?? []).map((line) => lowLine(line, money)),
        ],
      };
    case 'account.status_amber':
      return {
        headline: `${account} is amber: there is credit for one more call only`,
        lines: [`Account ${account} has credit for one more call or message of the usual kind, but not for two.`],
      };
    case 'account.status_red':
      return {
        headline: `${account} is red: calls are refused`,
        lines: [
          data.account_state === 'active'
            ? `Account ${account} has too little credit for another call or message of the usual kind: it is refused.`
            : `Account ${account} is ${data.account_state}: calls and messages are refused.`,
        ],
      };
    case 'account.status_green':
      return {
        headline: `${account} is green again`,
        lines: [`Account ${account} has enough credit again; it was ${data.status_before ?? 'not'} before.`],
      };
    case 'account.plan_exhausted':
      return {
        headline: `${account} has used up its plan credits`,
        lines: [
          `The plan credits of account ${account} (${money(data.plan_milli_cents ?? 0)} in a period) are used up.`,
        ],
      };
    case 'account.limit_reached':
      return {
        headline: `${account} has reached a spending limit`,
        lines: [`A call or message of account ${account} was refused for the limit "${data.limit ?? ''}".`],
      };
    case 'account.hold_stranded':
      return {
        headline: `${account}: a ${data.service ?? 'call'} was charged by an estimate`,
        lines: [
          `Nobody has said how the ${data.service ?? 'call'} "${data.hold_id ?? ''}" of account ${account} ended.`,
          `It was ended when its time was up, and ${money(data.charged_milli_cents ?? 0)} was charged for it.`,
          'If its end is reported after all, the charge is corrected.',
        ],
      };
    case 'account.recharge_failed':
      return {
        headline: `A recharge of ${account} has failed`,
        lines: [
          `An automatic recharge of account ${account} has failed: ${data.reason ?? 'nobody says why'}.`,
          'Calls and messages go on as long as there is credit. See to the payment method, or add credit.',
        ],
      };
    case 'account.test':
      return {
        headline: `Test: alerts of ${account} reach you`,
        lines: [`This is a test. Alerts of account ${account} reach you by this way.`],
      };
  }
}

type EventLine = NonNullable<EventDetails['low_balance']>[number];

function lowLine({ basis, value, threshold_milli_cents: threshold }: EventLine, money: (amount: number) => string) {
  switch (basis as LowLine['basis']) {
    case 'amount':
      return `That is less than the ${money(threshold)} at which you asked to be told.`;
    case 'percent':
      return `That is less than ${value}% of what the plan gives in a period, which is ${money(threshold)}.`;
    case 'days':
      return `That is less than ${value} days of typical use, which is ${money(threshold)}.`;
  }
}

/** `12.34 EUR`, `-0.05 USD`: two decimals, rounded towards less; no signs and no groups, as nowhere in particular. */
function moneyText(milliCents: number, currency: string): string {
  const cents = Math.floor(milliCents / MILLI_CENTS_PER_CENT);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}`;
}

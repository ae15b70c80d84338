/** Decisions in lines for people. */
import type { FundingPart__Output } from '../gen/tollgate/v1/FundingPart.ts';
import type { Terms__Output } from '../gen/tollgate/v1/Terms.ts';
import { priceText, unitsText, wordOf } from './layout.ts';
import type { MoneyWriter } from './remote.ts';

interface Decision {
  readonly decision: string;
  readonly reason: string;
  readonly message: string;
  readonly shadowed?: boolean;
  readonly replayed?: boolean;
}

/** `DENY: INSUFFICIENT_CREDIT`, then the message. */
export function headline(response: Decision, subject: string): string[] {
  const { decision, reason, message, shadowed, replayed } = response;
  const notes = [
    ...(shadowed === true ? ['only counted, because in shadow'] : []),
    ...(replayed === true ? ['the answer to an earlier identical request'] : []),
  ];
  const line = [
    `${wordOf(decision, 'DECISION_')} ${subject}`.trim(),
    reason === '' ? '' : `: ${reason}`,
    notes.length === 0 ? '' : ` (${notes.join('; ')})`,
  ].join('');
  return message === '' ? [line] : [line, message];
}

interface Priced {
  readonly availableMilliCents: string;
  readonly shortfallMilliCents: string;
  readonly terms: Terms__Output | null;
  readonly segments: string;
  readonly fallbackChannel: string;
  readonly accountStatus: string;
}

type Row = readonly [label: string, value: string | undefined];

/** What all decisions say about money. */
export function moneyRows(response: Priced, money: MoneyWriter): Row[] {
  const { terms, segments, shortfallMilliCents } = response;
  return [
    ['segments', segments === '0' ? undefined : segments],
    ['available', money(response.availableMilliCents)],
    ['missing', shortfallMilliCents === '0' ? undefined : money(shortfallMilliCents)],
    ['price', terms === null ? undefined : priceText(terms, money)],
    ['instead', response.fallbackChannel],
    ['account', wordOf(response.accountStatus, 'ACCOUNT_STATUS_')],
  ];
}

/** Grants without a price (emergency calls) are counted in seconds. */
export function grantText(units: string, terms: Terms__Output | null): string | undefined {
  return units === '0' ? undefined : unitsText(units, terms?.unit ?? 'second');
}

/** `balance $3.00, lot spring $1.00`. */
export function partsText(parts: readonly FundingPart__Output[], money: MoneyWriter): string {
  return parts
    .map(({ source, name, amountMilliCents, units }) =>
      [source, name, units === '0' ? money(amountMilliCents) : `${units} units`]
        .filter((word) => word !== '')
        .join(' '),
    )
    .join(', ');
}

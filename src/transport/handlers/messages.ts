/**
 * The pieces that several responses share, in the shape of their proto messages. Every int64 is a plain number: all are
 * below 2^53. What is absent is null, in JSON too.
 */
import { partName } from '../../accounts/view.ts';
import type { AuthorizeResult, SettleResult } from '../../control/requests.ts';
import { ALERT_KINDS, CONTACT_ROLES } from '../../domain/alert-kinds.ts';
import { type Fault, invalidField } from '../../domain/fault.ts';
import { perMinuteMilliCents, type Terms } from '../../domain/terms.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { Fault as FaultMessage } from '../../gen/tollgate/v1/Fault.ts';
import type { FundingPart as FundingPartMessage } from '../../gen/tollgate/v1/FundingPart.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import type { Terms as TermsMessage } from '../../gen/tollgate/v1/Terms.ts';
import type { FundingPart } from '../../ledger/port.ts';
import { toWireName } from '../definitions.ts';
import type { Message } from '../method.ts';

/** No price is not a price of nothing: absent in protobuf, null in JSON. */
export function termsMessage(terms: Terms | undefined): TermsMessage | null {
  if (terms === undefined) return null;
  const { firstIncrement, nextIncrement } = terms;
  const inSeconds = terms.unit === 'second';
  return {
    unit: terms.unit,
    rateMilliCents: terms.rateMilliCents,
    rateUnits: terms.rateUnits,
    perMinuteMilliCents: perMinuteMilliCents(terms),
    connectFeeMilliCents: terms.connectFeeMilliCents,
    firstIncrementSeconds: inSeconds ? firstIncrement : 0,
    nextIncrementSeconds: inSeconds ? nextIncrement : 0,
    minimumChargeMilliCents: terms.minimumChargeMilliCents,
    rule: terms.rule,
    catalogVersion: terms.catalogVersion,
    firstIncrementUnits: firstIncrement,
    nextIncrementUnits: nextIncrement,
    freeSeconds: terms.freeSeconds,
    fraction: FRACTION.nameOr(inSeconds ? terms.fraction : undefined),
  };
}

export function partsMessage(parts: readonly FundingPart[]): FundingPartMessage[] {
  return parts.map((part) => ({
    source: FUNDING_SOURCE.name(part.source),
    name: partName(part),
    amountMilliCents: part.amountMilliCents,
    units: part.units,
  }));
}

/** A number that may be absent. The generated types know no null, which the serializer takes for absent. */
export function orAbsent(value: number | undefined): number {
  return (value ?? null) as number;
}

export function authorizeMessage(result: AuthorizeResult): AuthorizeResponse {
  const inSeconds = result.unit === 'second';
  return {
    decision: DECISION.name(result.decision),
    reason: result.reason,
    message: result.message,
    holdId: result.holdId,
    grantedSeconds: inSeconds ? result.grantedUnits : 0,
    grantedUnits: inSeconds ? 0 : result.grantedUnits,
    holdMilliCents: result.holdMilliCents,
    availableMilliCents: result.availableMilliCents,
    shortfallMilliCents: result.shortfallMilliCents,
    terms: termsMessage(result.terms),
    numberClass: result.numberClass,
    sipStatus: result.sipStatus,
    q850Cause: result.q850Cause,
    fallbackChannel: result.fallbackChannel,
    settleToken: result.settleToken,
    accountStatus: ACCOUNT_STATUS.nameOr(result.accountStatus),
    replayed: result.replayed,
    segments: result.segments,
    shadowed: result.shadowed,
    final: result.final,
    validitySeconds: result.validitySeconds,
  };
}

/** The call record, of Settle and Release alike. One that is queued knows no amounts yet. */
export function settleMessage(result: SettleResult): SettleResponse {
  const status = RESERVATION_STATUS.name(result.reservationStatus);
  if (result.kind === 'queued') return { ...NOTHING_BILLED, ...durationOf(result), reservationStatus: status };
  return {
    reservationStatus: status,
    durationSeconds: result.durationSeconds,
    billedDurationSeconds: result.unit === 'second' ? result.billedUnits : 0,
    billingAmountMilliCents: result.chargedMilliCents,
    releasedMilliCents: result.releasedMilliCents,
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    writeOffMilliCents: result.writeOffMilliCents,
    estimated: result.estimated,
    replayed: result.replayed,
    corrected: result.corrected,
    clamped: result.clamped,
    inconsistent: result.inconsistent,
    parts: partsMessage(result.parts),
    unit: result.unit,
    billedUnits: result.billedUnits,
    queued: false,
    holdMilliCents: result.stillHeldMilliCents,
  };
}

const NOTHING_BILLED: SettleResponse = Object.freeze({
  billedDurationSeconds: 0,
  billingAmountMilliCents: 0,
  releasedMilliCents: 0,
  balanceMilliCents: 0,
  availableMilliCents: 0,
  writeOffMilliCents: 0,
  estimated: false,
  replayed: false,
  corrected: false,
  clamped: false,
  inconsistent: false,
  parts: [],
  unit: '',
  billedUnits: 0,
  queued: true,
  holdMilliCents: 0,
});

function durationOf({ durationSeconds }: SettleResult): SettleResponse {
  return { durationSeconds };
}

/** An error inside an answer. */
export function faultMessage(fault: Fault): FaultMessage {
  return {
    code: fault.code.toUpperCase(),
    reason: fault.reason,
    message: fault.message,
    field: fault.details.field ?? '',
    retryable: fault.retryable,
    retryAfterMs: orAbsent(fault.details.retryAfterMs),
  };
}

/*
 * The closed sets of the wire: how each word of the domain is spelled in protobuf and JSON. Answers spell a value in
 * full (`ACCOUNT_STATE_ACTIVE`); requests may also use its short form in lower case (`active`).
 */

/** One enum of the proto files, without its UNSPECIFIED. */
export interface ClosedSet<Prefix extends string, Word extends string> {
  readonly prefix: Prefix;
  readonly words: readonly Word[];
  /** The word, or undefined where nothing is specified. Throws a fault that names the field for anything else. */
  read(message: Message, field: string): Word | undefined;
  /** The name of the value; UNSPECIFIED for undefined. */
  name(word: Word): `${Prefix}_${Uppercase<Word>}`;
  nameOr(word: Word | undefined): `${Prefix}_${Uppercase<Word>}` | `${Prefix}_UNSPECIFIED`;
}

function closedSet<const Prefix extends string, const Word extends string>(
  prefix: Prefix,
  words: readonly Word[],
): ClosedSet<Prefix, Word> {
  type Name = `${Prefix}_${Uppercase<Word>}`;
  const unspecified = `${prefix}_UNSPECIFIED` as const;
  const names = new Map(words.map((word) => [word, `${prefix}_${word.toUpperCase()}` as Name]));
  // The protobuf loader leaves a value that it does not know a number, which is none of these.
  const byText = new Map<unknown, Word | undefined>([
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['unspecified', undefined],
    [unspecified, undefined],
    ...words.map((word): [string, Word] => [word, word]),
    ...[...names].map(([word, name]): [string, Word] => [name, word]),
  ]);
  const name = (word: Word): Name => names.get(word) ?? (unspecified as Name);
  return {
    prefix,
    words,
    read(message, field) {
      const value = message[field];
      const word = byText.get(value);
      if (word === undefined && !byText.has(value)) {
        const inFull = [...names.values()].join(', ');
        throw invalidField(toWireName(field), `must be one of ${words.join(', ')} (in full ${inFull})`);
      }
      return word;
    },
    name,
    nameOr: (word) => (word === undefined ? unspecified : name(word)),
  };
}

export const DIRECTION = closedSet('DIRECTION', ['outbound', 'inbound']);
export const DECISION = closedSet('DECISION', ['allow', 'deny']);
export const ACCOUNT_STATUS = closedSet('ACCOUNT_STATUS', ['green', 'amber', 'red']);
export const RESERVATION_STATUS = closedSet('RESERVATION_STATUS', ['reserved', 'settled', 'released']);
const FRACTION = closedSet('FRACTION', ['up', 'nearest', 'down']);
const FUNDING_SOURCE = closedSet('FUNDING_SOURCE', ['allowance', 'plan_credits', 'lot', 'balance', 'pack']);
export const ACCOUNT_STATE = closedSet('ACCOUNT_STATE', ['active', 'suspended', 'closed']);
export const FUNDED_BY = closedSet('FUNDED_BY', ['self', 'parent']);
export const LIMIT_POLICY = closedSet('LIMIT_POLICY', ['stop', 'use_balance']);
export const HOLD_STATE = closedSet('HOLD_STATE', ['reserved', 'answered', 'settled', 'released', 'expired']);
export const LOT_KIND = closedSet('LOT_KIND', ['plan_credits', 'bundle', 'lot']);
export const MOVEMENT_KIND = closedSet('MOVEMENT_KIND', [
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'write_off',
  'reversal',
  'purchase',
]);
export const ALERT_KIND = closedSet('ALERT_KIND', ALERT_KINDS);
export const CONTACT_ROLE = closedSet('CONTACT_ROLE', CONTACT_ROLES);
export const DELIVERY_STATE = closedSet('DELIVERY_STATE', ['pending', 'sent', 'dead']);
export const CALL_STATE = closedSet('CALL_STATE', ['open', 'answered', 'charged', 'released']);
export const LIST_STATE = closedSet('LIST_STATE', ['incomplete', 'empty', 'counted', 'refused']);
export const LEG_STATE = closedSet('LEG_STATE', ['recreated', 'ended', 'unknown', 'exempt']);
export const STORE_STATE = closedSet('STORE_STATE', ['up', 'away', 'slow', 'full', 'lost', 'replica']);
export const SPOOL_RECORD_KIND = closedSet('SPOOL_RECORD_KIND', ['grant', 'answer', 'extend', 'settle', 'release']);
export const SPOOL_RESOLUTION = closedSet('SPOOL_RESOLUTION', ['release', 'drop']);

export const RECHARGE_MODE = closedSet('RECHARGE_MODE', ['card', 'invoice']);
export const PAYMENT_METHOD_STATE = closedSet('PAYMENT_METHOD_STATE', ['unverified', 'charged', 'verified', 'locked']);
export const PAYMENT_PURPOSE = closedSet('PAYMENT_PURPOSE', ['recharge', 'purchase', 'verification']);
export const PAYMENT_STATE = closedSet('PAYMENT_STATE', [
  'in_flight',
  'pending',
  'unknown',
  'paid',
  'credited',
  'failed',
]);

/** Every one of them, for the test that holds them against the proto files. */
export const CLOSED_SETS = [
  SPOOL_RECORD_KIND,
  SPOOL_RESOLUTION,
  DIRECTION,
  DECISION,
  ACCOUNT_STATUS,
  RESERVATION_STATUS,
  FRACTION,
  FUNDING_SOURCE,
  ACCOUNT_STATE,
  FUNDED_BY,
  LIMIT_POLICY,
  HOLD_STATE,
  CALL_STATE,
  LOT_KIND,
  MOVEMENT_KIND,
  LIST_STATE,
  LEG_STATE,
  STORE_STATE,
  RECHARGE_MODE,
  PAYMENT_METHOD_STATE,
  PAYMENT_PURPOSE,
  PAYMENT_STATE,
  ALERT_KIND,
  CONTACT_ROLE,
  DELIVERY_STATE,
] as const;

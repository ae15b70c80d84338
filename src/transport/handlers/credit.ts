/** AccountService: money and units that are bought, or corrected by hand. */
import type { AdjustRequest, BoughtPack } from '../../accounts/requests.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { AddCreditResponse } from '../../gen/tollgate/v1/AddCreditResponse.ts';
import type { AdjustBalanceResponse } from '../../gen/tollgate/v1/AdjustBalanceResponse.ts';
import { toWireName } from '../definitions.ts';
import { ADD_CREDIT, type CallContext, CHANGE_ACCOUNTS, defineMethod, type Message, type Rooms } from '../method.ts';
import { creditMessage } from './account-messages.ts';
import * as read from './fields.ts';
import { DIRECTION } from './messages.ts';

const MAX_UNITS = 1_000_000_000;
const MAX_MINUTES = 10_000_000;
const SECONDS_PER_MINUTE = 60;

/** What a pack may be for, and the most entries of each list. A lot has services too. */
const LISTS = { services: 100, directions: 2, countries: 300, numberClasses: 9, prefixes: 100 } as const;
/** Those that a lot has not. */
const PACK_LISTS = ['directions', 'countries', 'numberClasses', 'prefixes'] as const;

const CHANGE = { kind: 'unary', lane: 'admission', roles: CHANGE_ACCOUNTS, reach: 'account', audited: true } as const;

export const CREDIT = [
  defineMethod({
    ...CHANGE,
    roles: ADD_CREDIT,
    name: 'AddCredit',
    http: { routes: ['POST /v1/accounts/{account_id}/credit'] },
    bounds: LISTS,
    run: addCredit,
  }),
  defineMethod({
    ...CHANGE,
    name: 'AdjustBalance',
    http: { routes: ['POST /v1/accounts/{account_id}/adjust'] },
    run: adjustBalance,
  }),
] as const;

async function addCredit(rooms: Rooms, message: Message, context: CallContext): Promise<AddCreditResponse> {
  const { accounts, recharging } = rooms;
  const pack = packIn(message);
  const request = {
    accountId: read.accountId(message),
    amountMilliCents: amountBeside(message, pack !== undefined, 1),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note'),
    expiresAtMs: read.optionalTimeMs(message, 'expiresAtMs'),
    services: read.words(message, 'services', LISTS.services),
    pack,
  };
  // An account's own admins pay by the card that is saved (rule OC-10); billing has its money from elsewhere.
  if (context.caller.role === 'account_admin' && (await recharging.methodBlocks(request.accountId))) {
    throw new Fault('METHOD_UNVERIFIED', 'the saved payment method must be verified before credit is added');
  }
  return creditMessage(await accounts.addCredit(request, context));
}

/** Undefined where it is money. */
function packIn(message: Message): BoughtPack | undefined {
  const units = read.integer(message, 'units', 0, MAX_UNITS);
  const minutes = read.integer(message, 'minutes', 0, MAX_MINUTES);
  const match = {
    services: read.words(message, 'services', LISTS.services),
    directions: read.list(message, 'directions').map((each) => direction(each)),
    countries: read.words(message, 'countries', LISTS.countries),
    numberClasses: read.words(message, 'numberClasses', LISTS.numberClasses),
    prefixes: read.e164Prefixes(message, 'prefixes', LISTS.prefixes),
  };
  if (units > 0 && minutes > 0) throw invalidField('minutes', 'must not be given beside units');
  if (units === 0 && minutes === 0) {
    const stray = PACK_LISTS.find((list) => match[list].length > 0);
    if (stray !== undefined) throw invalidField(toWireName(stray), 'is for packs: give units or minutes too');
    return undefined;
  }
  if (match.services.length === 0) throw invalidField('services', 'is required: a pack is of units of some services');
  return { units: units || minutes * SECONDS_PER_MINUTE, inMinutes: minutes > 0, match };
}

function direction(value: unknown): 'outbound' | 'inbound' {
  const word = DIRECTION.read({ directions: value }, 'directions');
  if (word === undefined) throw invalidField('directions', 'must not be unspecified');
  return word;
}

/** @param least - of money; units stand alone. */
function amountBeside(message: Message, isPack: boolean, least: number): number {
  if (!isPack) return read.requiredInteger(message, 'amountMilliCents', least, MAX_AMOUNT);
  if (read.integer(message, 'amountMilliCents', -MAX_AMOUNT, MAX_AMOUNT) === 0) return 0;
  throw invalidField('amount_milli_cents', 'must not be given for a pack: it is counted in units');
}

async function adjustBalance(
  { accounts }: Rooms,
  message: Message,
  context: CallContext,
): Promise<AdjustBalanceResponse> {
  const pack = correctedPack(message);
  const request: AdjustRequest = {
    accountId: read.accountId(message),
    amountMilliCents: amountBeside(message, pack !== undefined, -MAX_AMOUNT),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note'),
    pack,
  };
  if (pack === undefined && request.amountMilliCents === 0) throw invalidField('amount_milli_cents', 'must not be 0');
  return creditMessage(await accounts.adjust(request, context));
}

function correctedPack(message: Message): AdjustRequest['pack'] {
  const packId = read.word(message, 'packId', '');
  const units = read.integer(message, 'units', -MAX_UNITS, MAX_UNITS);
  if (packId === '' && units === 0) return undefined;
  if (packId === '') throw invalidField('pack_id', 'is required: units are of a pack');
  if (units === 0) throw invalidField('units', 'must not be 0');
  return { packId, units };
}

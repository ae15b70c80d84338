/** AlertService: who is told what of an account, and what became of it. */
import type { Asked, Contact } from '../../alerts/asked.ts';
import type { ListedDelivery } from '../../alerts/desk.ts';
import { invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { AlertDelivery } from '../../gen/tollgate/v1/AlertDelivery.ts';
import type { Alerts } from '../../gen/tollgate/v1/Alerts.ts';
import type { GetAlertsResponse } from '../../gen/tollgate/v1/GetAlertsResponse.ts';
import type { ListAlertDeliveriesResponse } from '../../gen/tollgate/v1/ListAlertDeliveriesResponse.ts';
import type { ResendAlertsResponse } from '../../gen/tollgate/v1/ResendAlertsResponse.ts';
import type { SetAlertsResponse } from '../../gen/tollgate/v1/SetAlertsResponse.ts';
import type { TestAlertsResponse } from '../../gen/tollgate/v1/TestAlertsResponse.ts';
import { isInScope } from '../auth.ts';
import { type CallContext, SET_ALERTS, defineMethod, type Message, type Rooms } from '../method.ts';
import * as read from './fields.ts';
import { ALERT_KIND, CONTACT_ROLE, DELIVERY_STATE, orAbsent } from './messages.ts';
import { PageTokens } from './pages.ts';

const CONTACTS_MAX = 20;
/** Of a list in which each may stand once. */
const KINDS_MAX = 20;
const CONTACT_NAME_MAX = 100;
const PERCENT_MAX = 100;
const DAYS_MAX = 366;
const LISTED_MAX = 1000;
const DEFAULT_LISTED = 100;
const DELIVERY_ID_MAX = 128;

const PATH = '/v1/accounts/{account_id}/alerts';

export const ALERTS = [
  defineMethod({
    kind: 'unary',
    name: 'SetAlerts',
    lane: 'read',
    roles: SET_ALERTS,
    reach: 'account',
    audited: true,
    http: { routes: [`PUT ${PATH}`], inner: 'alerts' },
    bounds: { kinds: KINDS_MAX, contacts: CONTACTS_MAX },
    run: setAlerts,
  }),
  defineMethod({
    kind: 'unary',
    name: 'GetAlerts',
    lane: 'read',
    roles: SET_ALERTS,
    reach: 'account',
    http: { routes: [`GET ${PATH}`], inner: 'alerts' },
    run: getAlerts,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ListAlertDeliveries',
    lane: 'read',
    roles: SET_ALERTS,
    reach: 'filtered',
    http: { routes: ['GET /v1/alerts'] },
    run: listDeliveries,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ResendAlerts',
    lane: 'read',
    roles: SET_ALERTS,
    reach: 'filtered',
    audited: true,
    http: { routes: ['POST /v1/alerts/resend'] },
    run: resendAlerts,
  }),
  defineMethod({
    kind: 'unary',
    name: 'TestAlerts',
    lane: 'read',
    roles: SET_ALERTS,
    reach: 'account',
    audited: true,
    http: { routes: [`POST ${PATH}/test`] },
    run: testAlerts,
  }),
] as const;

async function setAlerts({ alerts }: Rooms, message: Message): Promise<SetAlertsResponse> {
  const accountId = read.accountId(message);
  await alerts.set(accountId, {
    kinds: kindsIn(message),
    lowBalance: {
      amountMilliCents: read.optionalInteger(message, 'lowBalanceMilliCents', 1, MAX_AMOUNT),
      percent: read.optionalInteger(message, 'lowBalancePercent', 1, PERCENT_MAX),
      days: read.optionalInteger(message, 'lowBalanceDays', 1, DAYS_MAX),
    },
    contacts: contactsIn(message),
  });
  return { alerts: alertsMessage(accountId, await alerts.get(accountId)) };
}

function kindsIn(message: Message): Asked['kinds'] {
  const kinds = read.list(message, 'kinds').map((kind, index) => {
    const field = `kinds[${index}]`;
    const word = ALERT_KIND.read({ [field]: kind }, field);
    if (word === undefined) throw invalidField(field, `must be one of ${ALERT_KIND.words.join(', ')}`);
    return word;
  });
  return [...new Set(kinds)];
}

function contactsIn(message: Message): readonly Contact[] {
  const contacts = read.list(message, 'contacts');
  if (contacts.length > CONTACTS_MAX) throw invalidField('contacts', `must be at most ${CONTACTS_MAX} entries`);
  return contacts.map((each, index) => {
    const place = `contacts[${index}]`;
    if (typeof each !== 'object' || each === null) throw invalidField(place, 'must be an object');
    // Under their full names, so that a mistake says where it is.
    const fields = Object.fromEntries(Object.entries(each).map(([name, value]) => [`${place}.${name}`, value]));
    return {
      email: read.stringAt(fields, `${place}.email`),
      name: read.line(fields, `${place}.name`, CONTACT_NAME_MAX),
      role: CONTACT_ROLE.read(fields, `${place}.role`) ?? 'admin',
      accountsBelow: read.flag(fields, `${place}.accountsBelow`),
    };
  });
}

async function getAlerts({ alerts }: Rooms, message: Message): Promise<GetAlertsResponse> {
  const accountId = read.accountId(message);
  return { alerts: alertsMessage(accountId, await alerts.get(accountId)) };
}

function alertsMessage(accountId: string, { kinds, lowBalance, contacts }: Asked): Alerts {
  return {
    accountId,
    kinds: kinds.map((kind) => ALERT_KIND.name(kind)),
    lowBalanceMilliCents: orAbsent(lowBalance.amountMilliCents),
    lowBalancePercent: orAbsent(lowBalance.percent),
    lowBalanceDays: orAbsent(lowBalance.days),
    contacts: contacts.map((contact) => ({ ...contact, role: CONTACT_ROLE.name(contact.role) })),
  };
}

async function listDeliveries(
  { alerts }: Rooms,
  message: Message,
  { caller }: CallContext,
): Promise<ListAlertDeliveriesResponse> {
  const state = DELIVERY_STATE.read(message, 'state') ?? 'dead';
  const accountId = read.optionalAccountId(message, 'accountId');
  const tokens = new PageTokens('alerts', state, accountId, caller.accountPrefix);
  const page = tokens.page(message, LISTED_MAX, DEFAULT_LISTED);
  const mayShow = (id: string): boolean => (accountId === '' || id === accountId) && isInScope(caller, id);
  const { items, next } = await alerts.deliveries(state, mayShow, page);
  return { deliveries: items.map(deliveryMessage), nextPageToken: tokens.token(next) };
}

function deliveryMessage({ state, ...delivery }: ListedDelivery): AlertDelivery {
  return { ...delivery, state: DELIVERY_STATE.name(state) };
}

/** All of everybody only for who may act on everybody; the edge has seen to an account that is named. */
async function resendAlerts(
  { alerts }: Rooms,
  message: Message,
  { caller }: CallContext,
): Promise<ResendAlertsResponse> {
  const accountId = read.optionalAccountId(message, 'accountId');
  const id = read.line(message, 'id', DELIVERY_ID_MAX);
  if (!read.flag(message, 'all')) {
    if (accountId === '' || id === '') throw invalidField('id', 'give account_id and id, or all');
    return { resent: (await alerts.resend(accountId, id)) ? 1 : 0 };
  }
  if (accountId !== '' || id !== '') throw invalidField('all', 'must not be given beside account_id or id');
  if (caller.accountPrefix !== '') {
    throw invalidField('all', 'needs a caller that is not limited to some accounts; give account_id and id');
  }
  return { resent: await alerts.resendAll() };
}

async function testAlerts({ alerts }: Rooms, message: Message): Promise<TestAlertsResponse> {
  return { deliveries: await alerts.test(read.accountId(message)) };
}

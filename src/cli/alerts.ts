/** `alerts set|show|list|resend|test|secret`: who is told what of an account, and what became of it. */
import { randomBytes } from 'node:crypto';
import { AlertKind } from '../gen/tollgate/v1/AlertKind.ts';
import type { Alerts__Output } from '../gen/tollgate/v1/Alerts.ts';
import type { Contact } from '../gen/tollgate/v1/Contact.ts';
import type { Contact__Output } from '../gen/tollgate/v1/Contact.ts';
import { ContactRole } from '../gen/tollgate/v1/ContactRole.ts';
import { DeliveryState } from '../gen/tollgate/v1/DeliveryState.ts';
import type { ListAlertDeliveriesResponse__Output } from '../gen/tollgate/v1/ListAlertDeliveriesResponse.ts';
import { type Arguments, defineCommand, EXIT, flag, given, option, UsageError } from './command.ts';
import { accountMoney, defineQuestion, type MoneyWriter } from './connection.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
import { enumWord, fields, table, timeText } from './text.ts';

const ACCOUNT = { ACCOUNT: { meaning: 'its id' } } as const;
const AS_IT_IS = 'as it is';
const KINDS = words(AlertKind);
const ROLES = words(ContactRole);

function words(values: Readonly<Record<string, string>>): readonly string[] {
  const [first = '', ...names] = Object.keys(values);
  return names.map((name) => name.slice(first.length - 'UNSPECIFIED'.length).toLowerCase());
}

export const setAlerts = defineQuestion({
  path: 'alerts set',
  summary: 'say what an account wants to be told, and who is told; what is not named stays',
  positionals: ACCOUNT,
  options: {
    kind: {
      ...option('KIND', `one of ${KINDS.join(', ')}; or none. Those that are given replace all`, AS_IT_IS),
      multiple: true,
    },
    'low-balance': option('AMOUNT', 'tell when less credit than this is left, or none', AS_IT_IS),
    'low-percent': option('PERCENT', 'tell when less than this part of the plan is left, 1 to 100; or none', AS_IT_IS),
    'low-days': option('DAYS', 'tell when the credit lasts for less than so many usual days; or none', AS_IT_IS),
    contact: {
      ...option(
        'ROLE:ADDRESS',
        `who is told: ${ROLES.join(', ')}; such as admin:anna@example.com, or "billing:Bo Li <bo@example.com>". ` +
          'Those that are given replace all',
        AS_IT_IS,
      ),
      multiple: true,
    },
    'contact-below': {
      ...option('ROLE:ADDRESS', 'the same, for somebody who hears of the accounts below this one too'),
      multiple: true,
    },
    'no-contacts': flag('nobody is told any more, but for the contacts of the account above'),
  },
  examples: [
    'tollgate alerts set acme --low-balance 5.00 --contact admin:anna@example.com',
    'tollgate alerts set acme --low-days 7 --kind low_balance --kind status_red --kind plan_exhausted',
    'tollgate alerts set acme --kind none',
  ],
  notes: ['The server needs a way to send them: `alerts.smtp` or `alerts.webhooks` in its settings.'],
  response: 'SetAlertsResponse',
  async ask(client, args) {
    const accountId = args.required('ACCOUNT');
    const { alerts } = await client.getAlerts({ accountId });
    const lines = {
      lowBalanceMilliCents: isNone(args.text('low-balance'))
        ? undefined
        : ((await accountMoney(client, args, 'low-balance')) ?? alerts?.lowBalanceMilliCents),
      lowBalancePercent: lineOf(args, 'low-percent', alerts?.lowBalancePercent),
      lowBalanceDays: lineOf(args, 'low-days', alerts?.lowBalanceDays),
    };
    const hasLine = Object.values(lines).some((line) => line !== undefined);
    const named = [...args.list('contact'), ...args.list('contact-below'), ...args.list('kind')];
    const isNamed = ['low-balance', 'low-percent', 'low-days'].some(
      (name) => args.text(name as 'low-days') !== undefined,
    );
    if (named.length === 0 && !isNamed && !args.flag('no-contacts')) {
      throw new UsageError('there is nothing to change: name what, for instance --low-balance 5.00');
    }
    return client.setAlerts({
      accountId,
      kinds: kindsOf(args, alerts?.kinds ?? [], hasLine),
      ...given(lines),
      contacts: contactsOf(args, alerts?.contacts ?? []),
    });
  },
  show: ({ alerts }, money) => alertsText(alerts, money),
});

function isNone(text: string | undefined): boolean {
  return text?.toLowerCase() === 'none';
}

function lineOf<Name extends string>(args: Arguments<Name>, name: Name, before: number | undefined) {
  return isNone(args.text(name)) ? undefined : (args.integer(name) ?? before);
}

/** A line of low balance is asked for with it, and nothing without. */
function kindsOf(args: Arguments<'kind'>, before: readonly AlertKind[], hasLine: boolean): AlertKind[] {
  const named = args.list('kind');
  const read = (text: string): AlertKind => {
    const name = `ALERT_KIND_${text.toUpperCase()}`;
    if (KINDS.includes(text.toLowerCase())) return name as AlertKind;
    throw new UsageError(`--kind must be ${KINDS.join(' or ')}, or none, not "${text}"`);
  };
  const isNothing = named.length === 1 && isNone(named[0]);
  if (isNothing && hasLine) throw new UsageError('--kind none needs --low-balance, --low-percent, --low-days none too');
  const kinds = isNothing ? [] : named.length > 0 ? named.map(read) : before;
  const others = kinds.filter((kind) => kind !== AlertKind.ALERT_KIND_LOW_BALANCE);
  return hasLine ? [AlertKind.ALERT_KIND_LOW_BALANCE, ...others] : others;
}

function contactsOf(
  args: Arguments<'contact' | 'contact-below' | 'no-contacts'>,
  before: readonly Contact__Output[],
): Contact[] {
  const named = [
    ...args.list('contact').map((text) => contactOf(text, false)),
    ...args.list('contact-below').map((text) => contactOf(text, true)),
  ];
  if (named.length > 0 && args.flag('no-contacts')) throw new UsageError('--contact and --no-contacts contradict');
  return named.length > 0 || args.flag('no-contacts') ? named : before.map((contact) => ({ ...contact }));
}

function contactOf(text: string, accountsBelow: boolean): Contact {
  const [, role = '', address = ''] = /^(\w+):(.+)$/.exec(text) ?? [];
  const [, name = '', email = address] = /^(.*?)\s*<([^<>]+)>$/.exec(address) ?? [];
  if (!ROLES.includes(role.toLowerCase())) {
    throw new UsageError(`--contact must be a role (${ROLES.join(', ')}), a colon and an address, not "${text}"`);
  }
  return { email, name, role: `CONTACT_ROLE_${role.toUpperCase()}` as ContactRole, accountsBelow };
}

export const showAlerts = defineQuestion({
  path: 'alerts show',
  summary: 'show what an account wants to be told, and who is told',
  positionals: ACCOUNT,
  options: {},
  examples: ['tollgate alerts show acme'],
  response: 'GetAlertsResponse',
  ask: (client, args) => client.getAlerts({ accountId: args.required('ACCOUNT') }),
  show: ({ alerts }, money) => alertsText(alerts, money),
});

function alertsText(alerts: Alerts__Output | null, money: MoneyWriter): string[] {
  if (alerts === null) return [];
  const { kinds, lowBalanceMilliCents, lowBalancePercent, lowBalanceDays, contacts } = alerts;
  const low = [
    ...(lowBalanceMilliCents === undefined ? [] : [`less than ${money(lowBalanceMilliCents)}`]),
    ...(lowBalancePercent === undefined ? [] : [`less than ${lowBalancePercent}% of the plan`]),
    ...(lowBalanceDays === undefined ? [] : [`less than ${lowBalanceDays} days of usual use`]),
  ];
  const shown = table(contacts, [
    { title: 'ROLE', cell: ({ role }) => enumWord(ContactRole, role) },
    { title: 'ADDRESS', cell: ({ email }) => email },
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'ACCOUNTS BELOW', cell: ({ accountsBelow }) => (accountsBelow ? 'yes' : '') },
  ]);
  return [
    alerts.accountId,
    ...fields([
      ['told of', kinds.map((kind) => enumWord(AlertKind, kind)).join(', ') || 'nothing'],
      ['low balance', low.join(', or ')],
      ['contacts', contacts.length === 0 ? 'none of its own' : String(contacts.length)],
    ]),
    ...(contacts.length === 0 ? [] : ['', ...shown]),
  ];
}

const PAGES = { limit: 100, pageSize: 1000 };

/** Nothing in these answers is money. */
const noMoney = { currency: () => '' };

export const listDeliveries = defineQuestion({
  path: 'alerts list',
  summary: 'list deliveries of alerts: those that were given up, are pending, or were sent',
  positionals: {},
  options: {
    state: option('STATE', 'dead, pending or sent', 'dead'),
    account: option('ACCOUNT', 'only those of this account', 'all that you may see'),
    ...pageOptions(PAGES),
  },
  examples: ['tollgate alerts list', 'tollgate alerts list --state sent --account acme'],
  response: 'ListAlertDeliveriesResponse',
  ...noMoney,
  async ask(client, args): Promise<ListAlertDeliveriesResponse__Output> {
    const which = given({ state: args.oneOf('state', DeliveryState), accountId: args.text('account') });
    const { items, next } = await readPages(args, PAGES, async (page) => {
      const { deliveries, nextPageToken } = await client.listAlertDeliveries({ ...which, ...page });
      return { items: deliveries, next: nextPageToken };
    });
    return { deliveries: [...items], nextPageToken: next };
  },
  show({ deliveries, nextPageToken }, _money, args) {
    if (deliveries.length === 0) return [`no delivery is ${args.text('state') ?? 'dead'}`, ...moreLines(nextPageToken)];
    const shown = table(deliveries, [
      { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
      { title: 'ALERT', cell: ({ type }) => type },
      { title: 'TO', cell: ({ receiver }) => receiver },
      { title: 'AT', cell: ({ atMs }) => timeText(atMs) },
      { title: 'TRIES', align: 'right', cell: ({ tries }) => String(tries) },
      { title: 'WHY', cell: ({ why }) => why },
      { title: 'ID', cell: ({ id }) => id },
    ]);
    return [...shown, ...moreLines(nextPageToken)];
  },
});

export const resendAlerts = defineQuestion({
  path: 'alerts resend',
  summary: 'try deliveries again that were given up: one, or all of them',
  positionals: {
    ACCOUNT: { meaning: 'whose alert it is; not with --all', optional: true },
    ID: { meaning: 'of the delivery, as `alerts list` prints it; not with --all', optional: true },
  },
  options: { all: flag('every delivery that was given up') },
  examples: ['tollgate alerts resend acme alert_0f4c6f2e6f0e4c38.1', 'tollgate alerts resend --all'],
  notes: ['The receiver gets the id of the first attempt, so that it knows a repeat.'],
  response: 'ResendAlertsResponse',
  ...noMoney,
  ask(client, args) {
    const [accountId, id, all] = [args.text('ACCOUNT'), args.text('ID'), args.flag('all')];
    if (all === (accountId !== undefined)) throw new UsageError('give either ACCOUNT and ID, or --all');
    if (!all && id === undefined) throw new UsageError('ID is missing: of the delivery; `tollgate alerts list` has it');
    return client.resendAlerts({ ...given({ accountId, id }), all });
  },
  show: ({ resent }) => [resent === '0' ? 'no such delivery was given up' : `${resent} to be tried again`],
  exit: ({ resent }) => (resent === '0' ? EXIT.denied : EXIT.ok),
});

export const testAlerts = defineQuestion({
  path: 'alerts test',
  summary: 'send a test to everybody who would hear of a low balance of an account',
  positionals: ACCOUNT,
  options: {},
  examples: ['tollgate alerts test acme'],
  notes: ['`tollgate alerts list --state sent --account ACCOUNT` says a few seconds later whether it was taken.'],
  response: 'TestAlertsResponse',
  ...noMoney,
  ask: (client, args) => client.testAlerts({ accountId: args.required('ACCOUNT') }),
  show: ({ deliveries }) => [
    deliveries === 0
      ? 'nobody would be told: the account has no contact, and no webhook is set'
      : `${deliveries} under way`,
  ],
  exit: ({ deliveries }) => (deliveries === 0 ? EXIT.denied : EXIT.ok),
});

const SECRET_BYTES = 32;

export const makeSecret = defineCommand({
  path: 'alerts secret',
  summary: 'make a secret for a webhook, for both sides of it',
  positionals: {},
  options: {},
  examples: ['tollgate alerts secret'],
  notes: [
    'To replace a secret, put the new one beside the old one into `secrets` of the webhook, restart the sidecars, ' +
      'give it to the receiver, and take the old one away.',
  ],
  run(_args, context) {
    context.print(`whsec_${randomBytes(SECRET_BYTES).toString('base64')}`);
    return Promise.resolve(EXIT.ok);
  },
});

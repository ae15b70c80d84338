/** `recharge show|set|method|verify|confirm|buy|recommend|report|invoice-paid`. */
import { PaymentState } from '../gen/tollgate/v1/PaymentState.ts';
import { RechargeMode } from '../gen/tollgate/v1/RechargeMode.ts';
import { toWireName } from '../transport/definitions.ts';
import { flag, given, option, UsageError } from './command.ts';
import { accountMoney, defineQuestion, KEY_OPTION, withKey } from './connection.ts';
import { paymentText, rechargeText } from './recharge-text.ts';
import { fields, timeText } from './text.ts';

const ACCOUNT = { ACCOUNT: { meaning: 'its id' } };
const AMOUNT = { meaning: "in the account's currency, such as 20.00" };

export const showRecharge = defineQuestion({
  path: 'recharge show',
  summary: 'show how an account is recharged, the payment under way and the last ones',
  positionals: ACCOUNT,
  options: {},
  examples: ['tollgate recharge show demo'],
  response: 'GetRechargeResponse',
  ask: (client, args) => client.getRecharge({ accountId: args.required('ACCOUNT') }),
  show: ({ recharge }, money) => rechargeText(recharge, money),
});

export const setRecharge = defineQuestion({
  path: 'recharge set',
  summary: 'say when and by how much an account is recharged; what is not named stays',
  positionals: ACCOUNT,
  options: {
    on: flag('recharge it by itself'),
    off: flag('do not; a payment under way comes to its end'),
    threshold: option('AMOUNT', 'recharge below this; `recharge recommend` says what fits'),
    amount: option('AMOUNT', 'how much at a time'),
    minimum: option('AMOUNT', 'as little as this where the daily cap leaves no more', 'as it is, at first the amount'),
    'daily-count': option('COUNT', 'how often on one day at most, 1 to 100', 'as it is, at first 3'),
    'daily-amount': option('AMOUNT', 'how much on one day at most'),
    mode: option('MODE', 'card: charged at once; invoice: credited when the next invoice is paid'),
  },
  examples: [
    'tollgate recharge set demo --on --threshold 5.00 --amount 20.00 --daily-amount 100.00',
    'tollgate recharge set demo --off',
  ],
  notes: ['It lifts a pause after a refund or a dispute, and a recharge that has failed is tried again at once.'],
  response: 'SetRechargeResponse',
  async ask(client, args) {
    if (args.flag('on') && args.flag('off')) throw new UsageError('--on and --off contradict');
    const amountMilliCents = await accountMoney(client, args, 'amount');
    const accountId = args.required('ACCOUNT');
    const changes = given({
      enabled: args.flag('on') ? true : args.flag('off') ? false : undefined,
      mode: args.oneOf('mode', RechargeMode),
      thresholdMilliCents: await accountMoney(client, args, 'threshold'),
      amountMilliCents,
      minimumMilliCents: await accountMoney(client, args, 'minimum'),
      dailyCount: args.integer('daily-count', 100),
      dailyMilliCents: await accountMoney(client, args, 'daily-amount'),
    });
    const paths = Object.keys(changes).map(toWireName);
    if (paths.length === 0) throw new UsageError('there is nothing to set: name what, for instance --on');
    // A new amount is its own minimum, until somebody says another.
    if (amountMilliCents !== undefined && changes.minimumMilliCents === undefined) paths.push('minimum_milli_cents');
    return client.setRecharge({ accountId, ...changes, updateMask: { paths } });
  },
  show: ({ recharge }, money) => rechargeText(recharge, money),
});

export const setPaymentMethod = defineQuestion({
  path: 'recharge method',
  summary: 'save the means of payment that the provider knows, or remove it',
  positionals: ACCOUNT,
  options: {
    method: option('ID', 'what the provider calls it, such as pm_... of Stripe'),
    customer: option('ID', 'what the provider calls its owner, such as cus_... of Stripe'),
    verified: flag('your own system has verified it: no small amount is charged first'),
    remove: flag('remove what is saved'),
  },
  examples: [
    'tollgate recharge method demo --method pm_1Nabc --customer cus_9xyz',
    'tollgate recharge method demo --remove',
  ],
  response: 'SetPaymentMethodResponse',
  ask: (client, args) => {
    const methodId = args.text('method');
    if ((methodId === undefined) !== args.flag('remove')) throw new UsageError('give either --method or --remove');
    return client.setPaymentMethod({
      accountId: args.required('ACCOUNT'),
      verified: args.flag('verified'),
      ...given({ methodId, customerId: args.text('customer') }),
    });
  },
  show: ({ recharge }, money) => rechargeText(recharge, money),
});

export const verifyPaymentMethod = defineQuestion({
  path: 'recharge verify',
  summary: 'verify the payment method: charge a small random amount, and give it back',
  positionals: ACCOUNT,
  options: {},
  examples: ['tollgate recharge verify demo'],
  notes: ['Then its owner says what the amount was: `tollgate recharge confirm`.'],
  response: 'VerifyPaymentMethodResponse',
  ask: (client, args) => client.verifyPaymentMethod({ accountId: args.required('ACCOUNT') }),
  show: ({ recharge }, money) => rechargeText(recharge, money),
});

export const confirmPaymentMethod = defineQuestion({
  path: 'recharge confirm',
  summary: 'say what the small amount was that verifies the payment method',
  positionals: { ...ACCOUNT, AMOUNT: { meaning: "in the account's currency, such as 1.37" } },
  options: {},
  examples: ['tollgate recharge confirm demo 1.37'],
  response: 'ConfirmPaymentMethodResponse',
  ask: async (client, args) =>
    client.confirmPaymentMethod({
      accountId: args.required('ACCOUNT'),
      ...given({ amountMilliCents: await accountMoney(client, args, 'AMOUNT') }),
    }),
  show: ({ recharge }, money) => rechargeText(recharge, money),
});

export const purchaseCredit = defineQuestion({
  path: 'recharge buy',
  summary: 'charge the verified payment method now, and add the credit',
  positionals: { ...ACCOUNT, AMOUNT },
  options: { key: KEY_OPTION },
  examples: ['tollgate recharge buy demo 20.00 --key order-17'],
  response: 'PurchaseCreditResponse',
  ask: (client, args) =>
    withKey(args, async (idempotencyKey) =>
      client.purchaseCredit({
        accountId: args.required('ACCOUNT'),
        ...given({ amountMilliCents: await accountMoney(client, args, 'AMOUNT') }),
        idempotencyKey,
      }),
    ),
  show: ({ payment }, money) => paymentText(payment, money),
});

export const recommendRecharge = defineQuestion({
  path: 'recharge recommend',
  summary: 'say below what balance an account should be recharged: two weeks of its own use',
  positionals: ACCOUNT,
  options: {},
  examples: ['tollgate recharge recommend demo'],
  response: 'RecommendRechargeResponse',
  ask: (client, args) => client.recommendRecharge({ accountId: args.required('ACCOUNT') }),
  currency: ({ currency }) => currency,
  show: (answer, money) =>
    fields([
      ['threshold', money(answer.thresholdMilliCents)],
      ['a day', money(answer.dailyMilliCents)],
      ['used', `${money(answer.usedMilliCents)} from ${timeText(answer.fromMs)} to ${timeText(answer.toMs)}`],
      ['known from', `the ${answer.source}`],
    ]),
});

export const reportRecharge = defineQuestion({
  path: 'recharge report',
  summary: 'say what became of a payment that your billing was asked for',
  positionals: { ...ACCOUNT, PAYMENT: { meaning: 'its id, as `recharge show` names it' } },
  options: {
    state: option('STATE', 'paid, failed or pending'),
    reference: option('ID', 'what your billing calls it'),
    reason: option('WORD', 'why it has failed, such as card_declined'),
  },
  examples: ['tollgate recharge report demo rc_0123456789abcdef_4 --state paid --reference inv-991'],
  response: 'ReportRechargeResponse',
  ask: (client, args) =>
    client.reportRecharge({
      accountId: args.required('ACCOUNT'),
      rechargeId: args.required('PAYMENT'),
      ...given({
        state: args.oneOf('state', PaymentState),
        reference: args.text('reference'),
        reason: args.text('reason'),
      }),
    }),
  show: ({ payment }, money) => paymentText(payment, money),
});

export const reportInvoicePaid = defineQuestion({
  path: 'recharge invoice-paid',
  summary: 'say that the next invoice of an account is paid: what waits for it is credited',
  positionals: { ...ACCOUNT, INVOICE: { meaning: 'your own id of the invoice' } },
  options: {},
  examples: ['tollgate recharge invoice-paid demo 2026-11-0042'],
  response: 'ReportInvoicePaidResponse',
  ask: (client, args) =>
    client.reportInvoicePaid({ accountId: args.required('ACCOUNT'), invoiceId: args.required('INVOICE') }),
  show: ({ payment }, money) => paymentText(payment, money),
});

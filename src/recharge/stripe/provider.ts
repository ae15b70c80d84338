/**
 * Stripe as the provider: off-session PaymentIntents, each under an idempotency key of its own. Stripe forgets keys
 * after a day, so that an order which may have been heard of is looked up by its id in the metadata before it is sent
 * again, and after a day it is not sent again at all.
 */
import type { Stripe } from 'stripe';
import { errorText } from '../../domain/fault.ts';
import { fromMinorUnits, stepMilliCents, toMinorUnits } from '../minor-units.ts';
import { type Order, type PaymentProvider, wordOf } from '../provider.ts';
import type { News } from '../rules.ts';

/** What the metadata of PaymentIntents, refunds and checkout sessions say. */
export const METADATA = {
  account: 'tollgate_account_id',
  recharge: 'tollgate_recharge_id',
  purpose: 'tollgate_purpose',
} as const;

/** Stripe keeps keys for 24 hours at least. */
const KEY_GOOD_MS = 23 * 3_600_000;
/** An order of this age may have been sent by a sidecar that died; the clocks of machines differ a little. */
const FRESH_MS = 3_000;
const CLOCKS_DIFFER_SECONDS = 300;
/** How many payments of one customer are looked through. */
const LOOKED_THROUGH = 1_000;
/** Stripe takes eight digits. */
const MINOR_UNITS_MAX = 99_999_999;

/** As far as Stripe's errors are looked at. */
interface StripeTrouble {
  readonly type: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
}

export interface StripeProvider extends PaymentProvider {
  /** What a PaymentIntent says of its order. One that waits for somebody is cancelled: nobody is there. */
  news(intent: Stripe.PaymentIntent): Promise<News>;
}

export function stripeProvider(connect: () => Promise<Stripe>): StripeProvider {
  const news = async (intent: Stripe.PaymentIntent): Promise<News> => {
    const reference = intent.id;
    switch (intent.status) {
      case 'succeeded': {
        const paidMilliCents = fromMinorUnits(intent.amount_received, intent.currency.toUpperCase());
        return { kind: 'paid', reference, creditKey: creditKeyOf(reference), paidMilliCents };
      }
      case 'processing':
        return { kind: 'pending', reference, why: 'processing' };
      case 'canceled':
        return { kind: 'failed', reference, why: failureOf(intent) };
      default:
        return cancel(intent);
    }
  };

  /** What is not paid must not be paid later, when another payment may have been made in its place. */
  const cancel = async (intent: Stripe.PaymentIntent): Promise<News> => {
    const { paymentIntents } = await connect();
    const why = failureOf(intent);
    try {
      await paymentIntents.cancel(intent.id);
      return { kind: 'failed', reference: intent.id, why };
    } catch (error) {
      const now = await paymentIntents.retrieve(intent.id);
      if (['succeeded', 'processing', 'canceled'].includes(now.status)) return news(now);
      return { kind: 'unknown', why: `it could not be cancelled: ${errorText(error)}` };
    }
  };

  const find = async (order: Order): Promise<Stripe.PaymentIntent | undefined> => {
    const stripe = await connect();
    const gte = Math.floor(order.claimedAtMs / 1000) - CLOCKS_DIFFER_SECONDS;
    const list = stripe.paymentIntents.list({ customer: order.customerId, created: { gte }, limit: 100 });
    const intents = await list.autoPagingToArray({ limit: LOOKED_THROUGH });
    return intents.find(({ metadata }) => metadata[METADATA.recharge] === order.id);
  };

  const create = async (order: Order): Promise<News> => {
    const { accountId, amountMilliCents, currency, customerId, methodId, id, purpose } = order;
    const amount = toMinorUnits(amountMilliCents, currency);
    if (amount === undefined) return { kind: 'failed', reference: '', why: 'amount_not_in_minor_units' };
    const stripe = await connect();
    const intent = await stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        customer: customerId,
        payment_method: methodId,
        off_session: true,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        description: `${purpose} ${id}`,
        metadata: { [METADATA.account]: accountId, [METADATA.recharge]: id, [METADATA.purpose]: purpose },
      },
      { idempotencyKey: id },
    );
    return news(intent);
  };

  const charge = async (order: Order): Promise<News> => {
    if (order.mode === 'invoice') return { kind: 'pending', reference: '', why: 'awaits_invoice' };
    if (order.reference !== '') {
      return news(await (await connect()).paymentIntents.retrieve(order.reference));
    }
    const ageMs = Date.now() - order.claimedAtMs;
    if (order.asked > 0 || ageMs > FRESH_MS) {
      const found = await find(order);
      if (found !== undefined) return news(found);
      if (ageMs > KEY_GOOD_MS) return { kind: 'failed', reference: '', why: 'never_charged' };
    }
    return create(order);
  };

  return {
    name: 'stripe',
    news,
    async charge(order) {
      try {
        return await charge(order);
      } catch (error) {
        return refusedBy(error, news);
      }
    },
    async refund({ id, accountId, reference, purpose }) {
      try {
        const stripe = await connect();
        const metadata = { [METADATA.account]: accountId, [METADATA.recharge]: id, [METADATA.purpose]: purpose };
        const { status } = await stripe.refunds.create(
          { payment_intent: reference, metadata },
          { idempotencyKey: `${id}:refund` },
        );
        return status === 'failed' || status === 'canceled' ? `the refund is ${status}` : undefined;
      } catch (error) {
        return troubleOf(error)?.code === 'charge_already_refunded' ? undefined : errorText(error);
      }
    },
    amountProblem(amountMilliCents, currency) {
      const units = toMinorUnits(amountMilliCents, currency);
      const step = stepMilliCents(currency);
      if (units === undefined) return `must be a multiple of ${step}: cards are charged in these steps of ${currency}`;
      return units > MINOR_UNITS_MAX ? 'is more than can be charged at once' : undefined;
    },
    methodProblem({ customerId, methodId }) {
      if (!/^(pm|card|src|ba)_\w+$/.test(methodId)) return { field: 'method_id', problem: 'must be pm_... of Stripe' };
      if (!/^cus_\w+$/.test(customerId)) return { field: 'customer_id', problem: 'must be cus_... of Stripe' };
      return undefined;
    },
  };
}

/** Whatever tells of a payment, this is the key of its credit. */
export function creditKeyOf(intentId: string): string {
  return `stripe:${intentId}`;
}

function failureOf({
  last_payment_error: error,
  status,
  cancellation_reason: cancelled,
}: Stripe.PaymentIntent): string {
  return wordOf(error?.decline_code ?? error?.code ?? cancelled ?? status);
}

/** What Stripe refuses was not charged; everything else may have been. */
async function refusedBy(error: unknown, news: StripeProvider['news']): Promise<News> {
  const trouble = troubleOf(error);
  const why = wordOf(trouble?.decline_code ?? trouble?.code ?? 'refused');
  if (trouble?.type === 'StripeCardError') {
    const intent = trouble.payment_intent;
    if (intent === undefined) return { kind: 'failed', reference: '', why };
    try {
      const told = await news(intent);
      return told.kind === 'failed' ? { ...told, why } : told;
    } catch (other) {
      return { kind: 'unknown', why: errorText(other) };
    }
  }
  if (trouble?.type === 'StripeInvalidRequestError') return { kind: 'failed', reference: '', why };
  return { kind: 'unknown', why: errorText(error) };
}

function troubleOf(error: unknown): StripeTrouble | undefined {
  return error instanceof Error && 'type' in error ? (error as unknown as StripeTrouble) : undefined;
}

/**
 * What Stripe tells by itself. Events come late, twice and in any order: each acts under a key of the thing that it is
 * about, so that it acts once. An event that cannot be done is refused, and Stripe sends it again.
 */
import type { Stripe } from 'stripe';
import { errorText, Fault } from '../../domain/fault.ts';
import { fromMinorUnits } from '../minor-units.ts';
import type { Payments } from '../payments.ts';
import type { Recharging } from '../requests.ts';
import type { AccountStanding } from '../standing.ts';
import { creditKeyOf, METADATA, type StripeProvider } from './provider.ts';

/** An event that was signed longer ago is refused: somebody may be sending it again. */
const REPLAY_WINDOW_SECONDS = 300;

export interface StripeEventsOptions {
  /** Of the webhook endpoint, `whsec_...`. */
  readonly secret: string;
  readonly connect: () => Promise<Stripe>;
  readonly provider: StripeProvider;
  readonly payments: Payments;
  readonly recharging: Pick<Recharging, 'invoicePaid'>;
  /** Rejects where there is no such account. */
  readonly standing: (accountId: string) => Promise<AccountStanding>;
  /** Corrects the balance, up or down; the same key once. */
  readonly adjust: (correction: Correction) => Promise<{ readonly replayed: boolean }>;
}

interface Correction {
  readonly accountId: string;
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly note: string;
}

/** Money that went back: a refund or a dispute. */
interface TakenBack {
  readonly id: string;
  readonly why: 'refund' | 'dispute';
  readonly amount: number;
  readonly currency: string;
  readonly intentId: string;
  /** It has come to us again after all. */
  readonly undone: boolean;
}

/**
 * @param body - as it came, byte for byte: that is what is signed
 * @param signature - the header `stripe-signature`
 * @returns what Stripe is answered
 */
export type EventHandler = (body: Buffer, signature: string) => Promise<object>;

export function stripeEvents(options: StripeEventsOptions): EventHandler {
  const { connect, provider, payments, recharging, standing, adjust } = options;

  /** The account that it is about, if it is one of ours; its currency must be the payment's. */
  const accountOf = async (accountId: string, currency: string): Promise<AccountStanding> => {
    const account = await standing(accountId);
    if (account.currency === currency.toUpperCase()) return account;
    const problem = `the payment is in ${currency.toUpperCase()}, and the account counts in ${account.currency}`;
    throw new Fault('CONFLICT', problem);
  };

  const onIntent = async (intent: Stripe.PaymentIntent): Promise<boolean> => {
    const { [METADATA.account]: accountId, [METADATA.recharge]: id, [METADATA.purpose]: purpose } = intent.metadata;
    if (accountId === undefined) return false;
    const account = await accountOf(accountId, intent.currency);
    if (id === undefined) return creditIntent(account, intent);
    const { current } = await payments.recordOf(account.place);
    // A small payment that verifies a method is no credit, however late it is heard of.
    if (purpose === 'verification' && current?.id !== id) return true;
    // Of a payment that has ended only that it is paid after all matters.
    if (current?.id !== id && intent.status !== 'succeeded') return true;
    await payments.hear(account.place, id, await provider.news(intent));
    return true;
  };

  /** A payment that somebody else began for an account, by a form or a checkout of their own. */
  const creditIntent = async ({ place }: AccountStanding, intent: Stripe.PaymentIntent): Promise<boolean> => {
    if (intent.status !== 'succeeded') return true;
    await payments.credit({
      accountId: place.accountId,
      amountMilliCents: fromMinorUnits(intent.amount_received, intent.currency.toUpperCase()),
      idempotencyKey: creditKeyOf(intent.id),
      note: `payment ${intent.id}`,
    });
    return true;
  };

  const onCheckout = async (session: Stripe.Checkout.Session): Promise<boolean> => {
    const accountId = session.metadata?.[METADATA.account];
    const intentId = idOf(session.payment_intent);
    if (accountId === undefined || intentId === '' || session.payment_status !== 'paid') return false;
    const intent = await (await connect()).paymentIntents.retrieve(intentId);
    return creditIntent(await accountOf(accountId, intent.currency), intent);
  };

  /** Whose payment it was: of ours the payment says so, of a checkout perhaps only the session. */
  const payerOf = async (intentId: string): Promise<string | undefined> => {
    const stripe = await connect();
    const { metadata } = await stripe.paymentIntents.retrieve(intentId);
    if (metadata[METADATA.purpose] === 'verification') return undefined;
    if (metadata[METADATA.account] !== undefined) return metadata[METADATA.account];
    const { data } = await stripe.checkout.sessions.list({ payment_intent: intentId, limit: 1 });
    return data[0]?.metadata?.[METADATA.account];
  };

  const onTakenBack = async ({ id, why, amount, currency, intentId, undone }: TakenBack): Promise<boolean> => {
    const accountId = intentId === '' ? undefined : await payerOf(intentId);
    if (accountId === undefined) return false;
    const { place } = await accountOf(accountId, currency);
    const amountMilliCents = fromMinorUnits(amount, currency.toUpperCase());
    // Before the money, or the poor account would be charged at once.
    const isNew = !undone && (await payments.pause(place, why));
    const key = creditKeyOf(id);
    const taken = { amountMilliCents: -amountMilliCents, idempotencyKey: key, note: `${why} ${id}` };
    const { replayed } = await adjust({ accountId, ...taken });
    // Told again, perhaps after somebody has lifted the pause.
    if (isNew && replayed) await payments.pause(place, '');
    if (undone) {
      const back = { amountMilliCents, idempotencyKey: `${key}:undone`, note: `${why} ${id} undone` };
      await adjust({ accountId, ...back });
    }
    return true;
  };

  const onRefund = (refund: Stripe.Refund, undone: boolean): Promise<boolean> => {
    const { id, amount, currency } = refund;
    if (refund.metadata?.[METADATA.purpose] === 'verification') return Promise.resolve(true);
    return onTakenBack({ id, why: 'refund', amount, currency, intentId: idOf(refund.payment_intent), undone });
  };

  const onDispute = (dispute: Stripe.Dispute, undone: boolean): Promise<boolean> => {
    const { id, amount, currency } = dispute;
    return onTakenBack({ id, why: 'dispute', amount, currency, intentId: idOf(dispute.payment_intent), undone });
  };

  const onInvoice = async (invoice: Stripe.Invoice): Promise<boolean> => {
    const accountId = invoice.metadata?.[METADATA.account];
    if (accountId === undefined) return false;
    await recharging.invoicePaid(accountId, invoice.id);
    return true;
  };

  const handle = async (event: Stripe.Event): Promise<boolean> => {
    switch (event.type) {
      case 'payment_intent.succeeded':
      case 'payment_intent.processing':
      case 'payment_intent.payment_failed':
      case 'payment_intent.canceled':
      case 'payment_intent.requires_action':
        return onIntent(event.data.object);
      case 'checkout.session.completed':
      case 'checkout.session.async_payment_succeeded':
        return onCheckout(event.data.object);
      case 'refund.created':
      case 'refund.updated':
      case 'refund.failed':
        return onRefund(event.data.object, isUndone(event.data.object));
      case 'charge.dispute.funds_withdrawn':
        return onDispute(event.data.object, false);
      case 'charge.dispute.funds_reinstated':
        return onDispute(event.data.object, true);
      case 'invoice.paid':
        return onInvoice(event.data.object);
      default:
        return false;
    }
  };

  return async (body, signature) => {
    const stripe = await connect();
    let event: Stripe.Event;
    try {
      event = stripe.webhooks.constructEvent(body, signature, options.secret, REPLAY_WINDOW_SECONDS);
    } catch (error) {
      const [why = ''] = errorText(error).split('\n');
      throw new Fault('SIGNATURE_INVALID', `this is no event that Stripe has signed just now: ${why}`);
    }
    return { received: true, handled: await handle(event) };
  };
}

function isUndone({ status }: Stripe.Refund): boolean {
  return status === 'failed' || status === 'canceled';
}

/** Stripe says the id, or the whole thing. */
function idOf(what: string | { readonly id: string } | null | undefined): string {
  return typeof what === 'string' ? what : (what?.id ?? '');
}

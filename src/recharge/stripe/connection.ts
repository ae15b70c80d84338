/** Stripe's own library, loaded when somebody is to be charged: it is large, and most sidecars charge nobody. */
import type { Stripe } from 'stripe';

export interface StripeOptions {
  readonly apiKey: string;
  /** Another server than Stripe's own, for tests. */
  readonly apiUrl: string | undefined;
  readonly timeoutMs: number;
}

/** @returns the same client each time */
export function stripeConnection({ apiKey, apiUrl, timeoutMs }: StripeOptions): () => Promise<Stripe> {
  let client: Promise<Stripe> | undefined;
  const open = async (): Promise<Stripe> => {
    const { Stripe: Library } = await import('stripe');
    return new Library(apiKey, {
      ...placeOf(apiUrl),
      timeout: timeoutMs,
      // What was not answered is looked up, by the rules of payments.
      maxNetworkRetries: 0,
      telemetry: false,
    });
  };
  return () => (client ??= open());
}

function placeOf(apiUrl: string | undefined) {
  if (apiUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  const isPlain = protocol === 'http:';
  return {
    host: hostname,
    port: port || (isPlain ? 80 : 443),
    protocol: isPlain ? ('http' as const) : ('https' as const),
  };
}

/** The signature under a request to somebody's billing, in the form that Stripe made common. */
import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'tollgate-signature';

/**
 * `t=<seconds since 1970>,v1=<HMAC-SHA256 in hexadecimal digits>` of the seconds, a full stop and the body. Whoever
 * checks it also looks at the time, so that nobody can send an old request again.
 */
export function signatureOf(body: string, secret: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/**
 * Signatures of webhooks as Standard Webhooks has them (standard-webhooks 1.0.0, "symmetric"): the id, the time in
 * seconds and the body, joined by full stops, under HMAC-SHA256. While a secret is being replaced every one of them
 * signs, and the receiver takes the signature that it can check.
 */
import { createHmac } from 'node:crypto';

/** What the secrets of the specification begin with; the rest is base64. */
const PREFIX = 'whsec_';
function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), 'base64');
}

/** The headers that go with a body. @param atMs - when it is sent: a receiver refuses what is minutes old */
export function signatureHeaders(
  id: string,
  atMs: number,
  body: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000));
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${digest}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

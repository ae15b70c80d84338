/** A whole Tollgate that tells a mail server and a webhook what happens. */
import { startTollgate, type TestTollgate, type TestTollgateOptions } from '../../support/tollgate.ts';
import {
  type MailServer,
  type Received,
  type ReceivedMail,
  type Receiver,
  startMailServer,
  startReceiver,
} from './receivers.ts';

export const SECRETS = [24, 32].map((bytes) => `whsec_${Buffer.alloc(bytes, bytes).toString('base64')}`);

/** Looks come once a second, and an account is looked at again after five. */
export const SOON = { timeout: 14_000, interval: 50 };

export interface Event {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Alerting {
  readonly tollgate: TestTollgate;
  readonly mail: MailServer;
  readonly hook: Receiver;
  /** What a sidecar of the same store and with the same ways to send is started with. */
  readonly env: Readonly<Record<string, string>>;
  mailsTo(address: string): readonly ReceivedMail[];
  postsOf(accountId: string): readonly Received[];
  eventsOf(accountId: string): readonly Event[];
  stop(): Promise<void>;
}

export async function startAlerting(
  options: TestTollgateOptions = {},
  webhook: Readonly<Record<string, unknown>> = {},
  mailServer: Parameters<typeof startMailServer>[0] = {},
): Promise<Alerting> {
  const [mail, hook] = await Promise.all([startMailServer(mailServer), startReceiver()]);
  const env = {
    TOLLGATE_ALERTS_WEBHOOKS: JSON.stringify([{ name: 'billing', url: hook.url, secrets: SECRETS, ...webhook }]),
    TOLLGATE_ALERTS_ALLOWED_NETWORKS: '127.0.0.0/8',
    TOLLGATE_ALERTS_SMTP_HOST: '127.0.0.1',
    TOLLGATE_ALERTS_SMTP_PORT: String(mail.port),
    TOLLGATE_ALERTS_SMTP_TLS: 'none',
    TOLLGATE_ALERTS_SMTP_FROM: 'Tollgate <alerts@example.com>',
    ...options.env,
  };
  const tollgate = await startTollgate({ ...options, env });
  const postsOf = (accountId: string): readonly Received[] =>
    hook.received.filter(({ body }) => (JSON.parse(body) as Event).data['account_id'] === accountId);
  return {
    tollgate,
    mail,
    hook,
    env,
    mailsTo: (address) => mail.mails.filter(({ to }) => to.includes(address)),
    postsOf,
    eventsOf: (accountId) => postsOf(accountId).map(({ body }) => JSON.parse(body) as Event),
    async stop() {
      await tollgate.stop();
      await Promise.all([mail.stop(), hook.stop()]);
    },
  };
}

/** Takes money by hand, as if it had been used. */
export async function spend(
  { tollgate }: Pick<Alerting, 'tollgate'>,
  accountId: string,
  milliCents: number,
): Promise<void> {
  const idempotencyKey = `spend-${Math.random()}`;
  await tollgate.client.adjustBalance({ accountId, amountMilliCents: -milliCents, idempotencyKey, note: 'used' });
}

/** As long as two looks at one account take: what has not come by then does not come. */
export function twoLooks(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 7_000));
}

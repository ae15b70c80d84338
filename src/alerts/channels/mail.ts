/** Sends one mail to one person by SMTP. */
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { errorText } from '../../domain/fault.ts';
import { type Attempt, failed, SENT } from './channel.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `starttls` refuses a server that cannot; `implicit` speaks TLS from the beginning; `none` never does. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** PEM: the authority of the server's certificate, where it is none of the system's. */
  readonly ca: string | undefined;
  /** None where the server lets this host send. */
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  /** As it stands in the From line: `Tollgate <alerts@example.com>`. */
  readonly from: string;
  readonly replyTo: string | undefined;
}

export interface Mail {
  /** Without angle brackets; the same for each attempt, so that a repeat is known as one. */
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly sentAt: Date;
}

/** @param timeoutMs - for each step: connecting, the greeting, and every answer. Never rejects. */
export async function sendMail(mail: Mail, smtp: SmtpOptions, timeoutMs: number): Promise<Attempt> {
  const composed = new MailComposer({
    from: smtp.from,
    ...(smtp.replyTo !== undefined && { replyTo: smtp.replyTo }),
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    date: mail.sentAt,
    messageId: `<${mail.messageId}>`,
    // RFC 3834: nobody's out-of-office note is wanted.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }).compile();
  const envelope = composed.getEnvelope();
  let handedOver = false;
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.tls === 'implicit',
    requireTLS: smtp.tls === 'starttls',
    ignoreTLS: smtp.tls === 'none',
    ...(smtp.auth !== undefined && { auth: smtp.auth }),
    ...(smtp.ca !== undefined && { tls: { ca: smtp.ca } }),
    // The one place where nodemailer says that all of a message has gone into the socket.
    logger: { info: (facts: unknown) => (handedOver ||= isEndOfMessage(facts)) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  });
  try {
    await transport.sendMail({ envelope, raw: await composed.build() });
    return SENT;
  } catch (error) {
    return judge(error, handedOver);
  } finally {
    transport.close();
  }
}

function isEndOfMessage(facts: unknown): boolean {
  return typeof facts === 'object' && facts !== null && 'tnx' in facts && facts.tnx === 'message';
}

/**
 * What the server has said is certain, and 5yz is its last word (RFC 5321, 4.2.1). Where it said nothing after all of
 * the message was handed over, nobody knows.
 */
function judge(error: unknown, handedOver: boolean): Attempt {
  const { responseCode } = error as { readonly responseCode?: number };
  if (responseCode === undefined) return failed(errorText(error), { uncertain: handedOver });
  return failed(errorText(error), {
    forGood: responseCode >= 500 && responseCode !== BAD_SEQUENCE && !isAuth(responseCode),
  });
}

/** The session went wrong, not the message. */
const BAD_SEQUENCE = 503;

/** Credentials that are refused are mended in the settings: until then the mail waits. */
function isAuth(code: number): boolean {
  return code === 530 || code === 534 || code === 535 || code === 538;
}

/** The other side of alerts: an HTTP endpoint and a mail server that keep what they are sent. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

/** What is answered to each request in turn; the last one goes on for ever. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** Nothing at all is answered. */
  readonly silent?: boolean;
}

export async function startReceiver(answers: readonly Answer[] = [{ status: 204 }]): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(received.length, answers.length - 1)] ?? { status: 204 };
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      if (answer.silent !== true) response.writeHead(answer.status, answer.headers).end(answer.text ?? '');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, stop };
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, with its headers. */
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  stop(): Promise<void>;
  /** On the same port, after it was stopped. */
  startAgain(): Promise<void>;
}

/** @param onData - what is done about each mail, once it is there; the first answer is that it was taken */
export async function startMailServer(
  options: SMTPServerOptions = {},
  onData: (count: number, done: (error?: Error) => void) => void = (_count, done) => done(),
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const create = (): SMTPServer => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      ...options,
      onData(stream, session, callback) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          mails.push({
            from: mailFrom === false ? '' : (mailFrom?.address ?? ''),
            to: rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString('utf8'),
          });
          onData(mails.length, callback);
        });
      },
    });
    server.on('error', () => undefined);
    return server;
  };
  const listen = (server: SMTPServer, port: number): Promise<void> =>
    new Promise((resolve) => void server.listen(port, '127.0.0.1', () => resolve()));
  let server = create();
  await listen(server, 0);
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
    async startAgain() {
      server = create();
      await listen(server, port);
    },
  };
}

/** The same, until the test is over. */
export async function receiverForTest(answers?: readonly Answer[]): Promise<Receiver> {
  const receiver = await startReceiver(answers);
  onTestFinished(() => receiver.stop());
  return receiver;
}

export async function mailServerForTest(...args: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...args);
  onTestFinished(() => server.stop());
  return server;
}

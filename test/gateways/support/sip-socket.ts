import { createSocket } from 'node:dgram';

export interface Dialled {
  readonly callId: string;
  readonly branch: string;
  readonly cseq?: number;
  /** Who calls; the account. */
  readonly from?: string;
  readonly to?: string;
}

/** For what sipp cannot send: the same request several times, or under somebody else's ids. */
export interface SipSocket {
  send(method: string, dialled: Dialled): void;
  /** The first message that matches. */
  received(pattern: RegExp): string | undefined;
  close(): void;
}

export async function openSipSocket(port: number): Promise<SipSocket> {
  const socket = createSocket('udp4');
  const messages: string[] = [];
  socket.on('message', (bytes) => void messages.push(bytes.toString('utf8')));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  const here = `127.0.0.1:${socket.address().port}`;
  return {
    send(method, { callId, branch, cseq = 1, from = 'nobody', to = '+14155550123' }) {
      const lines = [
        `${method} sip:${to}@127.0.0.1:${port} SIP/2.0`,
        `Via: SIP/2.0/UDP ${here};branch=${branch}`,
        `From: <sip:${from}@127.0.0.1>;tag=caller`,
        `To: <sip:${to}@127.0.0.1>`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:${from}@${here}>`,
        'Max-Forwards: 70',
        'Content-Length: 0',
      ];
      socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
    },
    received: (pattern) => messages.find((message) => pattern.test(message)),
    close: () => void socket.close(),
  };
}

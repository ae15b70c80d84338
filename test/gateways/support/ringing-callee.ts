import { createSocket } from 'node:dgram';

/** A callee that rings until the caller gives up, for any number of calls, also none. */
export interface RingingCallee {
  close(): void;
}

export async function startRingingCallee(port: number): Promise<RingingCallee> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, { port: from, address }) => {
    const [first = '', ...lines] = bytes.toString('utf8').split('\r\n');
    const headers = lines.filter((line) => /^(Via|Record-Route|From|Call-ID):/.test(line));
    const to = lines.find((line) => line.startsWith('To:'))?.replace(/(;tag=.*)?$/, ';tag=callee') ?? '';
    const cseq = Number(/^CSeq: (\d+)/m.exec(lines.join('\n'))?.[1]);
    const answer = (status: string, method: string): void => {
      const message = [`SIP/2.0 ${status}`, ...headers, to, `CSeq: ${cseq} ${method}`, 'Content-Length: 0', '', ''];
      socket.send(message.join('\r\n'), from, address);
    };
    if (first.startsWith('INVITE')) answer('180 Ringing', 'INVITE');
    if (first.startsWith('CANCEL')) {
      answer('200 OK', 'CANCEL');
      answer('487 Request Terminated', 'INVITE');
    }
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', () => resolve()));
  return { close: () => void socket.close() };
}

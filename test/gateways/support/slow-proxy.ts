import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a gateway and Tollgate and holds answers back. */
export interface SlowProxy {
  readonly address: string;
  /** For answers that begin from now on. */
  delayAnswers(ms: number): void;
  close(): Promise<void>;
}

export async function startSlowProxy(target: string): Promise<SlowProxy> {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // A gateway that gave up has closed its side; the answer then goes nowhere.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const [host, port] = target.split(':');
    const far = connect(Number(port), host);
    keep(near);
    keep(far);
    near.pipe(far);
    far.on('data', (bytes) => setTimeout(() => near.write(bytes), delayMs));
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayAnswers: (ms) => void (delayMs = ms),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

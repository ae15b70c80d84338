import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_TOKEN } from './tollgate.ts';
import { openSipSocket } from './sip-socket.ts';
import { freeUdpPort, run, until } from './tools.ts';

/** A running Kamailio with the configuration of examples/kamailio. */
export interface TestKamailio {
  readonly port: number;
  /** Where it sends outgoing calls. */
  readonly calleePort: number;
  log(): string;
  stop(): Promise<void>;
}

const CONFIGURATION = join(import.meta.dirname, '../../../examples/kamailio/kamailio.cfg');

/** @param settings those of the top of the configuration that differ. */
export async function startKamailio(
  tollgateAddress: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestKamailio> {
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-kamailio-'));
  const port = await freeUdpPort();
  const calleePort = await freeUdpPort();
  const defines = {
    LISTEN: `udp:127.0.0.1:${port}`,
    TOLLGATE: `"http://${tollgateAddress}"`,
    HEADERS: `"Content-Type: application/json\\r\\nAuthorization: Bearer ${GATEWAY_TOKEN}"`,
    CALLEE: `"sip:127.0.0.1:${calleePort}"`,
    ...settings,
  };
  const kamailio = run('kamailio', [
    '-f',
    CONFIGURATION,
    '-Y',
    directory,
    '-w',
    directory,
    // 64 MB, in the foreground, log to standard error.
    ...'-m 64 -DD -E -e'.split(' '),
    ...Object.entries(defines).flatMap(([name, value]) => ['-A', `${name}=${value}`]),
  ]);
  const { child } = kamailio;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 5000);
    await kamailio.ended;
    clearTimeout(impatience);
    await rm(directory, { recursive: true, force: true });
  };
  const socket = await openSipSocket(port);
  try {
    await until('Kamailio answers OPTIONS', async () => {
      if (child.exitCode !== null) throw new Error(`Kamailio ended: ${kamailio.output()}`);
      socket.send('OPTIONS', { callId: 'is-it-up', branch: `z9hG4bK-${Date.now()}` });
      return socket.received(/^SIP\/2\.0 200 /);
    });
  } catch (error) {
    await stop();
    throw error;
  } finally {
    socket.close();
  }
  return { port, calleePort, log: () => kamailio.output(), stop };
}

import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GATEWAY_TOKEN } from './tollgate.ts';
import { openSipSocket } from './sip-socket.ts';
import {
  findProgram,
  freeUdpPort,
  isInstalled,
  missingTools,
  removeDirectory,
  run,
  type Running,
  until,
} from './tools.ts';

/** A running Kamailio with the configuration of examples/kamailio. */
export interface TestKamailio {
  readonly port: number;
  /** Where it sends outgoing calls. */
  readonly calleePort: number;
  /** Where kamcmd finds it. */
  readonly control: string;
  log(): string;
  /** What SQL finds in its database, one row a line. */
  query(sql: string): Promise<string>;
  /** Ends it, in good order or as a crash does; `start` brings it back with the same ports and database. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const EXAMPLE = join(import.meta.dirname, '../../../examples/kamailio');

/** What examples/kamailio/README.md creates the database from. */
const SCHEMAS = [
  '/usr/share/kamailio/db_sqlite/standard-create.sql',
  '/usr/share/kamailio/db_sqlite/dialog-create.sql',
  join(EXAMPLE, 'reports.sql'),
];

/** Why a suite with Kamailio cannot run here; undefined when it can. */
export function missingForKamailio(suite: string): string | undefined {
  return missingTools(suite, {
    kamailio: isInstalled('kamailio'),
    sipp: isInstalled('sipp'),
    sqlite3: isInstalled('sqlite3'),
  });
}

/** @param settings those of the top of the configuration that differ. */
export async function startKamailio(
  tollgateAddress: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestKamailio> {
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-kamailio-'));
  const database = join(directory, 'kamailio.sqlite');
  for (const schema of SCHEMAS) await query(database, `.read ${schema}`);
  const port = await freeUdpPort();
  const calleePort = await freeUdpPort();
  const defines = {
    LISTEN: `udp:127.0.0.1:${port}`,
    TOLLGATE: `"http://${tollgateAddress}"`,
    HEADERS: `"Content-Type: application/json\\r\\nAuthorization: Bearer ${GATEWAY_TOKEN}"`,
    CALLEE: `"sip:127.0.0.1:${calleePort}"`,
    ...settings,
  };
  const args = [
    '-f',
    join(EXAMPLE, 'kamailio.cfg'),
    '-Y',
    directory,
    '-w',
    directory,
    '--substdef',
    `!DATABASE_FILE!${database}!g`,
    // 64 MB, in the foreground, log to standard error.
    ...'-m 64 -DD -E -e'.split(' '),
    ...Object.entries(defines).flatMap(([name, value]) => ['-A', `${name}=${value}`]),
  ];
  let log = '';
  let kamailio: Running | undefined;

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (kamailio === undefined) return;
    const ending = kamailio;
    const { child } = ending;
    kamailio = undefined;
    // A crash takes all processes; the first one asked ends the others by itself.
    const crash = (): void => void process.kill(-child.pid!, 'SIGKILL');
    if (child.exitCode === null && signal === 'SIGKILL') crash();
    else child.kill(signal);
    const impatience = setTimeout(crash, 5000);
    await ending.ended;
    clearTimeout(impatience);
    log += ending.output();
  }

  async function start(): Promise<void> {
    // A test that failed before it ended this one must not leave it behind another one.
    if (kamailio !== undefined) return;
    const starting = run('kamailio', args, { group: true });
    kamailio = starting;
    const socket = await openSipSocket(port);
    try {
      // Which it does once it has reached Tollgate.
      await until('Kamailio answers OPTIONS with 200', () => {
        if (starting.child.exitCode !== null) throw new Error(`Kamailio ended: ${starting.output()}`);
        socket.send('OPTIONS', { callId: 'is-it-up', branch: `z9hG4bK-${Date.now()}` });
        return socket.received(/^SIP\/2\.0 200 /);
      });
    } finally {
      socket.close();
    }
  }

  const started: TestKamailio = {
    port,
    calleePort,
    control: `unixs:${database}.ctl`,
    log: () => log + (kamailio?.output() ?? ''),
    query: (sql) => query(database, sql),
    end,
    start,
    async stop() {
      await end('SIGTERM');
      await removeDirectory(directory);
    },
  };
  try {
    await start();
  } catch (error) {
    await started.stop();
    throw error;
  }
  return started;
}

async function query(database: string, sql: string): Promise<string> {
  const { stdout } = await promisify(execFile)(findProgram('sqlite3')!, [database, sql]);
  return stdout.trim();
}

/** A server in a process of its own, whose CPU can be read from outside: `npx tsx child.ts echo` or `tollgate`. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { startApp } from '../../src/app.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import { serviceMethods } from '../../src/transport/definitions.ts';

const RESPONSES: Readonly<Record<string, object>> = {
  Authorize: {
    decision: 'DECISION_ALLOW',
    holdId: 'a84b4c76e66710@pc33.example.com;1928301774',
    grantedSeconds: 3600,
    holdMilliCents: 300_000,
    availableMilliCents: 200_000,
    terms: {
      unit: 'second',
      rateMilliCents: 5000,
      rateUnits: 60,
      perMinuteMilliCents: 5000,
      rule: 'outbound',
      catalogVersion: '0123456789ab',
    },
    numberClass: 'standard',
    settleToken: 'x'.repeat(180),
    accountStatus: 'ACCOUNT_STATUS_GREEN',
  },
  Settle: {
    reservationStatus: 'RESERVATION_STATUS_SETTLED',
    billedDurationSeconds: 65,
    billingAmountMilliCents: 5417,
    releasedMilliCents: 294_583,
    balanceMilliCents: 494_583,
    availableMilliCents: 494_583,
    parts: [{ source: 'balance', amountMilliCents: 5417 }],
  },
};

/** The same messages through grpc-js and nothing else: constant answers. */
async function startEcho(): Promise<string> {
  const { Authorize, Settle } = serviceMethods('tollgate.v1.CreditControlService');
  if (Authorize === undefined || Settle === undefined) throw new Error('the proto has no Authorize or Settle');
  const constant = (name: string) => (_call: unknown, reply: (error: null, response: object | undefined) => void) =>
    reply(null, RESPONSES[name]);
  const server = new Server({ 'grpc.enable_channelz': 0 });
  server.addService({ Authorize, Settle }, { Authorize: constant('Authorize'), Settle: constant('Settle') });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `127.0.0.1:${port}`;
}

/** The whole product, logging every decision as it does by default. */
async function startTollgate(): Promise<string> {
  const loaded = loadSettings({
    env: {
      REDIS_URL: process.env['REDIS_URL'],
      TOLLGATE_REDIS_COMMAND_TIMEOUT_MS: '5000',
      TOLLGATE_DATA_DIR: mkdtempSync(join(tmpdir(), 'tollgate-bench-')),
      TOLLGATE_GRPC_ADDRESS: '127.0.0.1:0',
      TOLLGATE_HTTP_ADDRESS: '127.0.0.1:0',
      TOLLGATE_CONFIG: '',
    },
  });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const app = await startApp(loaded.settings, { version: 'bench' });
  return app.grpcAddress;
}

const address = await (process.argv[2] === 'echo' ? startEcho() : startTollgate());
let before = process.cpuUsage();
process.on('message', (message) => {
  if (message === 'begin') before = process.cpuUsage();
  if (message === 'end') process.send?.(process.cpuUsage(before));
  if (message === 'stop') process.exit(0);
});
process.on('disconnect', () => process.exit(0));
process.send?.(address);

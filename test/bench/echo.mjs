// @ts-nocheck: plain JavaScript, so that no loader runs beside what is measured.
// The floor of every gRPC server on grpc-js: the same messages, constant answers, nothing else. Prints its address; tells its CPU when asked.
import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const RESPONSES = {
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

const definition = loadSync('tollgate/v1/credit_control.proto', {
  includeDirs: [fileURLToPath(new URL('../../proto', import.meta.url))],
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});
const { service } = loadPackageDefinition(definition).tollgate.v1.CreditControlService;
const server = new Server({ 'grpc.enable_channelz': 0 });
server.addService(
  { Authorize: service.Authorize, Settle: service.Settle },
  {
    Authorize: (_call, reply) => reply(null, RESPONSES.Authorize),
    Settle: (_call, reply) => reply(null, RESPONSES.Settle),
  },
);
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit(0));
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send(`127.0.0.1:${port}`);
});

/** A closed loop of gRPC calls: so many connections, so many calls in flight on each, an authorize and its settle one after the other. */
import { ChannelCredentials, Client } from '@grpc/grpc-js';
import { serviceMethods } from '../../src/transport/definitions.ts';

export interface Load {
  readonly pairs: number;
  readonly connections: number;
  readonly inFlightPerConnection: number;
  readonly accounts: number;
  /** Makes the hold ids of this round its own. */
  readonly round: string;
}

export function accountName(index: number): string {
  return `bench-${index}`;
}

/** @returns how many authorizations were not allowed; anything but 0 makes the figures worthless. */
export async function runLoad(address: string, load: Load): Promise<number> {
  const { Authorize, Settle } = serviceMethods('tollgate.v1.CreditControlService');
  if (Authorize === undefined || Settle === undefined) throw new Error('the proto has no Authorize or Settle');
  const call = (client: Client, method: typeof Authorize, request: object): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        (error, response) => (error === null ? resolve(response as Record<string, unknown>) : reject(error)),
      );
    });
  let next = 0;
  let refused = 0;
  const worker = async (client: Client): Promise<void> => {
    for (let index = next++; index < load.pairs; index = next++) {
      const hold = {
        accountId: accountName(index % load.accounts),
        holdId: `a84b4c76e66710@pc33.example.com;${load.round};${index}`,
      };
      const authorized = await call(client, Authorize, {
        ...hold,
        direction: 'DIRECTION_OUTBOUND',
        from: '+12025550134',
        to: `+1202555${String(1000 + (index % 9000))}`,
        gatewayId: 'gw1',
      });
      if (authorized['decision'] !== 'DECISION_ALLOW') refused++;
      await call(client, Settle, { ...hold, connectedSeconds: 65, q850Cause: 16 });
    }
  };
  const clients = Array.from(
    { length: load.connections },
    () => new Client(address, ChannelCredentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 }),
  );
  await Promise.all(
    clients.flatMap((client) => Array.from({ length: load.inFlightPerConnection }, () => worker(client))),
  );
  for (const client of clients) client.close();
  return refused;
}

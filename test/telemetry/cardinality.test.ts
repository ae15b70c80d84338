/** How many series there are does not depend on what callers send. */
import { createConnection } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { samplesIn } from './support/exposition.ts';

const ROUNDS = { few: 3, many: 40 };

/** Everything that a caller chooses, different in each round. What it asks for is the same, so that the answers are. */
async function ask({ client, http }: TestTollgate, round: string): Promise<void> {
  const accountId = `hostile-${round}`;
  const holdId = `h-${round}`;
  const quietly = async (asked: Promise<unknown>): Promise<void> => void (await asked.catch(() => undefined));
  const options = { requestId: `r-${round}` };
  await client.createAccount({ accountId }, options);
  await client.addCredit({ accountId, amountMilliCents: 1_000_000, idempotencyKey: `k-${round}` }, options);
  const from = `+1202555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  const call = { accountId, holdId, gatewayId: `gw-${round}`, subjectId: `s-${round}`, direction: 1, from } as const;
  await client.authorize({ ...call, to: '+14155550123' }, options);
  await client.settle({ accountId, holdId, connectedSeconds: 1 }, options);
  await quietly(client.settle({ accountId, holdId: `unknown-${round}`, connectedSeconds: 1 }));
  await quietly(client.authorize({ ...call, holdId: `t-${round}`, to: '+14155550123', service: `service-${round}` }));
  await quietly(client.getAccount({ accountId: `nobody-${round}` }));
  await quietly(client.explainNumber({ number: from, country: round.slice(0, 2) }));
  await quietly(client.charge({ accountId, service: 'sms', direction: 1, from, to: `x${round}`, text: round }));
  await quietly(client.reconcile({ gatewayId: `gw-${round}`, listId: round, page: 1, last: true }));
  await quietly(client.authorize({ ...call, accountId: `bad id ${round}`, to: round, direction: 99 as never }));
  const headers = { 'user-agent': `agent/${round}`, [`x-${round}`]: round, 'x-request-id': round, host: `h-${round}` };
  for (const path of [`/${round}`, `/v1/${round}`, `/v1/accounts/nobody-${round}`, `/metrics/${round}`, `/?q=${round}`])
    await (await fetch(http + path, { headers })).text();
  await rawRequest(http, `M${round.toUpperCase()} /v1/authorize HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  await rawRequest(http, `REPORT /${round} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
}

/** A method that fetch does not send. */
function rawRequest(http: string, text: string): Promise<void> {
  const { hostname, port } = new URL(http);
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) }, () => socket.write(text));
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.resume();
  });
}

it(
  'random ids, countries, services, gateways, headers, paths and methods make no series',
  { timeout: 60_000 },
  async () => {
    const tollgate = await startTollgate();
    onTestFinished(() => tollgate.stop());
    const series = async (): Promise<readonly string[]> =>
      [...samplesIn(await (await fetch(`${tollgate.http}/metrics`)).text()).keys()].toSorted();
    const name = (): string => Math.random().toString(36).slice(2, 12);
    for (let round = 0; round < ROUNDS.few; round += 1) await ask(tollgate, name());
    // Scripts that run in the background come late, and are as many as there are.
    const background = /^nodejs_|\bscript=/;
    const before = await series();
    const names = Array.from({ length: ROUNDS.many }, name);
    for (const round of names) await ask(tollgate, round);
    const after = await series();
    const isNew = (each: string): boolean => !before.includes(each) && !background.test(each);
    expect(after.filter(isNew)).toEqual([]);
    expect(after.filter((each) => names.some((round) => each.includes(round)))).toEqual([]);
  },
);

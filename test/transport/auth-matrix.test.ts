/**
 * Every verb against its line in `auth-matrix.ts`: over both transports, with every role, without a token, and with tokens
 * that are limited to some accounts.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { RemoteFault, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { METHODS } from '../../src/transport/handlers/handlers.ts';
import type { Method } from '../../src/transport/method.ts';
import { requestFields } from '../../src/transport/definitions.ts';
import { MATRIX, ROLES } from './auth-matrix.ts';
import { startFixture } from './fixture.ts';

const ROWS: readonly Method[] = METHODS;
const tokenOf = (name: string): string => `token-of-${name}-0123456789`;

const fixture = await startFixture({
  auth: {
    tokens: ROLES.flatMap((role) => [
      { name: role, token: tokenOf(role), role },
      { name: `tenant-${role}`, token: tokenOf(`tenant-${role}`), role, accountPrefix: 'acme' },
    ]),
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const REFUSALS = new Set(['unauthenticated', 'permission_denied']);

const clients = new Map<string | undefined, TollgateClient>();
function clientOf(token: string | undefined): TollgateClient {
  const client = clients.get(token) ?? fixture.connect({ token });
  clients.set(token, client);
  return client;
}

/** Over gRPC: the fields that there are of these, and nothing else. */
async function overGrpc(row: Method, token: string | undefined, named: Readonly<Record<string, unknown>>) {
  const client = clientOf(token);
  const message = Object.fromEntries(
    requestFields(row.name).flatMap(({ name }) => (name in named ? [[name, named[name]]] : [])),
  );
  try {
    if (row.kind === 'bidi') {
      const [onDisconnect, onExtendNow] = [() => true, () => true];
      await (await client.openSession({ gatewayId: 'sbc-1', epoch: 1, onDisconnect, onExtendNow })).end();
    } else {
      const call = client[`${row.name[0]?.toLowerCase()}${row.name.slice(1)}` as 'getStore'] as (
        request: object,
        options: object,
      ) => Promise<unknown> | AsyncIterable<unknown>;
      const answer = call(message, { deadlineMs: 2_000 });
      if (row.kind === 'unary') await answer;
      else for await (const _ of answer as AsyncIterable<unknown>) break;
    }
    return 'passes';
  } catch (error) {
    return error instanceof RemoteFault && REFUSALS.has(error.code) ? error.reason : 'passes';
  }
}

/** The same over HTTP; undefined where the verb is not there. Both say `passes` where the handler was reached. */
async function overHttp(row: Method, token: string | undefined, accountId: string): Promise<string | undefined> {
  const [verb = '', path = ''] = row.http?.routes[0]?.split(' ') ?? [];
  if (verb === '' || row.name === 'WatchAccount') return undefined;
  const names = requestFields(row.name).some(({ name }) => name === 'accountId');
  const isInPath = path.includes('{account_id}');
  const filled = path.replace('{account_id}', accountId).replace('{subject_id}', 's');
  const own = names && !isInPath ? { account_id: accountId } : {};
  const isQuery = verb === 'GET' || verb === 'DELETE';
  const query = isQuery && 'account_id' in own ? `?account_id=${accountId}` : '';
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const { status, body } = await fixture.call(verb, filled + query, isQuery ? undefined : own, headers);
  return status === 401 || status === 403 ? String(body.error?.['reason']) : 'passes';
}

test('every verb has a line, and every line a verb', () => {
  expect(Object.keys(MATRIX).toSorted()).toEqual(ROWS.map(({ name }) => name).toSorted());
});

describe.each(ROWS)('$name', (row) => {
  const [roles = '', limited = 'no'] = MATRIX[row.name] ?? [];
  const may = roles.split(' ');

  test('is for its roles, and for nobody without a token', async () => {
    for (const role of ROLES) {
      const expected = may.includes(role) ? 'passes' : 'ROLE_NOT_ALLOWED';
      expect({ role, outcome: await overGrpc(row, tokenOf(role), { accountId: 'acme' }) }).toEqual({
        role,
        outcome: expected,
      });
      expect([expected, undefined]).toContain(await overHttp(row, tokenOf(role), 'acme'));
    }
    for (const [token, expected] of [
      [undefined, 'TOKEN_REQUIRED'],
      ['token-of-nobody-0123456789', 'TOKEN_UNKNOWN'],
    ] as const) {
      expect(await overGrpc(row, token, { accountId: 'acme' })).toBe(expected);
      expect([expected, undefined]).toContain(await overHttp(row, token, 'acme'));
    }
  });

  test('is limited to the accounts of a caller that is', async () => {
    for (const role of ROLES.filter((each) => may.includes(each))) {
      const token = tokenOf(`tenant-${role}`);
      const own = limited === 'no' ? 'SCOPE_NOT_ALLOWED' : 'passes';
      const other = { own: 'ACCOUNT_NOT_IN_SCOPE', 'left out': 'ACCOUNT_NOT_IN_SCOPE', shared: 'passes', no: own }[
        limited
      ];
      // ListAccounts names none, so that there is nothing to refuse.
      const named = requestFields(row.name).some(({ name }) => name === 'accountId');
      for (const [accountId, expected] of [
        ['acme', own],
        ['acme2', named ? other : own],
      ] as const) {
        expect({ accountId, outcome: await overGrpc(row, token, { accountId }) }).toEqual({
          accountId,
          outcome: expected,
        });
        expect([expected, undefined]).toContain(await overHttp(row, token, accountId));
      }
    }
    // What was refused has reached nothing.
    const foreign = fixture.asked.filter(({ request }) => JSON.stringify(request ?? '').includes('acme2'));
    expect(foreign.map(({ verb }) => verb)).toEqual([]);
  });
});

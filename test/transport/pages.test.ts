/** Lists page by page: the tokens say where to go on, for the list that they came from and for no other. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from '../../src/ledger/port.ts';
import { PageTokens } from '../../src/transport/handlers/pages.ts';
import { openHold } from './cardboard-accounts.ts';
import { startFixture } from './fixture.ts';

const ALL = ['a', 'b', 'c', 'd', 'e'];

/** What follows the last one that was seen. */
function after(page: Page): { readonly ids: readonly string[]; readonly next: string } {
  const from = page.after === '' ? 0 : ALL.indexOf(page.after) + 1;
  const ids = ALL.slice(from, from + page.limit);
  return { ids, next: from + page.limit >= ALL.length ? '' : (ids.at(-1) ?? '') };
}

const fixture = await startFixture({
  answers: {
    holds: (_accountId, _holdId, page) => {
      const { ids, next } = after(page);
      return Promise.resolve({ holds: ids.map((id) => openHold(id)), openHolds: ALL.length, next });
    },
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const { call, client, asked } = fixture;

async function pageOf(path: string): Promise<{ readonly ids: string[]; readonly token: string }> {
  const { body } = await call('GET', path);
  const holds = body['holds'] as { hold_id: string }[];
  return { ids: holds.map(({ hold_id }) => hold_id), token: body['next_page_token'] as string };
}

test('a list is read to its end, over HTTP and over gRPC', async () => {
  const seen: string[][] = [];
  let token = '';
  do {
    const page = await pageOf(`/v1/accounts/acme/holds?page_size=2&page_token=${token}`);
    seen.push(page.ids);
    ({ token } = page);
    expect(token).toMatch(/^[A-Za-z0-9_-]*$/);
  } while (token !== '');
  expect(seen).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  const first = await client.listHolds({ accountId: 'acme', pageSize: 3 });
  const rest = await client.listHolds({ accountId: 'acme', pageToken: first.nextPageToken });
  expect(rest).toMatchObject({ holds: [{ holdId: 'd' }, { holdId: 'e' }], openHolds: '5', nextPageToken: '' });
});

test('the size of a page may change on the way', async () => {
  const { token } = await pageOf('/v1/accounts/acme/holds?page_size=1');
  expect((await pageOf(`/v1/accounts/acme/holds?page_size=9&page_token=${token}`)).ids).toEqual(['b', 'c', 'd', 'e']);
});

describe('a token', () => {
  test('of another list, account, hold or gateway is foreign', async () => {
    const { token } = await pageOf('/v1/accounts/acme/holds?page_size=1');
    for (const path of [
      '/v1/accounts/acme-1/holds?',
      '/v1/accounts/acme/holds?hold_id=a&',
      '/v1/holds?gateway_id=sbc-1&',
      '/v1/accounts/acme/subjects?',
      '/v1/accounts/acme/movements?',
    ]) {
      const { status, body } = await call('GET', `${path}page_token=${token}`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ reason: 'INVALID_FIELD', field: 'page_token' });
    }
  });

  test('that was changed, cut or made up is none', async () => {
    const { token } = await pageOf('/v1/accounts/acme/holds?page_size=1');
    const madeUp = Buffer.from('000000e').toString('base64url');
    for (const wrong of [`${token}A`, token.slice(0, -1), token.slice(1), madeUp, `${token}=`, 'e', '0', 'null']) {
      const fault: unknown = await client
        .listHolds({ accountId: 'acme', pageToken: wrong })
        .catch((error: unknown) => error);
      expect(fault).toMatchObject({
        code: 'invalid_argument',
        reason: 'INVALID_FIELD',
        details: { field: 'page_token' },
      });
    }
  });
});

test('movements go on after any of them, in the same span only', async () => {
  const path = '/v1/accounts/acme/movements?from_ms=5&page_size=3';
  const moved = JSON.parse((await call('GET', path)).text) as { sequence: number; page_token: string }[];
  expect(moved.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  await call('GET', `${path}&page_token=${moved[1]?.page_token}`);
  expect(asked[1]?.request).toMatchObject({ span: { fromMs: 5, toMs: 0 }, page: { after: '2 5-2', limit: 3 } });
  const other = await call('GET', `/v1/accounts/acme/movements?from_ms=6&page_token=${moved[1]?.page_token}`);
  expect(other.body.error).toMatchObject({ field: 'page_token' });
});

test('subjects go on after the last name', async () => {
  const { body } = await call('GET', '/v1/accounts/acme/subjects?page_size=1');
  await call('GET', `/v1/accounts/acme/subjects?page_token=${body['next_page_token'] as string}`);
  expect(asked[1]?.request).toEqual({ accountId: 'acme', request: { after: 'agent-7', limit: 1000 } });
});

test("a gateway's holds go on like an account's", async () => {
  const { body } = await call('GET', '/v1/holds?gateway_id=sbc-1&page_size=2');
  expect(body).toMatchObject({ open_holds: 2, holds: [{ gateway_id: 'gw1' }, {}] });
  await call('GET', `/v1/holds?gateway_id=sbc-1&page_token=${body['next_page_token'] as string}`);
  const filter = { gatewayId: 'sbc-1', holdRule: '', olderThanMs: 0 };
  expect(asked.map(({ request }) => request)).toEqual([
    { filter, page: { after: '', limit: 2 } },
    { filter, page: { after: 'there', limit: 100 } },
  ]);
});

test('a token never looks like an option of a command line', () => {
  const tokens = new PageTokens('holds', 'acme');
  const first = Array.from({ length: 1_000 }, (_, place) => tokens.token(`${place}`));
  expect(first.filter((token) => !/^[A-Za-z]/.test(token))).toEqual([]);
});

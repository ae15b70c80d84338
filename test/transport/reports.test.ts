/** Reports as a caller asks for them: by HTTP in JSON and CSV, by gRPC, and never beyond its accounts. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startFixture } from './fixture.ts';

const TENANT = 'token-of-tenant-0123456789';
const FREE = 'token-of-anybody-0123456789';

const fixture = await startFixture({
  auth: {
    tokens: [
      { name: 'tenant', token: TENANT, role: 'viewer', accountPrefix: 'acme' },
      { name: 'free', token: FREE, role: 'viewer' },
    ],
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});
const { asked } = fixture;
const get = (path: string, token = FREE) => fixture.call('GET', path, undefined, { authorization: `Bearer ${token}` });

const EVERY_CALL = {
  accountPrefix: '',
  accountId: '',
  below: false,
  from: '',
  to: '',
  timeZone: '',
  subjectId: '',
  numberClass: '',
  direction: undefined,
  service: '',
  number: '',
  country: '',
  gatewayId: '',
};

describe('calls', () => {
  test('are asked for by every field, and told with their time on the clock of the zone', async () => {
    const query =
      'account_id=acme&below=true&subject_id=ada&class=toll_free&direction=outbound&service=call&number=+12025550134' +
      '&country=US&gateway_id=sbc-1&from=2026-11-01&to=2026-12-01T00:00:00Z&time_zone=Europe/Berlin&page_size=7';
    const { status, body } = await get(`/v1/calls?${query}`);
    expect(status).toBe(200);
    expect(asked[0]?.request).toEqual({
      request: {
        accountPrefix: '',
        accountId: 'acme',
        below: true,
        subjectId: 'ada',
        numberClass: 'toll_free',
        direction: 'outbound',
        service: 'call',
        number: '+12025550134',
        country: 'US',
        gatewayId: 'sbc-1',
        from: '2026-11-01',
        to: '2026-12-01T00:00:00Z',
        timeZone: 'Europe/Berlin',
      },
      page: { after: '', limit: 7 },
    });
    expect(body['calls']).toEqual([
      expect.objectContaining({
        account_id: 'acme',
        authorized_at: '2023-11-14T22:13:20.000Z',
        authorized_at_ms: 1_700_000_000_000,
        ended_at_ms: null,
        state: 'CALL_STATE_ANSWERED',
        labels: { department: 'Sales' },
        flags: ['interim'],
      }),
    ]);
    await get(`/v1/calls?${query}&page_token=${body['next_page_token'] as string}`);
    expect(asked[1]?.request).toMatchObject({ page: { after: 'there', limit: 7 } });
  });

  test.each([
    ['colour=red', 'colour'],
    ['direction=up', 'direction'],
    ['below=true', 'below'],
    ['below=perhaps&account_id=acme', 'below'],
    ['page_size=1001', 'page_size'],
    ['page_token=x', 'page_token'],
    ['format=xml', 'format'],
    ['subject_id=a%20b', 'subject_id'],
  ])('are refused with %s, in JSON and in CSV', async (query, field) => {
    expect((await get(`/v1/calls?${query}`)).body.error).toMatchObject({ reason: 'INVALID_FIELD', field });
    if (/page|format/.test(query)) return;
    const csv = await get(`/v1/calls?${query}&format=csv`);
    expect(csv).toMatchObject({ status: 400, body: { error: { reason: 'INVALID_FIELD', field } } });
  });
});

describe('CSV', () => {
  test.each([
    ['/v1/calls', 'calls'],
    ['/v1/movements', 'movements'],
    ['/v1/usage', 'usage'],
  ])('of %s comes in pieces, as a file', async (path, report) => {
    const answer = await get(`${path}?format=csv&account_id=acme`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${report}.csv"`);
    expect(answer.text).toBe('time,account_id\nnow,acme\n');
    expect(asked[0]?.request).toMatchObject({ report, filter: { accountId: 'acme' } });
  });

  test('over gRPC is ExportReport, with the fields of the report under their names', async () => {
    const client = fixture.connect({ token: FREE });
    const filter = { account_id: 'acme', below: 'true', group_by: 'day,class' };
    let text = '';
    for await (const { csv } of client.exportReport({ report: 'usage', filter })) text += csv;
    expect(text).toBe('time,account_id\nnow,acme\n');
    expect(asked[0]?.request).toMatchObject({ filter: { accountId: 'acme', below: true, groupBy: ['day', 'class'] } });
    const refused = async (request: object) => {
      for await (const each of client.exportReport(request)) expect(each).toBeUndefined();
    };
    await expect(refused({ report: 'bills' })).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
    await expect(refused({ report: 'calls', filter: { colour: 'red' } })).rejects.toThrow('colour: is not a field');
  });
});

describe('usage', () => {
  test('is by month unless it is said otherwise', async () => {
    await get('/v1/usage');
    await get('/v1/usage?group_by=day,%20class,subject');
    expect(asked.map(({ request }) => (request as { request: { groupBy: string[] } }).request.groupBy)).toEqual([
      ['month'],
      ['day', 'class', 'subject'],
    ]);
  });

  test.each(['hour', 'day,month', 'class,class', ','])('by %s is refused', async (keys) => {
    expect((await get(`/v1/usage?group_by=${keys}`)).body.error).toMatchObject({ field: 'group_by' });
  });
});

describe('a caller with some accounts', () => {
  test('asks with its prefix in every report, JSON and CSV alike', async () => {
    for (const path of ['/v1/calls', '/v1/movements', '/v1/usage']) {
      await get(path, TENANT);
      await get(`${path}?format=csv`, TENANT);
    }
    expect(asked).toHaveLength(6);
    for (const { request } of asked) expect(JSON.stringify(request)).toContain('"accountPrefix":"acme"');
  });

  test('is refused other accounts, in whatever form', async () => {
    for (const path of ['/v1/calls', '/v1/movements', '/v1/usage']) {
      for (const format of ['', '&format=csv']) {
        const answer = await get(`${path}?account_id=acme2${format}`, TENANT);
        expect(answer.body.error).toMatchObject({ reason: 'ACCOUNT_NOT_IN_SCOPE' });
      }
    }
    expect(asked).toEqual([]);
  });
});

test('without any filter everything is asked for', async () => {
  await get('/v1/calls');
  expect(asked[0]?.request).toEqual({ request: EVERY_CALL, page: { after: '', limit: 100 } });
});

/** A key that an object has twice: readers differ in which one counts. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { duplicateKey } from '../../src/transport/http/duplicate-keys.ts';
import { startFixture } from './fixture.ts';

const fixture = await startFixture();
afterAll(() => fixture.stop());
beforeEach(() => void (fixture.asked.length = 0));

describe('over HTTP', () => {
  test.each([
    [
      '/v1/settle',
      '{"account_id":"acme","hold_id":"h1","connected_seconds":60,"connected_seconds":6}',
      'connected_seconds',
    ],
    [
      '/v1/settle',
      '{"account_id":"acme","hold_id":"h1","connected_seconds":60,"connected\\u005fseconds":6}',
      'connected_seconds',
    ],
    ['/v1/accounts', '{"account_id":"a","allowance_units":{"x":1,"x":2}}', 'allowance_units.x'],
    [
      '/v1/authorize-batch',
      '{"account_id":"acme","direction":"outbound","recipients":[{"hold_id":"h1","to":"+1202"},{"hold_id":"h2","to":"1","to":"2"}]}',
      'recipients[1].to',
    ],
  ])('%s with one is refused, and names it: %#', async (path, body, field) => {
    const answer = await fixture.call('POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ reason: 'INVALID_FIELD', field, message: `${field}: is given twice` });
    expect(fixture.asked).toEqual([]);
  });

  test('does not keep an emergency call from its answer', async () => {
    const body = '{"account_id":"acme","account_id":"other","hold_id":"h1","direction":"outbound","to":"911"}';
    expect((await fixture.call('POST', '/v1/authorize', body)).body).toMatchObject({ reason: 'EMERGENCY' });
  });
});

describe('what is none', () => {
  test.each([
    '{}',
    '[]',
    '"a"',
    '1',
    '{"a":{"a":1},"b":{"a":2}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"b,\\"a\\":1"}',
    '{"a":"{\\"a\\"","b":["a","a"],"c":"\\\\","d":1}',
    '{"a":[1,2,{"b":[]}],"b":{}}',
    '{"A":1,"a":2}',
  ])('%s', (text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(duplicateKey(text)).toBeUndefined();
  });
});

test.each([
  ['{"a":1,"a":1}', 'a'],
  ['{ "a" : [ { } , { "b" : 1 , "c" : { } , "b" : 2 } ] }', 'a[1].b'],
  ['[[{"x":1,"\\u0078":2}]]', '[0][0].x'],
  ['{"":1,"":2}', ''],
  ['{"a\\\\":1,"b":2,"a\\\\":3}', 'a\\'],
])('%s has one', (text, where) => {
  expect(duplicateKey(text)).toBe(where);
});

test('a long key is shown short, and a long text is read fast', () => {
  const key = 'k'.repeat(100_000);
  expect(duplicateKey(`{"${key}":1,"${key}":2}`)).toHaveLength(64);
  const text = JSON.stringify(
    Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`key ${i}`, '\\'.repeat(3)])),
  );
  const startedAt = performance.now();
  expect(duplicateKey(text)).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(500);
});

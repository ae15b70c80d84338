/** What dialplans speak: forms, and answers in one line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountWith, movementsOf, newId } from '../requirements/support/traffic.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

const FORM = 'application/x-www-form-urlencoded';

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate();
});
afterAll(() => tollgate.stop());

interface Said {
  readonly status: number;
  readonly text: string;
}

/** As curl sends it, unless the headers say otherwise. */
async function say(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Said> {
  const answer = await fetch(`${tollgate.http}/v1/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': FORM, accept: 'text/plain', ...headers },
  });
  return { status: answer.status, text: await answer.text() };
}

/** The answer in JSON. */
async function ask(path: string, body: string, contentType = FORM): Promise<Record<string, unknown>> {
  const { text } = await say(path, body, { 'content-type': contentType, accept: '*/*' });
  return JSON.parse(text) as Record<string, unknown>;
}

describe('a call in forms and lines', () => {
  it('is allowed, answered, extended and charged by its settle token alone, whatever else its CDR template has', async () => {
    const accountId = await accountWith(tollgate.client, 10_000_000);
    const begin = `account_id=${accountId}&hold_id=call+1&direction=outbound&from=&to=+14155550123`;
    const { text, status } = await say('authorize', begin.replace('call+1', 'call-1'));
    expect(status).toBe(200);
    const [, seconds, token = ''] = /^ALLOW (\d+) (\S+) -\n$/.exec(text) ?? [];
    expect(seconds).toBe('3600');
    expect(await say('answer', `settle_token=${token}`)).toEqual({ status: 200, text: 'ANSWERED 3600\n' });
    expect(await say('extend', `settle_token=${token}&connected_seconds=0.4&sequence=1&tenant=9`)).toEqual({
      status: 200,
      text: 'EXTENDED 3600\n',
    });
    const cdr = 'accountcode=&dcontext=from-internal&disposition=ANSWERED&userfield=%2F+x&uniqueid=17.1';
    // 1 s at 5,000 milli-cents a minute.
    expect(await say('settle', `settle_token=${token}&connected_seconds=0.6&q850_cause=&${cdr}`)).toEqual({
      status: 200,
      text: 'SETTLED 84 1\n',
    });
    expect((await movementsOf(tollgate.client, accountId)).at(-1)).toMatchObject({ amountMilliCents: '-84' });
  });

  it('is denied with the status and the reason to reject it with', async () => {
    const accountId = await accountWith(tollgate.client, 0);
    const call = `account_id=${accountId}&direction=outbound&to=%2B14155550123`;
    expect(await say('authorize', `${call}&hold_id=none`)).toEqual({
      status: 200,
      text: expect.stringMatching(/^DENY 402 ZERO_BALANCE Calls paused\. .+\n$/) as string,
    });
    expect((await say('quote', call)).text).toMatch(/^DENY 402 ZERO_BALANCE /);
    expect((await say('charge', `account_id=${accountId}&service=sms&to=%2B14155550123&segments=2`)).text).toMatch(
      /^DENY 402 ZERO_BALANCE /,
    );
    const credit = { accountId, amountMilliCents: 100_000, idempotencyKey: 'credit' };
    await tollgate.client.addCredit(credit);
    expect((await say('charge', `account_id=${accountId}&service=sms&to=%2B14155550123&text=a+b`)).text).toBe(
      'SETTLED 1000 1\n',
    );
  });

  it('is released, and an emergency call is allowed without an account', async () => {
    const accountId = await accountWith(tollgate.client, 10_000_000);
    const call = `account_id=${accountId}&hold_id=${newId('call')}`;
    await say('authorize', `${call}&direction=outbound&to=%2B14155550123`);
    expect((await say('release', call)).text).toBe('RELEASED\n');
    expect((await say('authorize', 'to=911')).text).toMatch(/^ALLOW \d+ \S+ EMERGENCY\n$/);
  });
});

describe('what is wrong', () => {
  it('is told in a line, with the status of the answer', async () => {
    expect(await say('authorize', 'account_id=acme&hold_id=h&to=%2B14155550123')).toEqual({
      status: 400,
      text: 'FAULT 400 INVALID_FIELD direction: is required: DIRECTION_OUTBOUND or DIRECTION_INBOUND\n',
    });
    expect((await say('settle', 'account_id=acme&hold_id=none&connected_seconds=1')).text).toMatch(
      /^FAULT 404 ACCOUNT_UNKNOWN there is no such account\n$/,
    );
    expect((await say('nowhere', '')).text).toMatch(/^FAULT 404 ROUTE_UNKNOWN /);
  });

  it.each<[string, string]>([
    ['a field that there is not, where a call begins', 'dcontext=x'],
    ['a field twice', 'hold_id=other'],
    ['what is not percent-encoded', 'from=%zz'],
  ])('is refused: %s', async (_, more) => {
    const call = 'account_id=acme&hold_id=h&direction=outbound&to=%2B14155550123';
    expect((await say('authorize', `${call}&${more}`)).text).toMatch(/^FAULT 400 INVALID_FIELD /);
  });

  it('is a quantity that a settle does not name, whatever else it has', async () => {
    const accountId = await accountWith(tollgate.client, 10_000_000);
    const hold = `account_id=${accountId}&hold_id=${newId('call')}`;
    await say('authorize', `${hold}&direction=outbound&to=%2B14155550123`);
    expect((await say('settle', `${hold}&conected_seconds=5`)).text).toMatch(/^FAULT 400 INVALID_FIELD connected_s/);
  });
});

describe('a body', () => {
  it.each(['', FORM, `${FORM}; charset=utf-8`, 'text/plain;charset=UTF-8', 'application/json'])(
    'of JSON is read as JSON where it is called "%s"',
    async (contentType) => {
      const accountId = await accountWith(tollgate.client, 10_000_000);
      const quote = JSON.stringify({ account_id: accountId, to: '+14155550123' });
      expect(await ask('quote', quote, contentType)).toMatchObject({ decision: 'DECISION_ALLOW' });
    },
  );

  it('of pairs is a form where it is called nothing, and no JSON', async () => {
    const accountId = await accountWith(tollgate.client, 10_000_000);
    const quote = `account_id=${accountId}&to=%2B14155550123`;
    expect(await ask('quote', quote, '')).toMatchObject({ decision: 'DECISION_ALLOW' });
    expect(await ask('quote', quote, 'application/json')).toMatchObject({ error: { reason: 'MALFORMED_MESSAGE' } });
  });

  it('may have lists and flags in a form', async () => {
    const accountId = await accountWith(tollgate.client, 0);
    const pack = `units=60&services=call&countries=DE,FR&countries=MX&idempotency_key=pack`;
    await ask(`accounts/${accountId}/credit`, pack);
    const { account } = await tollgate.client.getAccount({ accountId });
    expect(account?.packs).toMatchObject([{ countries: ['DE', 'FR', 'MX'] }]);
    const hold = `account_id=${accountId}&hold_id=${newId('call')}`;
    await tollgate.client.addCredit({ accountId, amountMilliCents: 1_000_000, idempotencyKey: 'credit' });
    await ask('authorize', `${hold}&direction=outbound&to=%2B14155550123`);
    await ask('answer', hold);
    const interim = await ask('settle', `${hold}&connected_seconds=1&interim=1&sequence=1`);
    expect(interim).toMatchObject({ reservation_status: 'RESERVATION_STATUS_RESERVED' });
  });
});

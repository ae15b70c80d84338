/**
 * None is needed to settle a hold that is known; one that proves nothing is flagged, and refused where the hold is not.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { claimOf, DAY_MS, flags, metric, orphans, signer, stranger, tokenEnv } from './support/tokens.ts';
import { accountWith, newId, outbound, standingOf } from './support/traffic.ts';

/** 65 seconds at $0.05 a minute. */
const CHARGED = { reservationStatus: 'RESERVATION_STATUS_SETTLED', billingAmountMilliCents: '5417' };

describe('the settle of a known hold', () => {
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeAll(async () => {
    tollgate = await startTollgate({ env: tokenEnv });
    client = tollgate.client;
  });
  afterAll(() => tollgate.stop());

  const other = { accountId: 'somebody', holdId: 'else' };
  it.each([
    ['no token', '', ''],
    ['rubbish', 'rubbish', 'bad_token'],
    ['the token of another hold', signer.signHold(other, claimOf('somebody', Date.now())), 'bad_token'],
    ['an exempt token of another hold', signer.signExempt('emergency', other, Date.now()), 'bad_token'],
  ])('takes place with %s', async (_, settleToken, flag) => {
    const before = [await metric(tollgate, flags('bad_token')), await metric(tollgate, flags('old_token'))];
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const call = { accountId, holdId: 'c', settleToken };
    expect(await client.answer(call)).toMatchObject({ holdMilliCents: '300000' });
    expect(await client.extend({ ...call, connectedSeconds: 1, sequence: 1 })).toMatchObject({
      grantedSeconds: '3600',
    });
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject(CHARGED);
    const after = [await metric(tollgate, flags('bad_token')), await metric(tollgate, flags('old_token'))];
    expect(after).toEqual([(before[0] ?? 0) + (flag === '' ? 0 : 1), before[1]]);
    const lines = tollgate.logs.filter((line) => line['account_id'] === accountId && line['flag'] !== undefined);
    expect(lines).toHaveLength(flag === '' ? 0 : 1);
    if (settleToken !== '') expect(JSON.stringify(tollgate.logs)).not.toContain(settleToken);
  });

  it('takes place with a token of a stranger, and with one that is too old, which are flagged as such', async () => {
    for (const [flag, tokenOf] of [
      ['bad_token', (subject) => stranger.signHold(subject, claimOf(subject.accountId, Date.now()))],
      ['old_token', (subject) => signer.signHold(subject, claimOf(subject.accountId, Date.now() - 7 * DAY_MS))],
      ['old_token', (subject) => signer.signExempt('shadow', subject, Date.now() - 7 * DAY_MS)],
      ['bad_token', (subject) => `${signer.signExempt('emergency', subject, Date.now())}x`],
    ] satisfies [string, (subject: typeof other) => string][]) {
      const before = await metric(tollgate, flags(flag));
      const subject = { accountId: await accountWith(client, 500_000), holdId: newId('c') };
      await client.authorize(outbound(subject.accountId, subject.holdId));
      const call = { ...subject, settleToken: tokenOf(subject) };
      expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject(CHARGED);
      expect(await metric(tollgate, flags(flag))).toBe(before + 1);
      expect(tollgate.logs.at(-1)).toMatchObject({ level: 'warn', hold_id: subject.holdId, flag });
    }
  });

  it('gives back with any token what a release gives back', async () => {
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    expect(await client.release({ accountId, holdId: 'c', settleToken: 'rubbish' })).toMatchObject({
      releasedMilliCents: '300000',
    });
  });

  it.each([
    ['too long', 'x'.repeat(10_000)],
    ['with spaces', 'a b\n'],
    ['beyond ASCII', 'é☎'],
  ])('is hindered in no completion by a token that is %s', async (_, settleToken) => {
    const accountId = await accountWith(client, 500_000);
    const call = { accountId, holdId: 'c', settleToken };
    await client.authorize(outbound(accountId, 'c'));
    await client.answer(call);
    await client.extend({ ...call, connectedSeconds: 1, sequence: 1 });
    expect(await client.settle({ ...call, connectedSeconds: 60 })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
      billedDurationSeconds: '60',
    });
    await expect(client.settle({ accountId, settleToken, connectedSeconds: 60 })).rejects.toMatchObject({
      reason: 'BAD_TOKEN',
    });
  });
});

describe('the settle of a hold that nobody knows', () => {
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeAll(async () => {
    tollgate = await startTollgate({ env: tokenEnv });
    client = tollgate.client;
  });
  afterAll(() => tollgate.stop());

  it('is charged from its token, once, and counted', async () => {
    const accountId = await accountWith(client, 500_000);
    const before = await metric(tollgate, orphans('charged'));
    const subject = { accountId, holdId: 'lost' };
    const call = { ...subject, settleToken: signer.signHold(subject, claimOf(accountId, Date.now() - 600_000)) };
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject({ ...CHARGED, replayed: false });
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject({ ...CHARGED, replayed: true });
    expect(await standingOf(client, accountId)).toEqual([494_583, 0, 494_583, 0]);
    expect(await metric(tollgate, orphans('charged'))).toBe(before + 1);
  });

  it('is refused without a token that proves it, and says what is wrong with the token', async () => {
    const accountId = await accountWith(client, 500_000);
    const before = await metric(tollgate, orphans('refused'));
    const subject = { accountId, holdId: 'lost' };
    const refusals: [string, string, string][] = [
      ['', 'not_found', 'HOLD_UNKNOWN'],
      ['rubbish', 'invalid_argument', 'BAD_TOKEN'],
      [stranger.signHold(subject, claimOf(accountId, Date.now())), 'invalid_argument', 'BAD_TOKEN'],
      [signer.signHold({ ...subject, holdId: 'b' }, claimOf(accountId, Date.now())), 'invalid_argument', 'BAD_TOKEN'],
      [signer.signHold(subject, claimOf(accountId, Date.now() - 7 * DAY_MS)), 'failed_precondition', 'TOKEN_TOO_OLD'],
    ];
    for (const [settleToken, code, reason] of refusals) {
      const settle = client.settle({ ...subject, settleToken, connectedSeconds: 65 });
      await expect(settle).rejects.toMatchObject({ code, reason });
    }
    expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);
    expect(await metric(tollgate, orphans('refused'))).toBe(before + refusals.length);
  });
});

import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeBatchRequest } from '../../src/gen/tollgate/v1/AuthorizeBatchRequest.ts';
import type { AuthorizeBatchResponse__Output } from '../../src/gen/tollgate/v1/AuthorizeBatchResponse.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { metric } from './support/tokens.ts';
import { accountWith, newId, standingOf } from './support/traffic.ts';

// The default catalog: one segment of a message costs 1,000 milli-cents.
let tollgate: TestTollgate;
let client: TollgateClient;
beforeAll(async () => {
  tollgate = await startTollgate();
  client = tollgate.client;
});
afterAll(() => tollgate.stop());

/** One short message to this many different numbers. */
function messages(
  accountId: string,
  count: number,
): AuthorizeBatchRequest & { recipients: { holdId: string; to: string }[] } {
  return {
    accountId,
    service: 'sms',
    direction: 'DIRECTION_OUTBOUND',
    text: 'See you at nine',
    recipients: Array.from({ length: count }, (_, n) => ({
      holdId: `m${n}`,
      to: `+1415555${String(n).padStart(4, '0')}`,
    })),
  };
}

/** `ALLOW`, `DENY REASON` or `FAULT REASON` of each recipient. */
function outcomes({ results }: AuthorizeBatchResponse__Output): string[] {
  return results.map(({ decision, fault }) =>
    fault ? `FAULT ${fault.reason}` : `${decision?.decision.slice('DECISION_'.length)} ${decision?.reason}`.trim(),
  );
}

const times = (count: number, word: string): string[] => Array.from({ length: count }, () => word);

describe('a batch', () => {
  it('G-1 is admitted in the order of its recipients: credit for seven allows the first seven of ten', async () => {
    const accountId = await accountWith(client, 7_500);
    const answer = await client.authorizeBatch(messages(accountId, 10));
    expect(outcomes(answer)).toEqual([...times(7, 'ALLOW'), ...times(3, 'DENY INSUFFICIENT_CREDIT')]);
    expect(answer).toMatchObject({ allowed: 7, denied: 3, failed: 0 });
    expect(answer.results.map(({ holdId }) => holdId)).toEqual(messages('', 10).recipients.map((each) => each.holdId));
    expect(answer.results[6]?.decision).toMatchObject({
      holdId: 'm6',
      holdMilliCents: '1000',
      grantedUnits: '1',
      segments: '1',
      availableMilliCents: '500',
    });
    expect(answer.results[7]?.decision).toMatchObject({ shortfallMilliCents: '500', availableMilliCents: '500' });
    expect(await standingOf(client, accountId)).toEqual([7_500, 7_000, 500, 7]);
  });

  it('G-2 reserves once: the same batch replays, and so does each recipient alone', async () => {
    const accountId = await accountWith(client, 100_000);
    const first = await client.authorizeBatch(messages(accountId, 5));
    const again = await client.authorizeBatch({ ...messages(accountId, 5), gatewayId: 'another' });
    expect(first.results.map(({ decision }) => decision?.replayed)).toEqual([false, false, false, false, false]);
    for (const [index, { decision }] of again.results.entries()) {
      const { holdMilliCents, grantedUnits, terms } = first.results[index]!.decision!;
      expect(decision).toMatchObject({
        decision: 'DECISION_ALLOW',
        replayed: true,
        holdMilliCents,
        grantedUnits,
        terms,
      });
    }
    const { recipients, ...shared } = messages(accountId, 5);
    expect(await client.authorize({ ...shared, ...recipients[3] })).toMatchObject({ replayed: true });
    expect(await standingOf(client, accountId)).toEqual([100_000, 5_000, 95_000, 5]);
  });

  it('holds of a batch are settled and released like any other', async () => {
    const accountId = await accountWith(client, 100_000);
    const { results } = await client.authorizeBatch(messages(accountId, 3));
    const { settleToken = '' } = results[0]?.decision ?? {};
    expect(await client.settle({ accountId, holdId: 'm0', settleToken })).toMatchObject({
      billingAmountMilliCents: '1000',
    });
    await client.release({ accountId, holdId: 'm1' });
    expect(await standingOf(client, accountId)).toEqual([99_000, 1_000, 98_000, 1]);
  });

  it('tells for each recipient what became of it, and logs each decision', async () => {
    const accountId = await accountWith(client, 100_000);
    const request = messages(accountId, 4);
    await client.authorizeBatch({ ...request, recipients: [{ holdId: 'ended', to: '+14155550123' }] });
    await client.settle({ accountId, holdId: 'ended' });
    await client.authorizeBatch({
      ...request,
      text: 'Another text',
      recipients: [{ holdId: 'used', to: '+14155550123' }],
    });
    await client.release({ accountId, holdId: 'early' });
    const since = tollgate.logs.length;
    const answer = await client.authorizeBatch({
      ...request,
      recipients: [
        { holdId: 'good', to: '+14155550123' },
        { holdId: 'blocked', to: '+19005550123' },
        { holdId: 'invalid', to: '+1' },
        { holdId: 'sos', to: '911' },
        { holdId: 'ended', to: '+14155550123' },
        { holdId: 'used', to: '+14155550123' },
        { holdId: 'early', to: '+14155550123' },
        { holdId: 'last', to: '+14155550124' },
      ],
    });
    expect(outcomes(answer)).toEqual([
      'ALLOW',
      'DENY DESTINATION_BLOCKED',
      'DENY NUMBER_INVALID',
      'ALLOW EMERGENCY',
      'FAULT HOLD_ENDED',
      'FAULT CONFLICT',
      'DENY RELEASED_BEFORE_AUTHORIZE',
      'ALLOW',
    ]);
    expect(answer).toMatchObject({ allowed: 3, denied: 3, failed: 2 });
    expect(answer.results[4]).toMatchObject({
      holdId: 'ended',
      outcome: 'fault',
      fault: { code: 'FAILED_PRECONDITION', field: 'recipients[4].hold_id', retryable: false },
    });
    expect(answer.results[5]?.fault).toMatchObject({ code: 'ALREADY_EXISTS', field: 'recipients[5].hold_id' });
    const lines = tollgate.logs.slice(since);
    const decided = lines.filter(({ verb, hold_id: holdId }) => verb === 'authorize' && holdId !== undefined);
    expect(decided.map(({ hold_id: holdId }) => String(holdId)).toSorted()).toEqual([
      'blocked',
      'early',
      'good',
      'invalid',
      'last',
      'sos',
    ]);
    expect(JSON.stringify(lines)).not.toContain('4155550123');
    // "used" and both that were allowed.
    expect(await standingOf(client, accountId)).toEqual([99_000, 3_000, 96_000, 3]);
  });

  it('for an account that nobody knows is denied for every recipient', async () => {
    const answer = await client.authorizeBatch(messages(newId('nobody'), 3));
    expect(outcomes(answer)).toEqual(times(3, 'DENY ACCOUNT_UNKNOWN'));
  });

  it.each([
    [
      'a recipient without a number',
      { recipients: [{ holdId: 'a', to: '+14155550123' }, { holdId: 'b' }] },
      'recipients[1].to',
    ],
    ['a service that does not exist', { service: 'smoke' }, 'service'],
    ['more segments than one message may have', { text: '', segments: 21 }, 'segments'],
    ['a text for a service that has none', { service: 'call' }, 'text'],
  ])('with %s reserves nothing at all', async (_, changes, field) => {
    const accountId = await accountWith(client, 100_000);
    const refused = client.authorizeBatch({ ...messages(accountId, 3), ...changes });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', details: { field } });
    expect(await standingOf(client, accountId)).toEqual([100_000, 0, 100_000, 0]);
  });

  it('G-3 answers its emergency calls whatever is wrong with the rest', async () => {
    const answer = await client.authorizeBatch({
      accountId: 'not an id!',
      recipients: [{ holdId: 'sos', to: '911' }, { holdId: 'ü' }],
    });
    expect(outcomes(answer)).toEqual(['ALLOW EMERGENCY', 'FAULT INVALID_FIELD']);
    expect(answer.results[0]?.decision).toMatchObject({ holdId: 'sos', grantedSeconds: '86400' });
    expect(answer.results[1]?.fault).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'account_id' });
  });

  it('is computed again with the new profile when the account was changed behind its back', async () => {
    const accountId = await accountWith(client, 100_000);
    await client.authorizeBatch(messages(accountId, 1));
    const other = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: tollgate.settings.redis.prefix } });
    await other.client.updateAccount({ accountId, creditLimitMilliCents: 5_000 });
    await other.stop();
    expect(outcomes(await client.authorizeBatch(messages(accountId, 50)))).toEqual(times(50, 'ALLOW'));
  });

  it('of 1,000 fits into an HTTP body with the longest ids, numbers and text', async () => {
    const accountId = await accountWith(client, 0);
    const body = {
      account_id: accountId,
      service: 'sms',
      direction: 'outbound',
      text: '€'.repeat(20_000),
      recipients: Array.from({ length: 1_000 }, (_, n) => ({
        hold_id: String(n).padEnd(255, 'x'),
        to: String(n).padEnd(128, '0'),
      })),
    };
    const response = await fetch(`${tollgate.http}/v1/authorize-batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    // Read to its end, and refused for what it says.
    expect(await response.json()).toMatchObject({ error: { field: 'segments' } });
  });
});

describe.runIf(hasNativeServer)('a batch of 1,000', () => {
  let server: TestServer;
  let counted: TestTollgate;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedisServer({ config: { appendonly: 'no' } });
    counted = await startTollgate({ env: { REDIS_URL: server.url, TOLLGATE_ALLOW_UNSAFE_REDIS: 'true' } });
    admin = new Redis(server.port);
  });
  afterAll(async () => {
    admin?.disconnect();
    await counted?.stop();
    await server?.stop();
  });

  /** Of the verb alone: the sidecar looks after its store meanwhile. */
  async function figures(): Promise<{ scripts: number; evals: number; reads: number }> {
    const [commands, stats] = [await admin.info('commandstats'), await admin.info('stats')];
    return {
      scripts: await metric(counted, 'tollgate_redis_command_duration_seconds_count{script="authorize"}'),
      evals: Number(/^cmdstat_eval:calls=(\d+)/m.exec(commands)?.[1] ?? 0),
      reads: Number(/^total_reads_processed:(\d+)/m.exec(stats)?.[1]),
    };
  }

  // Where the machine falls behind, scripts that were not answered in time are sent again: the figures are of one that
  // keeps up.
  it('is 1,000 EVALSHA in one pipeline, and done in well under a second', { retry: 2 }, async () => {
    const accountId = await accountWith(counted.client, 900_000);
    const warm = messages(accountId, 1);
    await counted.client.authorizeBatch({ ...warm, recipients: [{ holdId: 'warm', to: '+14155550123' }] });
    await counted.client.release({ accountId, holdId: 'warm' });
    const before = await figures();
    const startedAt = performance.now();
    const answer = await counted.client.authorizeBatch(messages(accountId, 1_000));
    const ms = performance.now() - startedAt;
    const after = await figures();
    expect(outcomes(answer)).toEqual([...times(900, 'ALLOW'), ...times(100, 'DENY INSUFFICIENT_CREDIT')]);
    expect(await standingOf(counted.client, accountId)).toEqual([900_000, 900_000, 0, 900]);
    expect(after.scripts - before.scripts).toBe(1_000);
    expect(after.evals).toBe(before.evals);
    // Redis reads a pipeline in pieces of 16 KiB and more; a round trip for each recipient would be a thousand reads.
    expect(after.reads - before.reads).toBeLessThan(250);
    expect(ms).toBeLessThan(1_000);
    if (process.env['SHOW_FIGURES'] !== undefined) console.log({ ms, reads: after.reads - before.reads });
  });

  it('reports a store that is away for every recipient, and answers its emergency calls', async () => {
    const accountId = await accountWith(counted.client, 900_000);
    await counted.client.authorizeBatch(messages(accountId, 1));
    admin.disconnect();
    await server.stop();
    const { recipients, ...shared } = messages(accountId, 20);
    const answer = await counted.client.authorizeBatch(
      { ...shared, recipients: [...recipients, { holdId: 'sos', to: '911' }] },
      { deadlineMs: 3_000 },
    );
    expect(answer).toMatchObject({ allowed: 1, denied: 0, failed: 20 });
    expect(answer.results[7]?.fault).toMatchObject({ code: 'UNAVAILABLE', field: '', retryable: true });
    expect(answer.results[20]?.decision).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY' });
    const lines = counted.logs.filter(({ recipients: struck }) => struck !== undefined);
    expect(lines).toMatchObject([{ level: 'warn', account_id: accountId, recipients: 20 }]);
  });
});

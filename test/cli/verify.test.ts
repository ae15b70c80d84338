/** The store compared with its journal, for the operator. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { Verifier } from '../../src/ledger/verify/verifier.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { verifyingOf } from '../ledger/support/verifying.ts';
import { openRedisLedger, createAccount } from '../ledger/support/test-ledger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { connectTestStore } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Outcome, tollgate as program } from './support/terminal.ts';

let store: RedisStore;
let tollgate: TestTollgate;
const prefix = `verify-${process.pid}`;

beforeAll(async () => {
  store = await connectTestStore();
  tollgate = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: prefix } });
});
afterAll(async () => {
  await tollgate?.stop();
  await store?.close();
});

function at(line: string): Promise<Outcome> {
  return program(line.split(' '), { TOLLGATE_SERVER: tollgate.app.grpcAddress });
}

it('says that all is well, or what differs, by how much, since when and what to do, and ends with 1', async () => {
  await at('account create acme --plan default');
  await at('account credit acme 5.00');
  expect((await at('authorize acme c-1 --to +14155550123')).code).toBe(0);
  const clean = await at('verify');
  expect(clean).toMatchObject({ code: 0, err: '' });
  expect(clean.out).toMatch(
    /^clean: 1 account and 1 open hold in 64 partitions are what the journal says \(\d entries/,
  );

  const account = new Keys(prefix, 64).of('acme').account('acme');
  await store.command('HINCRBY', account, 'balance', 250_000);
  const drift = await at('verify --account acme');
  expect(drift.code).toBe(1);
  expect(drift.out).toMatch(
    /^balance of acme: \d+, where the journal says \d+ \(\+\$2\.50\)\n {2}if the journal is right, /,
  );
  expect(drift.out).toContain(`HINCRBY ${account} balance -250000`);
  expect(drift.out).toMatch(/\n1 finding, a drift of \$2\.50: 1 account and 1 open hold in 1 partition compared/);

  const json = await at('verify --json');
  const lines = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(json.code).toBe(1);
  expect(lines.filter(({ finding }) => finding !== null)).toMatchObject([
    { finding: { check: 'balance', account_id: 'acme', difference_milli_cents: 250_000 } },
  ]);
  expect(lines.filter(({ verified }) => verified !== null)).toHaveLength(64);

  for (const wrong of ['verify --accept --yes', 'verify --account acme --accept']) {
    expect(await at(wrong)).toMatchObject({ code: 2, out: '' });
  }
  expect(await at('verify --account nobody')).toMatchObject({ code: 1, out: '' });
  expect((await at('verify --account acme --accept --yes')).out).toMatch(
    /acme is taken as it stands: 1 finding accepted\n$/,
  );
  expect(await at('verify')).toMatchObject({ code: 0 });
  const answer = await fetch(`${tollgate.http}/v1/store/verify?account_id=acme`, {
    headers: { accept: 'application/x-ndjson' },
  });
  expect(await answer.text()).toMatch(/"findings":0/);
});

it('is done in the background, a partition after the other, and says each finding in the log and in the metrics', async () => {
  const bench = await openRedisLedger({ store, partitions: 2 });
  await createAccount(bench.ledger, 'a', 1_000);
  await store.command('HINCRBY', bench.keys.of('a').account('a'), 'held', 7);
  const said: unknown[] = [];
  const logger = { info: () => undefined, error: (facts: unknown, message: string) => said.push([message, facts]) };
  const metrics = createMetrics({ version: '0.0.0' });
  const verifying = verifyingOf(bench);
  const verifier = new Verifier({ verifying, owner: 's', intervalMs: 60_000, metrics: metrics.verify, logger });
  await verifier.pass();
  expect(await verifying.standing()).toMatchObject({ oldestMs: 0 });
  await verifier.pass();
  expect(await verifying.standing()).toMatchObject({ findings: 1, unproven: 0, oldestMs: bench.clock.ms });
  expect((await metrics.text()).split('\n')).toEqual(
    expect.arrayContaining([
      'tollgate_verify_findings 1',
      'tollgate_verify_drift_milli_cents 7',
      'tollgate_verify_accounts_total 1',
      `tollgate_verify_oldest_timestamp_seconds ${bench.clock.ms / 1000}`,
    ]),
  );
  expect(said).toEqual([
    [
      'the store is not what its journal says: see `tollgate verify`',
      expect.objectContaining({ check: 'held', account_id: 'a', expected: '0', found: '7', difference_milli_cents: 7 }),
    ],
  ]);
});

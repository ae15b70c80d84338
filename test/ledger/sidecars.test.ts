/** The register of the sidecars in the store. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { createRegister, type SidecarRegister } from '../../src/ledger/sidecars/register.ts';
import { disagreements, type SidecarFacts } from '../../src/ledger/sidecars/sidecars.ts';
import { openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

let bench: RedisTestLedger;
let register: SidecarRegister;
beforeEach(async () => {
  bench = await openRedisLedger({ partitions: 3 });
  register = createRegister(new ScriptRunner(bench.store, loadScripts(), bench.options));
});
afterEach(() => bench.close());

function sidecar(id: string, changes: Partial<SidecarFacts> = {}): SidecarFacts {
  return {
    id,
    host: `host-${id}`,
    pid: 7,
    version: '1.0.0',
    startedAtMs: 1,
    grpcAddress: '127.0.0.1:50051',
    catalogName: 'demo',
    catalogVersion: 'abc',
    tokenKeyIds: ['k1', 'k2'],
    partitions: 3,
    generation: 1,
    ...changes,
  };
}

it('has those that were heard of in the last 20 seconds, with the partitions that they work on', async () => {
  const { clock, ledger } = bench;
  expect(await register.beat(sidecar('a'))).toMatchObject([{ id: 'a', seenAtMs: clock.ms }]);
  clock.ms += 19_000;
  expect((await register.beat(sidecar('b'))).map(({ id }) => id)).toEqual(['a', 'b']);
  await ledger.leasePartition('archive', 2, 'b', 5_000);
  expect(await register.list()).toMatchObject([
    { id: 'a', leases: [] },
    { id: 'b', leases: [2], host: 'host-b' },
  ]);
  clock.ms += 1_000;
  expect((await register.list()).map(({ id }) => id)).toEqual(['b']);
  await register.beat(sidecar('b'));
  expect(Object.keys(await bench.hash(bench.keys.at(0).sidecars))).toEqual(['b']);
  await register.leave('b');
  expect(await register.list()).toEqual([]);
});

it('shows in what one differs from the others; what is not known yet is no difference', async () => {
  const mine = sidecar('a');
  await register.beat(sidecar('b', { catalogVersion: 'other', tokenKeyIds: ['k2', 'k1'] }));
  await register.beat(sidecar('c', { catalogVersion: '', version: '2.0.0', generation: 2 }));
  await register.beat(sidecar('d', { catalogVersion: 'other', tokenKeyIds: ['k1'] }));
  const differing = disagreements(mine, await register.beat(mine));
  expect([...differing].map(([what, others]) => [what, others.map(({ id }) => id)])).toEqual([
    ['catalog', ['b', 'd']],
    ['token_keys', ['d']],
    ['version', ['c']],
    ['generation', ['c']],
  ]);
});

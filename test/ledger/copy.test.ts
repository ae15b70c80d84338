/** A store is exported under traffic, restored elsewhere, and is what its journal says. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { type Copying, createCopying } from '../../src/ledger/copy/copying.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { limited } from './support/funding.ts';
import {
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  openRedisLedger,
  type RedisTestLedger,
  settled,
} from './support/test-ledger.ts';
import { lines, verifyAll, verifyingOf } from './support/verifying.ts';

let from: RedisTestLedger;
let to: RedisTestLedger;
beforeEach(async () => {
  from = await openRedisLedger({ partitions: 3, startMs: Date.now() });
  to = await openRedisLedger({ partitions: 3, startMs: Date.now() });
});
afterEach(async () => {
  await from.close();
  await to.close();
});

const scripts = loadScripts();

async function copyingOf(bench: RedisTestLedger): Promise<Copying> {
  const { store, options, keys } = bench;
  const { instanceId, generation } = await openStore(store, keys);
  const runner = new ScriptRunner(store, scripts, options);
  return createCopying({ runner, raw: store, scripts, options, identity: () => ({ instanceId, generation }) });
}

async function exported(bench: RedisTestLedger): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const each of (await copyingOf(bench)).exportStore()) all.push(...each.lines);
  return all;
}

/** In pieces, as they come from a client. */
async function restored(bench: RedisTestLedger, file: readonly string[], force = false): Promise<unknown> {
  const copying = await copyingOf(bench);
  let done: unknown;
  for (let at = 0; at < file.length; at += 50) done = await copying.restoreStore(file.slice(at, at + 50), force);
  return done;
}

async function fill({ ledger, clock }: RedisTestLedger): Promise<void> {
  for (const id of ['a', 'b', 'c', 'd', 'e']) await createAccount(ledger, id, 10_000_000);
  await createAccount(ledger, 'a-1', 0, 0, { rootAccountId: 'a', parentAccountId: 'a', fundedBy: 'parent' });
  await ledger.post(credited('b', 'lot', 12_000, { expiresAtMs: clock.ms + DAY_MS }));
  const { facts } = call('a', '');
  for (let n = 0; n < 12; n++) {
    await ledger.authorize(
      call('b', `h:{${n}}`, { ...limited('b', clock.ms, []), facts: { ...facts, gatewayId: 'gw', parentHoldId: 'p' } }),
    );
  }
  const owners = [
    { accountId: 'a-1', revision: 1 },
    { accountId: 'a', revision: 1 },
  ];
  await ledger.authorize(call('a-1', 'paid', { rootAccountId: 'a', owners, payer: 1 }));
  await ledger.settle(settled('b', 'h:{0}', 20));
  await ledger.charge(event('c', 'k', limited('c', clock.ms, [])));
  const match = { services: ['call'], directions: [], countries: [], numberClasses: [], prefixes: [] };
  await ledger.post(credited('e', 'pack', 0, { pack: { units: 500, match } }));
  const { coverages = [], revision = 1 } = (await ledger.account('e'))?.profile ?? {};
  const fromPack = { packs: coverages.map(({ id }) => id), owners: [{ accountId: 'e', revision }] };
  await ledger.authorize(call('e', 'packed', fromPack));
}

it('has everything: accounts, lots, open and ended holds, keys, indexes, journal and checkpoints', async () => {
  await fill(from);
  const verifying = verifyingOf(from);
  for (let n = 0; n < 3; n++) {
    from.clock.ms += 1;
    await verifying.verifyNext('s');
  }
  const before = await openStore(from.store, from.keys);
  expect(await restored(to, await exported(from))).toEqual({ instanceId: before.instanceId, generation: 2 });
  const { findings, verified } = await verifyAll(verifyingOf(to));
  expect(lines(findings)).toEqual([]);
  expect(verified.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(6);
  expect(verified.reduce((sum, { holds, unproven }) => sum + holds + unproven, 0)).toBe(13);
  to.clock.ms = from.clock.ms;
  for (const id of ['a', 'b', 'c', 'd', 'e', 'a-1'])
    expect(await to.ledger.account(id)).toEqual(await from.ledger.account(id));
  const page = { after: '', limit: 100 };
  expect(await to.ledger.holdsOfGateway('gw', page)).toEqual(await from.ledger.holdsOfGateway('gw', page));
  expect(await to.ledger.totals()).toEqual(await from.ledger.totals());
  expect(await to.journal('b')).toEqual(await from.journal('b'));
  // What was answered before is answered again, and charges nothing.
  expect(await to.ledger.charge(event('c', 'k', limited('c', to.clock.ms, [])))).toMatchObject({ replayed: true });
  expect(await to.ledger.settle(settled('b', 'h:{0}', 20))).toMatchObject({ replayed: true });
  await to.ledger.settle(settled('b', 'h:{5}', 10));
  await to.ledger.settle({ ...settled('a-1', 'paid', 10), rootAccountId: 'a', ownerIds: ['a-1', 'a'] });
  expect(lines((await verifyAll(verifyingOf(to))).findings)).toEqual([]);
});

it('fits together when it was exported under traffic, and no charge is there twice or half', async () => {
  await fill(from);
  const { ledger, clock } = from;
  const stopped = new AbortController();
  let calls = 0;
  const callers = ['a', 'b', 'c', 'd'].map(async (id) => {
    for (let n = 0; !stopped.signal.aborted; n++, calls++) {
      clock.ms += 1;
      await ledger.charge(event(id, `t${n}`, limited(id, clock.ms, [])));
      await ledger.authorize(call(id, `t${n}`, limited(id, clock.ms, [])));
      if (n >= 3) await ledger.settle(settled(id, `t${n - 3}`, n % 4));
    }
  });
  let file: readonly string[] = [];
  try {
    file = await exported(from);
  } finally {
    stopped.abort();
    await Promise.all(callers);
  }
  expect(calls).toBeGreaterThan(10);
  await restored(to, file);
  expect(lines((await verifyAll(verifyingOf(to))).findings)).toEqual([]);
  // Every key of a charge is there exactly where its charge is: asked again, all come to the same sum.
  to.clock.ms = clock.ms;
  for (const id of ['c', 'd']) {
    const charges = (await to.journal(id)).filter(
      ({ kind, reference }) => kind === 'charge' && reference.startsWith('t'),
    );
    const keyed = new Set(charges.filter(({ flags }) => flags.includes('k')).map(({ reference }) => reference));
    for (let n = 0; n < keyed.size + 2; n++) {
      const reply = await to.ledger.charge(event(id, `t${n}`, limited(id, to.clock.ms, [])));
      expect(reply).toMatchObject({ replayed: keyed.has(`t${n}`) });
    }
  }
  expect(lines((await verifyAll(verifyingOf(to))).findings)).toEqual([]);
});

it('is not written over a store in use, nor over another one, and is not served before it is complete', async () => {
  await fill(from);
  const file = await exported(from);
  await createAccount(to.ledger, 'mine', 5);
  await expect(restored(to, file)).rejects.toMatchObject({ code: 'already_exists', reason: 'CONFLICT' });
  await expect(restored(to, file, true)).rejects.toThrow(/the store is .*, the file is of/);
  expect(await to.ledger.account('mine')).toMatchObject({ balanceMilliCents: 5 });
  // The same store may go back to what it was.
  await from.ledger.charge(event('c', 'later'));
  await expect(restored(from, file)).rejects.toThrow(/not empty/);
  const copying = await copyingOf(from);
  await copying.restoreStore(file.slice(0, 10), true);
  await expect(from.ledger.account('nobody')).rejects.toSatisfy(
    (error) => error instanceof Fault && error.reason === 'STORE_LOST',
  );
  expect(await copying.restoreStore(file.slice(10), true)).toMatchObject({ generation: 2 });
  expect((await from.ledger.account('c'))?.balanceMilliCents).toBe(10_000_000 - 1_000);
  expect(lines((await verifyAll(verifyingOf(from))).findings)).toEqual([]);
}, 30_000);

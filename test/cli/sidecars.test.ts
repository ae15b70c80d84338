/** Sidecars that share a store know of each other, and say in what they disagree. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../outages/support/watching.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Outcome, tollgate as program } from './support/terminal.ts';

const prefix = `sidecars-${process.pid}`;
const KEY = 'a settle token key of thirty-two characters';
const other = copyOf(DEFAULT_CATALOG, afterAll);
let first: TestTollgate;
let second: TestTollgate;

beforeAll(async () => {
  other.edit('holds.yaml', 'ring_seconds: 180', 'ring_seconds: 100');
  const env = { TOLLGATE_REDIS_PREFIX: prefix, TOLLGATE_TOKEN_KEYS: KEY };
  first = await startTollgate({ env });
  second = await startTollgate({ env: { ...env, TOLLGATE_TOKEN_KEYS: `another ${KEY}` }, catalog: other.directory });
});
afterAll(async () => {
  await second?.stop();
  await first?.stop();
});

function at(line: string): Promise<Outcome> {
  return program(line.split(' '), { TOLLGATE_SERVER: first.app.grpcAddress });
}

async function metric(tollgate: TestTollgate, line: string): Promise<boolean> {
  const text = await (await fetch(`${tollgate.http}/metrics`)).text();
  return text.split('\n').includes(line);
}

it('are listed with what they serve, and disagreements are told by the command, the log and a metric', async () => {
  await until('both say what they serve', async () => (await at('sidecars')).out.includes('about the catalog'));
  const listed = await at('sidecars');
  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(listed.out).toMatch(/^HOST +PID +VERSION +CATALOG +TOKEN KEYS/);
  expect(listed.out).toContain(first.app.grpcAddress);
  expect(listed.out).toContain(second.app.grpcAddress);
  expect(listed.out).toContain('They disagree about the catalog.');
  expect(listed.out).toContain('They disagree about the keys of settle tokens (auth.token_keys).');
  expect(listed.out).not.toContain('about the version');
  expect(listed.out).not.toContain(KEY);

  // The one that came later says so as it starts; the other one hears of it with its next heartbeat.
  const said = second.logs.filter(({ msg }) => String(msg).startsWith('sidecars of this store disagree'));
  expect(said.map(({ what }) => String(what)).toSorted()).toEqual(['catalog', 'token_keys']);
  expect(JSON.stringify(said)).not.toContain(KEY);
  expect(await metric(second, 'tollgate_sidecars 2')).toBe(true);
  expect(await metric(second, 'tollgate_sidecars_disagree{what="catalog"} 1')).toBe(true);
  expect(await metric(second, 'tollgate_sidecars_disagree{what="version"} 0')).toBe(true);
  await until(
    'the first one has heard',
    () => metric(first, 'tollgate_sidecars_disagree{what="token_keys"} 1'),
    15_000,
  );

  const { sidecars } = await first.client.listSidecars({});
  expect(sidecars).toMatchObject([
    { partitions: 64, generation: '1' },
    { partitions: 64, generation: '1' },
  ]);
  expect(new Set(sidecars.map(({ id }) => id)).size).toBe(2);
});

it('that stop are gone at once, and those that are left say that they agree again', async () => {
  await second.stop();
  expect((await first.client.listSidecars({})).sidecars).toHaveLength(1);
  const agrees = (): boolean =>
    first.logs.some(({ msg, what }) => String(msg).includes('agree again') && what === 'catalog');
  await until('it is said', async () => Promise.resolve(agrees()), 15_000);
  expect(await metric(first, 'tollgate_sidecars_disagree{what="catalog"} 0')).toBe(true);
});

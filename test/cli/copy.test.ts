/** A whole store to a file and back, as an operator does it. */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Outcome, tollgate as program } from './support/terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'tollgate-copy-'));
const file = join(directory, 'store.gz');
let old: TestTollgate;
let fresh: TestTollgate;

beforeAll(async () => {
  // Each partition is looked for among all keys of the Redis, which other tests fill.
  const TOLLGATE_REDIS_PARTITIONS = '4';
  const start = (name: string): Promise<TestTollgate> =>
    startTollgate({ env: { TOLLGATE_REDIS_PARTITIONS, TOLLGATE_REDIS_PREFIX: `copy-${name}-${process.pid}` } });
  [old, fresh] = [await start('old'), await start('new')];
});
afterAll(async () => {
  await old?.stop();
  await fresh?.stop();
});

function at(tollgate: TestTollgate, line: string): Promise<Outcome> {
  return program(line.split(' '), { TOLLGATE_SERVER: tollgate.app.grpcAddress });
}

it('moves a store to another Redis: balances, open calls and answers are the same, and it is verified', async () => {
  await at(old, 'account create acme --plan default');
  await at(old, 'account credit acme 20.00 --key once');
  expect((await at(old, 'authorize acme c-1 --to +14155550123')).code).toBe(0);
  const exported = await at(old, `export ${file}`);
  expect(exported).toMatchObject({
    code: 0,
    out: expect.stringMatching(/store\.gz: \d+ lines, [\d,]+ bytes\n$/),
    err: '',
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await at(old, `export ${file}`)).toMatchObject({ code: 2, err: expect.stringContaining('exists') });

  expect(await at(fresh, `restore ${file}`)).toMatchObject({ code: 2, err: expect.stringContaining('needs --yes') });
  expect((await at(old, `restore ${file} --yes`)).err).toContain('the store is not empty');
  const restored = await at(fresh, `restore ${file} --yes`);
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('the store is restored: generation 2') });
  expect(await at(fresh, 'verify')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^clean: 1 account and 1 open hold/),
  });
  expect((await at(fresh, 'account show acme')).out).toBe((await at(old, 'account show acme')).out);
  expect((await at(fresh, 'account credit acme 20.00 --key once')).out).toBe(
    (await at(old, 'account credit acme 20.00 --key once')).out,
  );
  const settled = await at(fresh, 'settle acme c-1 --connected-seconds 0');
  expect(settled.code).toBe(0);
  expect(await at(fresh, 'verify')).toMatchObject({ code: 0 });
});

it('refuses a file that is damaged or not complete, and changes nothing', async () => {
  const text = gunzipSync(readFileSync(file)).toString();
  const broken = join(directory, 'broken.gz');
  for (const [content, why] of [
    [gzipSync(text.replace('2000000', '9000000')), 'damaged'],
    [gzipSync(text.split('\n').slice(0, -3).join('\n')), 'not complete'],
    [readFileSync(file).subarray(0, 200), 'cannot be read'],
    [Buffer.from('nonsense'), 'cannot be read'],
  ] as const) {
    writeFileSync(broken, content);
    expect(await at(fresh, `restore ${broken} --yes --force`)).toMatchObject({
      code: 2,
      err: expect.stringContaining(why),
    });
  }
  expect(await at(fresh, `restore ${directory}/nothing --yes`)).toMatchObject({ code: 2 });
  expect((await at(fresh, 'account show acme')).code).toBe(0);
});

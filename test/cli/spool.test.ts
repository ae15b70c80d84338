/** What operators do with the spool: of a sidecar that runs, and of one that does not. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DiskSpool } from '../../src/outage/spool/disk-spool.ts';
import { metric, until } from '../outages/support/watching.ts';
import { accountWith, movementsOf, outbound, standingOf } from '../requirements/support/traffic.ts';
import { startRedisServer, type OwnServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Outcome, tollgate as program } from './support/terminal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-spool-cli-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const run = (...argv: string[]): Promise<Outcome> => program(argv);

/** A spool that no sidecar has, with three settles, of which one is in the quarantine. */
async function leftSpool(): Promise<string> {
  const at = join(directory, 'spool');
  const spool = new DiskSpool({
    directory: at,
    owner: { sidecarId: 'old', host: 'gw1', directory: at },
    maxBytes: 10_000_000,
    store: () => ({ instanceId: 'store-1', generation: 1 }),
    logger: silentLogger,
  });
  await spool.open();
  for (const call of [1, 2, 3]) {
    await spool.append({
      kind: 'settle',
      accountId: 'acme',
      rootAccountId: 'acme',
      holdId: `call-${call}`,
      recordedAtMs: 1_800_000_000_000,
      body: { connectedSeconds: 65, to: '+12025550134', claim: 'of 12025550134' },
    });
  }
  await spool.quarantine(3, 'it has waited for too long');
  await spool.close();
  return at;
}

describe('the spool of a sidecar that does not run', () => {
  it('is shown, and listed without whole numbers', async () => {
    const at = await leftSpool();
    const shown = await run('spool', 'show', '--dir', at);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^2 records wait\n {2}records +2\n {2}oldest +2027-01-15 08:00:00 UTC\n/);
    expect(shown.out).toContain('quarantine  1; see `tollgate spool quarantine`');
    const listed = await run('spool', 'list', '--dir', at);
    expect(listed.out.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['SEQUENCE', 'KIND', 'ACCOUNT', 'HOLD', 'TOLD AT'],
      ['1', 'settle', 'acme', 'call-1', '2027-01-15 08:00:00 UTC'],
      ['2', 'settle', 'acme', 'call-2', '2027-01-15 08:00:00 UTC'],
      [''],
    ]);
    const one = await run('spool', 'list', '2', '--dir', at);
    expect(one.out).toContain('says      {"connectedSeconds":65,"to":"+1******34","claim":"of ******34"}');
    const json = JSON.parse((await run('spool', 'list', '--limit', '1', '--dir', at, '--json')).out) as object;
    expect(json).toMatchObject({ records: [{ sequence: 1, kind: 'SPOOL_RECORD_KIND_SETTLE', hold_id: 'call-1' }] });
    expect(JSON.stringify(json)).not.toContain('2025550134');
  });

  it('has a quarantine that is looked through, emptied and given back', async () => {
    const at = await leftSpool();
    const listed = await run('spool', 'quarantine', '--dir', at);
    expect(listed.out).toMatch(/\n 1 {2}\d{4}-.* UTC {2}settle of acme call-3 {2}it has waited for too long\n$/);
    expect(await run('spool', 'drop', '1', '--dir', at)).toMatchObject({ code: 2, out: '' });
    expect((await run('spool', 'release', '1', '--dir', at)).out).toBe(
      'it waits for the store again; 0 left in the quarantine\n',
    );
    expect((await run('spool', 'list', '4', '--dir', at)).out).toContain('hold      call-3');
    expect(await run('spool', 'drop', '1', '--yes', '--dir', at)).toMatchObject({
      code: 1,
      err: 'tollgate spool drop: id: there is no entry 1 in the quarantine\n',
    });
  });

  it('is exported to files, each of which is imported once', async () => {
    const at = await leftSpool();
    const to = join(directory, 'handover');
    const exported = await run('spool', 'export', '--dir', at, '--to', to);
    expect(exported).toMatchObject({ code: 0, err: expect.stringContaining('1 entry stays in its quarantine') });
    const [file = ''] = readdirSync(to);
    expect(exported.out).toBe(`${join(to, file)}: 2 records\nImport them with \`tollgate spool import ${to}\`.\n`);
    expect((await run('spool', 'list', '--dir', at)).out).toBe('nothing waits for the store\n');
    expect((await run('spool', 'export', '--dir', at, '--to', to)).out).toBe('nothing waits in this spool\n');

    const other = join(directory, 'other');
    writeFileSync(join(directory, 'copy.spool'), readFileSync(join(to, file)));
    rmSync(other, { recursive: true, force: true });
    expect(await run('spool', 'import', to, '--dir', other)).toMatchObject({ code: 2 });
    mkdtempSync(join(directory, 'x'));
    const empty = mkdtempSync(join(directory, 'empty-'));
    expect((await run('spool', 'import', to, '--dir', empty)).out).toBe('2 records wait for the store now\n');
    expect(readdirSync(to)).toEqual([`${file}.imported`]);
    const again = await run('spool', 'import', join(directory, 'copy.spool'), '--dir', empty);
    expect(again).toMatchObject({ code: 1, out: '', err: expect.stringContaining('has imported it before') });
    expect(existsSync(join(directory, 'copy.spool'))).toBe(true);
  });

  it('is left alone while somebody has it, and where it is none', async () => {
    const at = await leftSpool();
    const spool = new DiskSpool({
      directory: at,
      owner: { sidecarId: 'old', host: 'gw1', directory: at },
      maxBytes: 10_000_000,
      store: () => ({ instanceId: '', generation: 0 }),
      logger: silentLogger,
    });
    await spool.open();
    onTestFinished(() => spool.close());
    const busy = await run('spool', 'list', '--dir', at);
    expect(busy).toMatchObject({ code: 1, out: '' });
    expect(busy.err).toMatch(
      /Another Tollgate \(process \d+\) is using .*Without --dir the sidecar that runs is asked/,
    );
    writeFileSync(join(directory, 'file'), '');
    for (const wrong of [join(directory, 'nowhere'), directory]) {
      expect(await run('spool', 'show', '--dir', wrong)).toMatchObject({ code: 2, out: '' });
    }
    expect(readdirSync(directory).sort()).toEqual(['file', 'spool']);
  });
});

describe.runIf(hasNativeServer)('a sidecar that is replaced', () => {
  let redis: OwnServer;
  beforeEach(async () => {
    redis = await startRedisServer();
  });
  afterEach(() => redis.stop());

  const start = (name: string): Promise<TestTollgate> =>
    startTollgate({
      env: { REDIS_URL: redis.url, TOLLGATE_REDIS_PREFIX: 'handover', TOLLGATE_DATA_DIR: join(directory, name) },
    });

  it('hands its spool to another one, and each call is charged once', async () => {
    const [old, other] = [await start('old'), await start('other')];
    onTestFinished(() => other.stop());
    const accountId = await accountWith(old.client, 10_000_000);
    const holds = ['call-1', 'call-2', 'call-3'];
    for (const holdId of holds) {
      await old.client.authorize(outbound(accountId, holdId));
      await old.client.answer({ accountId, holdId });
    }
    await redis.kill();
    for (const holdId of holds) await old.client.settle({ accountId, holdId, connectedSeconds: 2 });
    await old.stop();
    const [at, to] = [join(directory, 'old', 'spool'), join(directory, 'handover')];
    expect((await run('spool', 'list', '--dir', at)).out).toContain('call-3');
    expect(await run('spool', 'export', '--dir', at, '--to', to)).toMatchObject({ code: 0, err: '' });

    const ask = (...argv: string[]): Promise<Outcome> => program(argv, { TOLLGATE_SERVER: other.app.grpcAddress });
    const imported = await ask('spool', 'import', to);
    expect(imported).toEqual({ code: 0, out: '3 records wait for the store now\n', err: '' });
    expect((await ask('spool', 'show')).out).toMatch(/^3 records wait\n/);
    await redis.revive();
    expect(await ask('spool', 'replay', '--wait', '15')).toMatchObject({
      code: 0,
      out: 'nothing waits for the store\n',
    });
    await until('it is told', async () => (await metric(other.http, 'tollgate_spool_records')) === 0);
    expect(await standingOf(other.client, accountId)).toEqual([10_000_000 - 3 * 167, 0, 10_000_000 - 3 * 167, 0]);
    const charged = (await movementsOf(other.client, accountId)).filter(({ holdId }) => holds.includes(holdId));
    expect(charged).toHaveLength(3);
    expect(await ask('spool', 'quarantine')).toEqual({ code: 0, out: 'nothing is in the quarantine\n', err: '' });
  });
});

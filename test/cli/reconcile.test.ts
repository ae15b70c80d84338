import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListingStage, startListingStage } from '../outages/support/listing-gateway.ts';
import { type Outcome, tollgate } from './support/terminal.ts';

let stage: ListingStage;
let server: NodeJS.ProcessEnv;
const directory = mkdtempSync(join(tmpdir(), 'tollgate-reconcile-'));
beforeAll(async () => {
  stage = await startListingStage(`cli-reconcile-${process.pid}`);
  server = { TOLLGATE_SERVER: stage.sidecars[0].app.grpcAddress };
});
afterAll(() => stage.stop());

let files = 0;

/** A file with these legs, that was written so many seconds ago. */
function fileOf(legs: readonly object[], secondsAgo = 0): string {
  const file = join(directory, `legs-${(files += 1)}.jsonl`);
  writeFileSync(file, legs.map((leg) => `${JSON.stringify(leg)}\n`).join(''));
  const at = Date.now() / 1000 - secondsAgo;
  utimesSync(file, at, at);
  return file;
}

function reconcile(gatewayId: string, argv: readonly string[], input = ''): Promise<Outcome> {
  return tollgate(['reconcile', '--gateway', gatewayId, ...argv], server, undefined, input);
}

/** A gateway with so many calls, and the legs of those in JSON. */
async function gatewayWith(calls: number) {
  const gateway = await stage.gatewayWith(calls);
  const legsOf = (ids: readonly string[]) => ids.map((hold_id) => ({ account_id: gateway.accountId, hold_id }));
  return { ...gateway, legsOf };
}

describe('tollgate reconcile', () => {
  it('ends what two files do not name, and says what and how', async () => {
    const { gatewayId, accountId, ids, legsOf, openIds } = await gatewayWith(10);
    const legs = legsOf(ids.slice(1));
    const first = await reconcile(gatewayId, ['--once', fileOf(legs, 61)]);
    expect(first.code).toBe(0);
    expect(first.err).toBe(
      'missing for the first time: 1 hold. A list that is taken from now on ends what it does not name either\n',
    );
    expect(first.out).toMatch(
      `${gatewayId}: 9 legs, 10 open holds older than the list, 1 missing, 0 of them twice, 0 ended\n`,
    );
    const dry = await reconcile(gatewayId, ['--once', '--dry-run', fileOf(legs)]);
    expect(dry.out).toContain('1 missing, 1 of them twice, none ended in a dry run');
    expect(await openIds()).toEqual(ids);
    const second = await reconcile(gatewayId, ['-'], legs.map((leg) => JSON.stringify(leg)).join('\n'));
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toContain('1 missing, 1 of them twice, 1 ended');
    expect(second.out).toMatch(new RegExp(`${accountId} +h0 +\\d{4}-.* UTC +\\$0.05 +yes +\\$0.00`));
    expect(await openIds()).toEqual(ids.slice(1));
  });

  it('sends a list of more than one page', async () => {
    const { gatewayId, ids, legsOf, openIds } = await gatewayWith(10);
    const many = legsOf([...Array.from({ length: 2_500 }, (_, n) => `other-${n}`), ...ids.slice(1)]);
    const found = await reconcile(gatewayId, ['--once', '--json', fileOf(many, 60)]);
    const answer = JSON.parse(found.out) as Record<string, unknown> & { legs: unknown[] };
    expect(answer).toMatchObject({ state: 'LIST_STATE_COUNTED', open_holds: 10, missing: 1, missing_pages: [] });
    expect(answer.legs).toHaveLength(2_500);
    expect(answer.legs[0]).toMatchObject({ hold_id: 'other-0', state: 'LEG_STATE_UNKNOWN', reason: 'HOLD_UNKNOWN' });
    expect(await reconcile(gatewayId, ['--once', fileOf(many)])).toMatchObject({ code: 0 });
    expect(await openIds()).toEqual(ids.slice(1));
  });

  it('ends with 3 when too many are missing, unless it is forced', async () => {
    const { gatewayId, ids, legsOf, openIds } = await gatewayWith(4);
    await reconcile(gatewayId, ['--once', fileOf(legsOf(ids.slice(1)), 60)]);
    const refused = await reconcile(gatewayId, ['--once', fileOf(legsOf(ids.slice(1)))]);
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.err).toContain('more than 20 % of the open holds of this gateway are missing');
    expect(await openIds()).toEqual(ids);
    expect(await reconcile(gatewayId, ['--once', '--force', fileOf(legsOf(ids.slice(1)))])).toMatchObject({ code: 0 });
    expect(await openIds()).toEqual(ids.slice(1));
  });

  it('ends with 3 for an empty list, and with 1 for one that cannot be had or read', async () => {
    const { gatewayId, ids, openIds } = await gatewayWith(1);
    expect(await reconcile(gatewayId, ['-'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('names no leg') as string,
    });
    const failed: readonly (readonly [readonly string[], string])[] = [
      [[join(directory, 'nothing')], 'no such file'],
      [
        ['--command', 'echo "connect: no Kamailio" >&2; exit 255'],
        '--command failed, and a failed list counts for nothing',
      ],
      [['--command', 'echo "error: 500 - no"'], 'the output of --command: Kamailio answered with an error: 500 - no'],
      [[fileOf([{ account_id: 'a' }])], 'needs account_id and hold_id, or a settle_token'],
    ];
    for (const [argv, message] of failed) {
      const outcome = await reconcile(gatewayId, argv);
      expect(outcome).toMatchObject({ code: 1, out: '' });
      expect(outcome.err).toContain(`tollgate reconcile: `);
      expect(outcome.err).toContain(message);
    }
    expect(await openIds()).toEqual(ids);
  });

  it('waits for a file to be written anew, and takes the same one for the same list', async () => {
    const { gatewayId, ids, legsOf, openIds } = await gatewayWith(10);
    // Old enough for the second list to be due at once.
    const file = fileOf(legsOf(ids.slice(1)), 45);
    const begun = Date.now();
    const reconciling = reconcile(gatewayId, [file]);
    await delay(2_500);
    expect(await openIds()).toEqual(ids);
    utimesSync(file, Date.now() / 1000, Date.now() / 1000);
    const outcome = await reconciling;
    expect(Date.now() - begun).toBeGreaterThan(2_500);
    expect(outcome).toMatchObject({ code: 0, err: `waits for ${file} to be written anew\n` });
    expect(outcome.out).toContain('1 missing, 1 of them twice, 1 ended');
    expect(await openIds()).toEqual(ids.slice(1));
  });

  it('wants a gateway, and one list', async () => {
    const usage: readonly (readonly [readonly string[], string])[] = [
      [['reconcile', '-'], '--gateway is missing'],
      [['reconcile', '--gateway', 'gw'], 'give either FILE or --command'],
      [['reconcile', '--gateway', 'gw', '--command', 'true', '-'], 'give either FILE or --command'],
      [['reconcile', '--gateway', 'gw', '--epoch', '0', '--command', 'echo "[]"'], '--epoch must be'],
    ];
    for (const [argv, message] of usage) {
      const outcome = await tollgate(argv, server);
      expect(outcome).toMatchObject({ code: 2, out: '' });
      expect(outcome.err).toContain(message);
    }
  });
});

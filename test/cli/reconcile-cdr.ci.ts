/** A carrier's records against what a whole Tollgate has charged and archived. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountWith, outbound } from '../requirements/support/traffic.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Outcome, tollgate as run } from './support/terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'tollgate-carrier-'));
const bill = join(directory, 'carrier.csv');
const NUMBERS = ['+4930901820', '+34911234567', '+12025550199', '+15145550142'];

let server: TestTollgate;
beforeAll(async () => {
  server = await startTollgate({ env: { TOLLGATE_ARCHIVE_MODE: 'embedded' } });
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

async function archived(accountId: string, count: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const { calls } = await server.client.listCalls({ accountId }).catch(() => ({ calls: [] }));
    if (calls.filter(({ state }) => state === 'CALL_STATE_CHARGED').length === count) return;
    await delay(100);
  }
  throw new Error(`the archive has not got ${count} calls`);
}

const against = (options: string): Promise<Outcome> =>
  run(['reconcile-cdr', bill, ...options.split(' ')], { TOLLGATE_SERVER: server.app.grpcAddress });

it('tells which calls are missing, longer, dearer and not billed, with masked numbers', async () => {
  const { client } = server;
  const accountId = await accountWith(client, 10_000_000);
  for (const [index, to] of NUMBERS.entries()) {
    const holdId = `call-${index}`;
    await client.authorize(outbound(accountId, holdId, { to }));
    await client.answer({ accountId, holdId });
  }
  await delay(1_500);
  for (const index of NUMBERS.keys()) await client.settle({ accountId, holdId: `call-${index}`, connectedSeconds: 1 });
  await archived(accountId, NUMBERS.length);
  const at = new Date(Date.now() - 2_000).toISOString();
  const rows = [
    // As we have it, without the plus, and by its hold id with a number that nobody has.
    `x-1,${at},4930901820,1,0.00050`,
    `call-1,${at},00000,1,0.00084`,
    // Much longer, and dearer than the 84 milli-cents that the account paid.
    `x-3,${at},${NUMBERS[2]},600,0.25`,
    // Unknown here.
    `x-4,${at},+81312345678,60,0.10`,
    // Answered by nobody.
    `x-5,${at},+81312345678,0,0`,
    'broken,yesterday,+81312345678,1,1',
  ];
  writeFileSync(bill, `call_id,start,to,connected_seconds,cost\n${rows.join('\n')}\n`);
  const { code, out } = await against('--json');
  expect(code).toBe(3);
  const told = JSON.parse(out) as Record<string, unknown>;
  expect(told).toMatchObject({
    carrier_calls: 4,
    matched: 3,
    unreadable: [{ line: 7, kind: 'malformed' }],
    differences: [
      { kind: 'longer', line: 4, hold_id: 'call-2', seconds: 599, milli_cents: 24_916 },
      { kind: 'dearer', line: 4, hold_id: 'call-2' },
      { kind: 'missing', line: 5, seconds: 60, milli_cents: 10_000 },
      { kind: 'unbilled', hold_id: 'call-3', seconds: -1, milli_cents: -84 },
    ],
  });
  const text = await against(`--csv ${join(directory, 'out.csv')}`);
  expect(text.out).toMatch(/^missing +1 +60 +\$0\.10$/m);
  expect(text.out).toContain('line 7: start is no time: "yesterday"');
  expect(readFileSync(join(directory, 'out.csv'), 'utf8').split('\n')).toHaveLength(6);
});

it('agrees with a bill that has what is here, and says so', async () => {
  const { calls } = await server.client.listCalls({});
  const rows = calls.map(({ holdId, authorizedAt }) => `${holdId},${authorizedAt},1`);
  writeFileSync(bill, `call_id,start,connected_seconds\n${rows.join('\n')}\n`);
  expect(await against('--limit 5')).toMatchObject({
    code: 0,
    out: expect.stringContaining('no differences') as string,
  });
});

it('says what is wrong with a file that it cannot read', async () => {
  writeFileSync(bill, 'what,is,this\n1,2,3\n');
  expect(await against('--limit 5')).toMatchObject({
    code: 2,
    err: expect.stringContaining('name the columns') as string,
  });
});

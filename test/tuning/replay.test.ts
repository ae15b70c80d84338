import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tollgate } from '../cli/support/terminal.ts';
import { copyOf, DEFAULT_CATALOG, defaultCatalogWith } from '../requirements/support/catalogs.ts';
import { fileOf, replayed } from './support.ts';

// $1 is 100,000 milli-cents. The default catalog: $0.05 a minute by the second, an hour ($3.00) held at once.
const HEADER = 'call_id,account,from,to,start,answer,end,cost,balance\n';
const FROM_TO = '+12025550100,+14155550123';

/** Two calls of acme at once with $5.00, and one of beta. */
const THREE_CALLS =
  HEADER +
  // Connected from second 10 to 130: 120 s cost 10,000. $3.00 held from 0 to 130.
  `c1,acme,${FROM_TO},2026-11-02 09:00:00,2026-11-02 09:00:10,2026-11-02 09:02:10,0.10,5.00\n` +
  // $2.00 are left, which is less than the hold; it was not answered, and would have cost nothing.
  `c2,acme,${FROM_TO},2026-11-02 09:01:00,,2026-11-02 09:01:30,0,\n` +
  // Connected from second 60 to 220: 160 s cost 13,333.3, so 13,334. $3.00 held for that time.
  `c3,beta,${FROM_TO},2026-11-02 09:01:00,2026-11-02 09:01:00,2026-11-02 09:03:40,0.20,10.00\n`;

const START_MS = Date.parse('2026-11-02T09:00:00Z');

describe('a replay', () => {
  it('prices, denies and holds as paper does', async () => {
    const { report, calls } = await replayed(THREE_CALLS);
    expect([...calls.values()].map(({ call_id, outcome, reason, cost }) => [call_id, outcome, reason, cost])).toEqual([
      ['c2', 'denied', 'INSUFFICIENT_CREDIT', '0'],
      ['c1', 'admitted', '', '0.1'],
      ['c3', 'admitted', '', '0.13334'],
    ]);
    expect(report.rows).toMatchObject({ read: 3, missing: 0, malformed: 0, unratable: 0, named: [] });
    expect(report.figures).toMatchObject({
      calls: 3,
      admitted: 2,
      denied: 1,
      newly_denied: 1,
      denied_by: { INSUFFICIENT_CREDIT: 1 },
      denied_for_money: 1,
      fit_smaller_hold: 1,
      cost_milli_cents: 23_334,
      reserved_milli_cents: 600_000,
      // c1 costs what it did, c3 costs less, c2 cost nothing then and now.
      cost_change: { calls: 3, was_milli_cents: 30_000, is_milli_cents: 23_334, dearer: 0, cheaper: 1 },
      // 220 seconds: 300,000 held for 60 s, 600,000 for 70 s, 300,000 for 90 s. 87,000,000 / 220 = 395,454.5.
      held: { peak: 600_000, peak_at_ms: START_MS + 60_000, mean: 395_455, p95: 600_000 },
      // 290,000 for 60 s, 290,000 + 286,666 for 70 s, 286,666 for 90 s. 83,566,560 / 220 = 379,848.
      stranded: { peak: 576_666, peak_at_ms: START_MS + 60_000, mean: 379_848, p95: 576_666 },
    });
    const used = { p50: 120, p75: 160, p90: 160, p95: 160, p99: 160, max: 160 };
    expect(report.figures.rules).toMatchObject([{ rule: 'calls', service: 'call', calls: 3, used }]);
  });

  it('of a smaller hold admits what the larger one denied, and strands less', async () => {
    const copy = copyOf(DEFAULT_CATALOG);
    copy.edit('holds.yaml', 'reserve: all', 'reserve: { initial_seconds: 60, extend_seconds: 60 }');
    const { report, calls } = await replayed(THREE_CALLS, [], copy.directory);
    expect(report.figures).toMatchObject({
      denied: 0,
      cut: 0,
      cost_milli_cents: 23_334,
      // c1 asks for more 50 s after its answer and has 120 s; c3 at 50 s and 110 s and has 180 s.
      extends: 3,
      // c1: 5,000 from 0, 10,000 from 60 to 130. c2: 5,000 from 60 to 90. c3: 5,000 from 60, 10,000 from 110,
      // 15,000 from 170 to 220. The most: 10,000 + 10,000 of c1 and c3 from 110 to 130.
      held: { peak: 20_000, peak_at_ms: START_MS + 60_000 },
      // c2 strands its 5,000 for 30 s; c3 strands 15,000 - 13,334 for 50 s: 233,300 / 220 = 1,060.5.
      stranded: { peak: 5_000, peak_at_ms: START_MS + 60_000, mean: 1_060 },
    });
    expect(calls.get('c3')).toMatchObject({ granted_units: '180', extends: '2', hold: '0.05' });
  });

  it('cuts a call whose grant is over, and says what it would cost if the gateway did not', async () => {
    const copy = copyOf(DEFAULT_CATALOG);
    copy.edit('holds.yaml', 'max_seconds: 3600', 'max_seconds: 60');
    // $0.06 pays the minute and 12 s more: 120 s cost $0.10, of which nobody would pay $0.04.
    const record = `${HEADER}c1,acme,${FROM_TO},2026-11-02 09:00:00,2026-11-02 09:00:00,2026-11-02 09:02:00,,0.06\n`;
    const cut = await replayed(record, [], copy.directory);
    const exposure = { overruns: 1, overrun_milli_cents: 5_000, overrun_write_off_milli_cents: 4_000 };
    const figures = { cut: 1, cut_units: 60, cost_milli_cents: 5_000, write_off_milli_cents: 0, ...exposure };
    expect(cut.report.figures).toMatchObject(figures);
    expect(cut.calls.get('c1')).toMatchObject({ outcome: 'cut', cut_units: '60', cost: '0.05' });
    const run = await replayed(record, ['--lets-run'], copy.directory);
    expect(run.report.figures).toMatchObject({
      cut: 0,
      cost_milli_cents: 6_000,
      write_off_milli_cents: 4_000,
      ...exposure,
    });
    // A second too long is how gateways cut.
    const inexact = record.replace('09:02:00', '09:01:01');
    expect((await replayed(inexact, [], copy.directory)).report.figures).toMatchObject({
      cut: 0,
      cost_milli_cents: 5_000,
    });
  });

  it('lets emergency calls through, and names rows that cannot be read or rated', async () => {
    const { report, calls } = await replayed(
      HEADER +
        `sos,acme,+12025550100,911,2026-11-02 09:00:00,2026-11-02 09:00:00,2026-11-02 09:02:00,,0\n` +
        `bad,acme,+12025550100,+12005550100,2026-11-02 09:00:00,2026-11-02 09:00:00,2026-11-02 09:02:00,,\n` +
        `late,acme,${FROM_TO},yesterday,,,,\n` +
        `poor,acme,${FROM_TO},2026-11-02 09:00:00,2026-11-02 09:00:00,2026-11-02 09:02:00,,\n`,
    );
    expect(report.rows).toMatchObject({
      read: 4,
      malformed: 1,
      unratable: 1,
      named: [
        { line: 3, kind: 'unratable', message: expect.stringMatching(/^NUMBER_INVALID: /) },
        { line: 4, kind: 'malformed', message: 'start is no time: "yesterday"' },
      ],
    });
    expect(report.figures).toMatchObject({ emergencies: 1, calls: 1, denied_by: { ZERO_BALANCE: 1 } });
    expect(new Set([...calls.values()].map(({ outcome }) => outcome))).toEqual(
      new Set(['denied', 'emergency', 'malformed', 'unratable']),
    );
  });

  it('knows what accounts are and what is added to them', async () => {
    const accounts = fileOf(
      'accounts.csv',
      'account_id,balance,parent_account_id,funded_by,max_open_holds\nhq,3.00,,,\nshop,0,hq,parent,1\n',
    );
    const credits = fileOf('credits.csv', 'time,account_id,amount\n2026-11-02 09:20:00,hq,1.00\n');
    const call = (id: string, account: string, minute: number) =>
      `${id},${account},${FROM_TO},2026-11-02 09:${minute}:00,2026-11-02 09:${minute}:00,2026-11-02 09:${minute + 5}:00,,\n`;
    const records =
      HEADER +
      // The parent pays, and has just what the hold needs.
      call('first', 'shop', 10) +
      // A second one of the shop is one too many.
      call('second', 'shop', 12) +
      // After the first one $2.75 are left.
      call('poor', 'hq', 16) +
      call('topped-up', 'hq', 20);
    const { calls } = await replayed(records, ['--accounts', accounts, '--credits', credits]);
    const seen = (id: string) => [calls.get(id)?.['outcome'], calls.get(id)?.['reason']];
    expect(['first', 'second', 'poor', 'topped-up'].map(seen)).toEqual([
      ['admitted', ''],
      ['denied', 'CONCURRENCY_LIMIT'],
      ['denied', 'INSUFFICIENT_CREDIT'],
      ['admitted', ''],
    ]);
  });

  it('prices calls of the archive by what was kept of their numbers', async () => {
    const copy = copyOf(DEFAULT_CATALOG);
    copy.edit(
      'rates.yaml',
      '  - name: outbound\n',
      '  - name: mobile\n    match: { service: call, direction: outbound, country: GB, number_class: mobile }\n' +
        "    per_minute: '0.10'\n    increments: 60/60\n\n  - name: outbound\n",
    );
    const row = (id: string, numberClass: string, country: string): string =>
      `2026-11-02T09:00:00Z,acme,outbound,call,${numberClass},${country},+4******23,charged,65,0.05417,,,${id},,` +
      '2026-11-02T09:00:00Z,2026-11-02T09:01:05Z\n';
    const { calls, report } = await replayed(
      'time,account_id,direction,service,class,country,number,state,duration_seconds,cost,paid_from,rate_rule,' +
        'hold_id,charge_key,answered_at,ended_at\n' +
        row('gb', 'mobile', 'GB') +
        row('us', 'standard', 'US') +
        row('900', 'premium', 'US'),
      [],
      copy.directory,
    );
    // Two started minutes at $0.10; 65 s at $0.05 a minute; and the block of premium numbers.
    expect(calls.get('gb')).toMatchObject({ outcome: 'admitted', cost: '0.2', was: '0.05417' });
    expect(calls.get('us')).toMatchObject({ outcome: 'admitted', cost: '0.05417' });
    expect(calls.get('900')).toMatchObject({ outcome: 'denied', reason: 'DESTINATION_BLOCKED' });
    expect(report.rows).toMatchObject({ unratable: 0, malformed: 0, missing: 0 });
  });

  it('says what it cannot do with', async () => {
    const path = fileOf('calls.csv', THREE_CALLS);
    const refused = async (...argv: string[]) => (await tollgate(['replay', ...argv])).err.split('\n')[0];
    expect(await refused('--against', path)).toContain('--catalog is missing');
    expect(await refused('--catalog', DEFAULT_CATALOG)).toContain('--against is missing');
    const all = ['--catalog', DEFAULT_CATALOG, '--against', path];
    expect(await refused(...all, '--plan', 'defualt')).toContain('no plan "defualt"; did you mean "default"?');
    expect(await refused(...all, '--column', 'cots=Preis')).toContain('there is no "cots"; did you mean "cost"?');
    expect(await refused(...all, '--accounts', fileOf('a.csv', 'account_id,balance\nacme,x\n'))).toMatch(
      /a\.csv:2: balance: /,
    );
    const broken = defaultCatalogWith({ 'holds.yaml': 'rules: []\n' }).directory;
    const { code, err } = await tollgate(['replay', '--catalog', broken, '--against', path]);
    expect([code, err.trimEnd().split('\n').at(-1)]).toEqual([1, 'the catalog is refused']);
  });

  it('shows people what it found, and draws it', async () => {
    const [path, svg] = [fileOf('calls.csv', THREE_CALLS), fileOf('holds.svg', '')];
    const { out, code } = await tollgate(['replay', '--catalog', DEFAULT_CATALOG, '--against', path, '--svg', svg]);
    expect(code).toBe(0);
    expect(out).toContain('a smaller hold would do  1 of 1 denied for money could have paid the call\n');
    expect(out).toMatch(/\n {2}stranded +\$3\.80 +\$5\.77 +\$5\.77 +2026-11-02 09:01:00 UTC\n/);
    const drawn = readFileSync(svg, 'utf8');
    expect(drawn).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*>/);
    expect(drawn.trimEnd()).toMatch(/<\/svg>$/);
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
  });
});

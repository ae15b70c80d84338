import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Column, LayoutName } from '../../src/tuning/cdr/columns.ts';
import { readRecordFile } from '../../src/tuning/cdr/record-file.ts';
import type { PastCall, RowProblem } from '../../src/tuning/past-call.ts';

interface Options {
  readonly layout?: LayoutName;
  readonly columns?: ReadonlyMap<string, Column>;
  readonly timeZone?: string;
  readonly accountId?: string;
  readonly packed?: boolean;
}

async function read(text: string, options: Options = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-records-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'calls.csv');
  writeFileSync(path, options.packed === true ? gzipSync(text) : text);
  const calls: PastCall[] = [];
  const problems: RowProblem[] = [];
  const file = await readRecordFile(path, {
    layout: options.layout,
    columns: options.columns ?? new Map(),
    timeZone: options.timeZone ?? 'UTC',
    accountId: options.accountId,
    fromMs: 0,
    toMs: 0,
    service: 'call',
    direction: 'outbound',
    currency: 'USD',
    onCall: (call) => calls.push(call),
    onProblem: (problem) => problems.push(problem),
    onProgress: () => undefined,
  });
  return { ...file, calls, problems };
}

const at = (time: string): number => Date.parse(`2026-11-02T${time}Z`);

describe('call records', () => {
  it('are read as Asterisk writes them, without a header', async () => {
    const { calls, readBy } = await read(
      '"acme","2025550100","+14155550123","from-internal","""Ann"" <2025550100>","PJSIP/100-01","PJSIP/trunk-02",' +
        '"Dial","PJSIP/+14155550123@trunk,60","2026-11-02 09:00:00","2026-11-02 09:00:08","2026-11-02 09:01:13",' +
        '73,65,"ANSWERED","DOCUMENTATION","1762074000.17",""\n' +
        '"acme","2025550100","+14155550124","from-internal","","PJSIP/100-03","","Dial","","2026-11-02 09:02:00",,' +
        '"2026-11-02 09:02:30",30,0,"NO ANSWER","DOCUMENTATION","1762074120.18",""\n',
    );
    expect(readBy).toBe('the columns of asterisk');
    expect(calls).toMatchObject([
      {
        line: 1,
        callId: '1762074000.17',
        accountId: 'acme',
        from: '2025550100',
        to: '+14155550123',
        startMs: at('09:00:00'),
        answerMs: at('09:00:08'),
        endMs: at('09:01:13'),
        connectedSeconds: 65,
      },
      { line: 2, startMs: at('09:02:00'), endMs: at('09:02:30'), connectedSeconds: 0 },
    ]);
  });

  it('are read as FreeSWITCH writes them, without a header', async () => {
    const { calls, readBy } = await read(
      '"Ann","12025550100","14155550123","default","2026-11-02 09:00:00","2026-11-02 09:00:08","2026-11-02 09:01:13",' +
        '"73","65","NORMAL_CLEARING","6f2c-aa","","acme","PCMU","PCMU"\n' +
        '"Ann","12025550100","14155550123","default","2026-11-02 09:05:00","","2026-11-02 09:05:20",' +
        '"20","0","NO_ANSWER","6f2c-ab","","acme","PCMU","PCMU"\n',
      { timeZone: 'Europe/Berlin' },
    );
    expect(readBy).toBe('the columns of freeswitch');
    expect(calls).toMatchObject([
      // Berlin is an hour ahead in November.
      { callId: '6f2c-aa', accountId: 'acme', startMs: at('08:00:00'), connectedSeconds: 65, endMs: at('08:01:13') },
      { callId: '6f2c-ab', connectedSeconds: 0, endMs: at('08:05:20') },
    ]);
  });

  it.each([
    ['semicolons and a byte order mark', '\ufeffaccount;start;billsec\r\nacme;2026-11-02T09:00:00Z;60\r\n'],
    ['seconds since 1970', `accountcode,start_epoch,talk_time\nacme,${at('09:00:00') / 1000},00:01:00\n`],
    ['microseconds since 1970', `account_id,start_uepoch,connected_seconds\nacme,${at('09:00:00')}000,60\n`],
    ['an offset', 'account_id,time,billsec\nacme,2026-11-02 14:30:00+05:30,60\n'],
    ['only a duration, of the conversation then', 'customer,calldate,duration\nacme,2026-11-02 09:00:00,60\n'],
    ['answer and end', 'tenant,answer_time,end_time\nacme,2026-11-02 09:00:00,2026-11-02 09:01:00\n'],
  ])('may have %s', async (_what, text) => {
    const { calls, problems, readBy } = await read(text);
    expect({ problems, readBy }).toEqual({ problems: [], readBy: 'its own header' });
    const times = { startMs: at('09:00:00'), answerMs: at('09:00:00'), endMs: at('09:01:00'), connectedSeconds: 60 };
    expect(calls).toMatchObject([{ accountId: 'acme', service: 'call', direction: 'outbound', ...times }]);
  });

  it('may be packed, and have columns of any name', async () => {
    const columns = new Map<string, Column>([['kunde', 'account_id']]);
    const { calls } = await read('Kunde,Start,Dauer,billsec\nacme,2026-11-02 09:00:00,x,5\n', {
      columns,
      packed: true,
    });
    expect(calls).toMatchObject([{ accountId: 'acme', connectedSeconds: 5 }]);
  });

  it('keep what a call cost and what its account had, to the milli-cent', async () => {
    const { calls, balances } = await read(
      'account,start,billsec,cost,balance\n' +
        'acme,2026-11-02 09:10:00,60,$0.05,4.00\n' +
        // Finer than a milli-cent counts as one: 5,416.6 are 5,417.
        'acme,2026-11-02 09:00:00,65,0.054166,5.00\n' +
        'beta,2026-11-02 09:00:00,65,,\n',
    );
    expect(calls.map((call) => call.costMilliCents)).toEqual([5_000, 5_417, undefined]);
    // Rows may stand in any order: what counts is what the account had at its first call.
    expect(balances).toEqual(new Map([['acme', 500_000]]));
  });

  it('name each row that cannot be read with its line and what is wrong', async () => {
    const { calls, problems, rows } = await read(
      'call_id,account,start,answer,end,billsec,direction,cost\n' +
        'good,acme,2026-11-02 09:00:00,,2026-11-02 09:00:20,0,out,\n' +
        'a,,2026-11-02 09:00:00,,,0,,\n' +
        'b,acme,,,,0,,\n' +
        'c,acme,2026-13-02 09:00:00,,,0,,\n' +
        'd,acme,2026-11-02 09:00:00,,2026-11-02 08:00:00,0,,\n' +
        '\n' +
        'e,acme,2026-11-02 09:00:00,,2026-11-02 09:01:00,-5,,\n' +
        'f,acme,2026-11-02 09:00:00,,2026-11-02 09:01:00,90,,\n' +
        'g,acme,2026-11-02 09:00:00,,,5,sideways,\n' +
        'h,acme,2026-11-02 09:00:00,,,5,,€3\n' +
        'i,ac me,2026-11-02 09:00:00,,,5,,\n' +
        'j,"acme,2026-11-02 09:00:00,,,5,,\n',
    );
    expect([calls.length, rows]).toEqual([1, 11]);
    expect(problems.map(({ line, kind, message }) => `${line} ${kind}: ${message}`)).toEqual([
      '3 missing: account_id is empty',
      '4 missing: start is empty',
      '5 malformed: start is no time: "2026-13-02 09:00:00"',
      '6 malformed: end is before start',
      '8 malformed: connected_seconds must be seconds, 0 or more, not "-5"',
      '9 malformed: it was connected for longer than it lasted',
      '10 malformed: direction must be inbound or outbound, not "sideways"',
      '11 malformed: cost: "€3" is marked €, but amounts here are in USD',
      '12 malformed: account_id must be 1 to 128 characters out of A-Z a-z 0-9 . _ @ + -, not "ac me"',
      '13 malformed: a quote is not closed or stands inside a cell',
    ]);
  });

  it('are read as the archive gives them out, with numbers that are not whole', async () => {
    const { calls, problems, readBy } = await read(
      'time,account_id,direction,service,class,country,number,state,duration_seconds,billed_units,cost,paid_from,' +
        'rate_rule,hold_rule,hold_id,charge_key,answered_at,ended_at\n' +
        '2026-11-02T09:00:00Z,acme,outbound,call,mobile,GB,+4******23,charged,65,65,0.05417,balance 0.05417,' +
        'outbound,calls,h1,,2026-11-02T09:00:05Z,2026-11-02T09:01:10Z\n' +
        '2026-11-02T09:02:00Z,acme,inbound,call,standard,US,+14155550123,released,0,0,0,,inbound,calls,h2,,,' +
        '2026-11-02T09:02:30Z\n',
    );
    expect([readBy, problems]).toEqual(['the columns of tollgate calls', []]);
    const other = { country: 'GB', numberClass: 'mobile' };
    expect(calls).toMatchObject([
      { callId: 'h1', connectedSeconds: 65, answerMs: at('09:00:05'), costMilliCents: 5_417, other, from: '' },
      { callId: 'h2', connectedSeconds: 0, from: '+14155550123', to: '', endMs: at('09:02:30') },
    ]);
    expect(calls[1]?.other).toBeUndefined();
  });

  it('of an hour that the clock shows twice begin in the first one', async () => {
    const file = 'account,start,billsec\nacme,2026-10-25 02:30:00,5\n';
    const { calls } = await read(file, { timeZone: 'Europe/Berlin' });
    expect(calls[0]?.startMs).toBe(Date.parse('2026-10-25T00:30:00Z'));
  });

  it.each([
    ['', 'is empty'],
    ['one,two\n1,2\n', 'the first line is no header'],
    ['account,from,to\nacme,1,2\n', 'the header names no column for start or answer or end'],
  ])('as a whole are refused with what would be right: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

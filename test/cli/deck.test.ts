import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tollgate } from './support/terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'tollgate-deck-'));

function file(name: string, text: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const HEADER = 'Destination,Code,Rate,Interval 1,Interval N,Effective Date';

const OLD = `${HEADER}
Afghanistan,93,0.2345,60,60,2026-01-01
"Kazakhstan, Mobile",7700-7702,.1,1,1,2026-01-01
United Kingdom,44,0.0045,1,1,2026-01-01
United Kingdom Mobile,447,0.0312,60,60,2026-01-01
Jamaica,1876,0.05,60,6,2026-01-01
`;

const NEW = `${HEADER}
Afghanistan,93,0.3,60,60,2027-02-01
Afghanistan,93,0.2345,60,60,2026-01-01
"Kazakhstan, Mobile",7700;7701;7703,.1,1,1,2026-01-01
United Kingdom,44,4.5E-03,1,1,2026-01-01
United Kingdom Mobile,447,0.0312,60,1,2026-01-01
United Kingdom Special,4470,closed,,,2026-01-01
Jamaica,1876,0.05,60,6,2026-01-01
`;

describe('deck check', () => {
  it('says what is in a deck, and what it has guessed', async () => {
    const { code, out } = await tollgate(['deck', 'check', file('new.csv', NEW), '--at', '2026-06-01']);
    expect(out).toBe(`OK: ${directory}/new.csv, for calls, 8 codes in 9 rows
  read by          a guess
  priced           7
  blocked          1
  dearest          0.2345 per minute 60/60 for 93 (Afghanistan)
  first effective  2026-01-01 00:00:00 UTC
  last effective   2027-02-01 00:00:00 UTC
Guessed; look at each line before you put it into rates.yaml:
decks:
  new:
    columns:
      prefix: Code
      per_minute: Rate
      first_increment: Interval 1
      next_increment: Interval N
      name: Destination
      effective_at: Effective Date
    dates: YYYY-MM-DD
    time_zone: UTC # where the days of the carrier begin
    codes: e164 # guessed: codes begin with their country code
`);
    expect(code).toBe(0);
  });

  it('guesses by the lines that will be read, those of old Macintoshes too', async () => {
    const { code, out } = await tollgate(['deck', 'check', file('mac.csv', NEW.replaceAll('\n', '\r'))]);
    expect(out).toContain('for calls, 8 codes in 9 rows\n  read by          a guess\n');
    expect(code).toBe(0);
  });

  it('takes the words of rates.yaml as options', async () => {
    const text = 'Zone;Area;Preis\nNew York;212522;0,0021\nToronto;416555;geschlossen\n';
    const columns = ['prefix=Area', 'name=ZONE', 'per_minute=preis'].flatMap((column) => ['--columns', column]);
    const options = [...columns, '--country-code', '1', '--increments', '6/6', '--blocked', 'geschlossen', '--json'];
    const { code, out } = await tollgate(['deck', 'check', file('nanp.csv', text), ...options]);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      read_by: 'options',
      guessed: false,
      kind: 'calls',
      codes: 2,
      priced: 1,
      blocked: 1,
      dearest: { prefix: '1212522', rate: '0.0021 per minute 6/6' },
    });
    expect(code).toBe(0);
  });

  it('reads a file of a catalog as its rates.yaml says', async () => {
    const catalog = join(directory, 'catalog');
    cpSync('config/catalog', catalog, { recursive: true });
    mkdirSync(join(catalog, 'decks'));
    writeFileSync(join(catalog, 'decks', 'ACME.txt'), 'Ziel\tNetz\tPreis\nBerlin\t30\t0,01\n');
    const entry =
      'decks:\n  acme: { file: ACME.txt, country_code: "49", increments: 1/1, columns: { prefix: netz, per_minute: preis } }\n';
    writeFileSync(join(catalog, 'rates.yaml'), `${entry}rules:\n  - { name: all, free: true }\n`);
    const { code, out } = await tollgate(['deck', 'check', join(catalog, 'decks', 'ACME.txt')]);
    expect(out).toContain(`read by  decks.acme of ${catalog}/rates.yaml`);
    expect(out).toContain('dearest  0.01 per minute 1/1 for 4930');
    expect(code).toBe(0);
    const elsewhere = file('december.txt', 'Ziel\tNetz\tPreis\nBerlin\t30\t0,02\n');
    const named = await tollgate(['deck', 'check', elsewhere, '--catalog', catalog, '--deck', 'acme']);
    expect(named.out).toContain('0.02 per minute 1/1 for 4930');
    const unknown = await tollgate(['deck', 'check', elsewhere, '--catalog', catalog, '--deck', 'other']);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('there is no deck "other"')]);
  });

  it('lists what is wrong with file, line and column, and ends with 1', async () => {
    const text = 'prefix,per_minute,increments\n44,0.02,1/1\n4x4,0.02,1/1\n49,€0.02,1/1\n';
    const { code, out } = await tollgate(['deck', 'check', file('bad.csv', text), '--currency', 'USD']);
    expect(out).toContain(`${directory}/bad.csv:3:1: prefix: "4x4" is not a prefix`);
    expect(out).toContain(`${directory}/bad.csv:4:4: per_minute: "€0.02" is marked €`);
    expect(out).toContain('2 problems');
    expect(code).toBe(1);
  });

  it.each([
    ['UTF-16', Buffer.from(`\ufeff${OLD}`, 'utf16le'), 'is UTF-16LE text, not UTF-8', 'iconv -f UTF-16LE -t UTF-8'],
    ['UTF-16 without a mark', Buffer.from(OLD, 'utf16le'), 'is UTF-16LE text, not UTF-8', 'iconv -f UTF-16LE'],
    [
      'Windows',
      Buffer.from(OLD.replace('Jamaica', 'Jamaïca'), 'latin1'),
      ':6:5: is not UTF-8 text: the byte 0xEF is "ï"',
      'WINDOWS-1252',
    ],
    ['a workbook', Buffer.from('PK\u0003\u0004abc', 'latin1'), 'is an Excel workbook (.xlsx)', 'CSV UTF-8'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'is compressed with gzip', 'gunzip'],
  ])('names %s', async (_, bytes, message, hint) => {
    const { code, out } = await tollgate(['deck', 'check', file('encoded.csv', bytes)]);
    expect(out).toContain(message);
    expect(out).toContain(hint);
    expect(code).toBe(1);
  });

  it.each([
    [['--columns', 'prefix'], 'must be FIELD=HEADER'],
    [['--columns', 'colour=Red', '--codes', 'e164'], '--columns'],
    [['--columns', 'prefix=Code'], 'nothing says which country the codes are of'],
    [['--codes', 'e164', '--country-code', '1'], 'more than one key says'],
    [['--codes', 'e164', '--time-zone', 'Mars'], '"Mars" is no time zone'],
    [['--codes', 'e164', '--dates', 'tomorrow'], 'is not the form of a date'],
  ])('refuses %j', async (options, message) => {
    const { code, err } = await tollgate(['deck', 'check', file('new.csv', NEW), ...options]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('deck diff', () => {
  it('counts by country what changes when the last row takes effect, and ends with 3', async () => {
    const { code, out } = await tollgate(['deck', 'diff', file('old.csv', OLD), file('new.csv', NEW)]);
    expect(out)
      .toBe(`${directory}/old.csv → ${directory}/new.csv, as of 2027-02-01 00:00:00 UTC: 5 codes changed, 4 the same
The columns of ${directory}/old.csv and ${directory}/new.csv were guessed: see tollgate deck check.

COUNTRY            ADDED  GONE  DEARER  CHEAPER  BLOCKED  SAME  LARGEST RISE
GB United Kingdom                             1        1     1
KZ Kazakhstan          1     1                               2
AF Afghanistan                       1                               +27.9 %
`);
    expect(code).toBe(3);
  });

  it('lists each code, with the shorter one that spoke for it', async () => {
    const { out } = await tollgate(['deck', 'diff', file('old.csv', OLD), file('new.csv', NEW), '--country', 'gb']);
    expect(out.split('\n').slice(6)).toEqual([
      'CODE  COUNTRY  NAME                    CHANGE   BEFORE                          AFTER',
      '447   GB       United Kingdom Mobile   cheaper  0.0312 per minute 60/60         0.0312 per minute 60/1',
      '4470  GB       United Kingdom Special  blocked  0.0312 per minute 60/60 by 447  blocked',
      '',
    ]);
  });

  it('compares at any time, prints JSON, and ends with 0 where nothing differs', async () => {
    const paths = [file('old.csv', OLD), file('new.csv', NEW)];
    const { out } = await tollgate(['deck', 'diff', ...paths, '--at', '2026-06-01', '--json']);
    const { changes, same, countries } = JSON.parse(out) as {
      changes: { prefix: string }[];
      same: number;
      countries: object[];
    };
    expect(changes.map(({ prefix }) => prefix)).toEqual(['447', '4470', '7702', '7703']);
    expect(same).toBe(5);
    expect(countries[0]).toMatchObject({ country: 'GB', cheaper: 1, blocked: 1, same: 1 });
    expect(changes[1]).toMatchObject({
      change: 'blocked',
      before: { prefix: '447', rate: '0.0312', blocked: false },
      after: { prefix: '4470', blocked: true },
    });
    const alike = await tollgate(['deck', 'diff', paths[0] ?? '', paths[0] ?? '']);
    expect([alike.code, alike.out]).toEqual([0, expect.stringContaining('0 codes changed, 7 the same')]);
  });

  it('ends with 1 where a deck cannot be read, and with 2 where they are not alike', async () => {
    const bad = await tollgate(['deck', 'diff', file('old.csv', OLD), file('bad.csv', `${HEADER}\nx,y,z,1,1,\n`)]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('bad.csv:2:3: prefix: "y" is not a prefix');
    const sms = await tollgate([
      'deck',
      'diff',
      file('old.csv', OLD),
      file('sms.csv', 'prefix,per_segment\n44,0.04\n'),
    ]);
    expect([sms.code, sms.err]).toEqual([2, expect.stringContaining('OLD is for calls, NEW for messages')]);
    const gone = await tollgate(['deck', 'diff', join(directory, 'nowhere.csv'), join(directory, 'old.csv')]);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('nowhere.csv cannot be read')]);
  });
});

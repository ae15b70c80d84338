import { chmodSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tollgate } from './support/terminal.ts';

const FLIP = ['--flip', 'too little for the hold'];

/** A copy of a catalog in which one text of one file is another. */
function changed(file: string, from: string | RegExp, to: string, source = 'config/catalog'): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-update-'));
  cpSync(source, directory, { recursive: true });
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
  return directory;
}

/** The default catalog with a hold half as long, and these cases. */
function withCases(text: string): string {
  const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 1800');
  writeFileSync(join(directory, 'cases.yaml'), text);
  return directory;
}

const cases = (directory: string): string => readFileSync(join(directory, 'cases.yaml'), 'utf8');

describe('check --update', () => {
  it('shows old and new, rewrites after a yes, and leaves the rest of the file as it was', async () => {
    const directory = changed('rates.yaml', /per_minute: '0.05'/g, "per_minute: '0.04'");
    const before = cases(directory);
    const { code, out } = await tollgate(['check', directory, '--update', ...FLIP], {}, 'y');
    expect(out).toContain('case "a new account has $5.00 and holds $3.00 for a call"');
    expect(out).toMatch(/cases\.yaml:9 +hold +3\.00 → 2\.40/);
    expect(out).toMatch(/Rewrite \d+ figures in \d+ cases\? \[y\/N\]/);
    expect(out).toContain(`OK: ${directory}`);
    expect(code).toBe(0);
    const after = cases(directory);
    expect(after).toContain("expect: { charge: '0.04334', released: '2.35666', balance: '4.95666', held: '0' }");
    expect(after.match(/#.*$/gm)).toEqual(before.match(/#.*$/gm));
    expect(after.match(/^ *- name: .*$/gm)).toEqual(before.match(/^ *- name: .*$/gm));
  });

  it('rewrites a sentence in the style in which it stands', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 4800');
    await tollgate(['check', directory, '--update', '--yes']);
    expect(cases(directory)).toMatch(/message: >-\n {8}Calls paused\. Your balance is \$1\.88 but .*\$4\.00 hold/);
    expect((await tollgate(['check', directory])).code).toBe(0);
  });

  it.each([
    ['no', 'n', {}],
    ['nobody to ask', undefined, {}],
    ['CI', 'y', { CI: 'true' }],
  ])('writes nothing with %s, and ends with 1', async (_name, answer, env) => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 1800');
    const before = cases(directory);
    const { code, out } = await tollgate(['check', directory, '--update', ...FLIP], env, answer);
    expect(out).toMatch(/granted +3600 → 1800/);
    expect(code).toBe(1);
    expect(cases(directory)).toBe(before);
  });

  it('writes nothing in CI with --yes either', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 1800');
    const before = cases(directory);
    const { code, out } = await tollgate(['check', directory, '--update', '--yes', ...FLIP], { CI: '1' });
    expect([code, cases(directory)]).toEqual([1, before]);
    expect(out).toContain('CI is set');
  });

  it('wants an answer that turned round named by its case, and writes nothing before', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 1800');
    const before = cases(directory);
    const refused = await tollgate(['check', directory, '--update', '--yes', '--flip', 'another']);
    expect(refused.out).toContain('case "too little for the hold" turns from deny to allow (INSUFFICIENT_CREDIT)');
    expect(refused.out).toContain("--flip 'too little for the hold'");
    expect([refused.code, cases(directory)]).toEqual([1, before]);
    const done = await tollgate(['check', directory, '--update', '--yes', ...FLIP]);
    expect(done.code).toBe(0);
  });

  it('takes a step that names no decision for one that is allowed', async () => {
    const directory = changed(
      'cases.yaml',
      /^cases:[^]*$/m,
      [
        'cases:',
        "  - { name: silent, account: { balance: '1' }, authorize: { to: '+14155550123' }, expect: { hold: '1.00' } }",
        '',
      ].join('\n'),
    );
    const { code, out } = await tollgate(['check', directory, '--update', '--yes']);
    expect(out).toContain('case "silent" turns from allow to deny (INSUFFICIENT_CREDIT)');
    expect(code).toBe(1);
  });

  it('takes a sentence or a missing amount for what a denial has', async () => {
    const directory = withCases(`cases:
  - name: short
    account: { balance: '1.00' }
    authorize: { from: '+12025550100', to: '+14155550123' }
    expect: { shortfall: '2.00' }
`);
    const { code, out } = await tollgate(['check', directory, '--update', '--yes']);
    expect(out).not.toContain('turns from');
    expect(code).toBe(0);
    expect(cases(directory)).toContain("shortfall: '0.50'");
  });

  it.each([
    ['line ends of Windows', '>-', '\r\n'],
    ['a block that ended with a line break', '>', '\n'],
    ['a literal block', '|-', '\n'],
  ])('rewrites a sentence with %s so that it is read as it was meant', async (_name, header, lineEnd) => {
    const text = `cases:
  - name: short
    account: { balance: '1.00' }
    authorize: { from: '+12025550100', to: '+14155550123' }
    expect:
      message: ${header}
        Calls paused. Your balance is $1.00 but each call requires a $3.00 hold.
      decision: deny
`;
    const directory = withCases(text.replaceAll('\n', lineEnd));
    expect((await tollgate(['check', directory, '--update', '--yes'])).code).toBe(0);
    const after = cases(directory);
    expect(after).toContain('$1.50 hold');
    expect(after.replaceAll(lineEnd, '')).not.toMatch(/[\r\n]/);
    expect(after.endsWith(`${lineEnd}      decision: deny${lineEnd}`)).toBe(true);
  });

  const anchored = (second: string): string => `cases:
  - name: one
    account: { balance: '5.00' }
    authorize: { from: '+12025550100', to: '+14155550123' }
    expect: &figures { hold: '3.00', granted: 3600 }
  - name: two
    account: { balance: '9.00' }
    authorize: { from: '+12025550100', to: '+14155550123'${second} }
    expect: *figures
`;

  it('rewrites what an anchor gives to several cases once', async () => {
    const directory = withCases(anchored(''));
    expect((await tollgate(['check', directory, '--update', '--yes'])).code).toBe(0);
    expect(cases(directory)).toBe(anchored('').replace("'3.00'", "'1.50'").replace('3600', '1800'));
  });

  it('rewrites no anchored figure that is right where an alias uses it', async () => {
    const text = `cases:
  - name: changed
    account: { balance: &balance '5.00' }
    authorize: { from: '+12025550100', to: '+14155550123' }
    expect: { available: *balance }
`;
    for (const source of [anchored(', requested_seconds: 60'), text]) {
      const directory = withCases(source);
      const { code, out } = await tollgate(['check', directory, '--update', '--yes']);
      expect(out).toContain('Nothing is rewritten before what follows is mended.');
      expect(out).toMatch(/an alias uses this (?:hold|available) where another one is right/);
      expect([code, cases(directory)]).toEqual([1, source]);
    }
  });

  it('says that a read-only file is left as it is', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 4800');
    const before = cases(directory);
    chmodSync(join(directory, 'cases.yaml'), 0o444);
    const { code, out } = await tollgate(['check', directory, '--update', '--yes']);
    expect(out).toContain('cases.yaml cannot be written: it is read-only');
    expect([code, cases(directory)]).toEqual([1, before]);
  });

  it('tells of a --flip that names no case that turned round', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 4800');
    const { code, err } = await tollgate(['check', directory, '--update', '--yes', '--flip', "it's not"]);
    expect(err).toContain(String.raw`--flip 'it'\''s not': there is no case of this name`);
    expect(code).toBe(0);
  });

  it('rewrites nothing while something else is wrong, and says what', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: many');
    const before = cases(directory);
    const { code, out } = await tollgate(['check', directory, '--update', '--yes']);
    expect(out).toMatch(/holds\.yaml:\d+:\d+: .*many/);
    expect([code, cases(directory)]).toEqual([1, before]);
  });

  it('prints the changes as JSON', async () => {
    const directory = changed('holds.yaml', 'max_seconds: 3600', 'max_seconds: 4800');
    const { out } = await tollgate(['check', directory, '--update', '--json']);
    const result = JSON.parse(out) as { changes: object[] };
    expect(result).toMatchObject({ ok: false, flips: [], written: false });
    expect(result.changes).toContainEqual({
      case: 'a new account has $5.00 and holds $3.00 for a call',
      line: 9,
      key: 'granted',
      before: 3600,
      after: 4800,
    });
  });

  it.each([
    ['hotel', 'rates.yaml', /per_minute: '0\.(\d)/, "per_minute: '1.$1"],
    ['messaging-credit', 'plans.yaml', /amount: '/, "amount: '1"],
    ['office-credit', 'rates.yaml', /per_minute: '0\.(\d)/, "per_minute: '1.$1"],
    ['pay-per-minute', 'holds.yaml', /max_seconds: \d+/, 'max_seconds: 1200'],
    ['plan-then-wallet', 'plans.yaml', /amount: '/, "amount: '1"],
    ['team-credit', 'plans.yaml', 'minutes: 100', 'minutes: 120'],
  ])('brings %s up to another number in %s, once its flips are named', async (name, file, from, to) => {
    const directory = changed(file, from, to, join('examples/catalogs', name));
    expect((await tollgate(['check', directory])).code).toBe(1);
    const first = await tollgate(['check', directory, '--update', '--yes']);
    const flips = [...first.out.matchAll(/case "(.*)" turns from/g)].flatMap(([, each = '']) => ['--flip', each]);
    if (flips.length > 0) expect(first.code).toBe(1);
    const last = await tollgate(['check', directory, '--update', '--yes', ...flips]);
    expect([last.code, (await tollgate(['check', directory])).code]).toEqual([0, 0]);
  });
});

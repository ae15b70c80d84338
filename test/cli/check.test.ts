import { describe, expect, it } from 'vitest';
import { defaultCatalogWith } from '../requirements/support/catalogs.ts';
import { tollgate } from './support/terminal.ts';

function brokenCatalog(): string {
  const plans = 'plans:\n  default:\n    signup_credit: 5.00\n    sgnup: "1"\n';
  return defaultCatalogWith({ 'plans.yaml': plans }).directory;
}

describe('check', () => {
  it('says OK with the version and the number of cases', async () => {
    const { code, out } = await tollgate(['check', 'config/catalog']);
    expect(out).toMatch(/^OK: config\/catalog, version [0-9a-f]{12}, \d+ cases\n$/);
    expect(code).toBe(0);
  });

  it('takes the directory from TOLLGATE_CATALOG', async () => {
    const { out } = await tollgate(['check'], { TOLLGATE_CATALOG: 'examples/catalogs/pay-per-minute' });
    expect(out).toContain('OK: examples/catalogs/pay-per-minute');
  });

  it('takes several directories, and ends with 1 when one of them is wrong', async () => {
    const good = await tollgate(['check', 'config/catalog', 'examples/catalogs/hotel']);
    expect(good.out).toMatch(/^OK: config\/catalog, .*\nOK: examples\/catalogs\/hotel, .*\n$/);
    expect(good.code).toBe(0);
    const mixed = await tollgate(['check', brokenCatalog(), 'examples/catalogs/hotel', '--json']);
    expect(JSON.parse(mixed.out)).toMatchObject([{ ok: false }, { ok: true, directory: 'examples/catalogs/hotel' }]);
    expect(mixed.code).toBe(1);
    const missing = await tollgate(['check', 'config/catalog', 'nowhere']);
    expect([missing.code, missing.out]).toEqual([2, '']);
  });

  it('lists every problem with file, line, column and a hint, and ends with 1', async () => {
    const directory = brokenCatalog();
    const { code, out } = await tollgate(['check', directory]);
    expect(code).toBe(1);
    expect(out).toContain(`${directory}/plans.yaml:3:20: `);
    expect(out).toContain(`${directory}/plans.yaml:4:5: `);
    expect(out).toMatch(/^ {2}hint: \S/m);
    expect(out).toMatch(/\n2 problems\n$/);
  });

  it('prints warnings before its OK, and ends with 0', async () => {
    const limits = `rules:
  - { id: out, name: out, match: { direction: outbound }, max_open_holds: 5 }
  - { id: in, name: in, match: { direction: inbound }, max_open_holds: 5 }
  - { id: germany, name: germany, match: { country: DE }, max_open_holds: 2 }
`;
    const { directory } = defaultCatalogWith({ 'limits.yaml': limits });
    const { code, out } = await tollgate(['check', directory]);
    const together = '"out" (limits.yaml:2) and "in" (limits.yaml:3) together take its traffic';
    expect(out).toContain(`${directory}/limits.yaml:4:5: warning: "germany" can hardly match: ${together}\n`);
    expect(out).toMatch(/\nOK: .*\n$/);
    expect(code).toBe(0);
    const json = JSON.parse((await tollgate(['check', directory, '--json'])).out) as object;
    expect(json).toMatchObject({ ok: true, problems: [], warnings: [{ file: 'limits.yaml', line: 4, column: 5 }] });
  });

  it('prints JSON for programs', async () => {
    const { code, out } = await tollgate(['check', brokenCatalog(), '--json']);
    const result = JSON.parse(out) as { ok: boolean; problems: object[] };
    expect(code).toBe(1);
    expect(result).toMatchObject({ ok: false, in_force: false, cases: 0 });
    expect(result.problems[0]).toMatchObject({ file: 'plans.yaml', line: 3, column: 20 });
  });
});

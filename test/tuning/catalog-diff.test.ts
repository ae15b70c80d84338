import { describe, expect, it } from 'vitest';
import { tollgate } from '../cli/support/terminal.ts';
import { type CatalogCopy, copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';

const TEAM_CREDIT = 'examples/catalogs/team-credit';

interface Change {
  readonly aspect: string;
  readonly before: string;
  readonly after: string;
  readonly services: readonly string[];
  readonly directions: readonly string[];
  readonly plans: readonly string[];
  readonly number_classes: readonly string[];
  readonly countries: readonly string[];
  readonly prefixes: readonly string[];
  readonly times: readonly string[];
}

interface Diff {
  readonly same: boolean;
  readonly named: readonly Readonly<Record<string, string>>[];
  readonly traffic: readonly Change[];
  readonly decks: readonly object[];
}

async function diffOf(old: string, next: string, ...options: string[]): Promise<{ code: number; diff: Diff }> {
  const { code, out } = await tollgate(['catalog', 'diff', old, next, '--json', ...options]);
  return { code, diff: JSON.parse(out) as Diff };
}

async function changed(catalog: string, edit: (copy: CatalogCopy) => void, ...options: string[]): Promise<Diff> {
  const copy = copyOf(catalog);
  edit(copy);
  return (await diffOf(catalog, copy.directory, ...options)).diff;
}

describe('catalog diff', () => {
  it('ends like diff(1): 0 for no difference, 1 for one, 2 for trouble', async () => {
    const same = await tollgate(['catalog', 'diff', DEFAULT_CATALOG, DEFAULT_CATALOG]);
    expect([same.code, same.out]).toEqual([0, expect.stringContaining(': no difference\n')]);
    const broken = copyOf(DEFAULT_CATALOG);
    broken.edit('plans.yaml', "'5.00'", "'6.00'");
    const other = await tollgate(['catalog', 'diff', DEFAULT_CATALOG, broken.directory]);
    expect([other.code, other.out]).toEqual([1, expect.stringMatching(/\nplan default +signup credit +5 +6\n$/)]);
    broken.write('holds.yaml', 'rules: []\n');
    const refused = await tollgate(['catalog', 'diff', DEFAULT_CATALOG, broken.directory]);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain(`${broken.directory}/holds.yaml`);
    expect((await tollgate(['catalog', 'diff', DEFAULT_CATALOG, 'nowhere'])).code).toBe(2);
  });

  it('takes another way to write the same for no difference', async () => {
    const diff = await changed(DEFAULT_CATALOG, (copy) => {
      // A rule in two, another name, a price by the second.
      copy.edit(
        'rates.yaml',
        "  - name: outbound\n    match: { service: call, direction: outbound }\n    per_minute: '0.05'",
        "  - name: abroad\n    match: { service: call, direction: outbound, country: abroad }\n    per_minute: '0.0500'\n" +
          "    increments: 1/1\n\n  - name: out\n    match: { service: call, direction: outbound }\n    per_minute: '0.05'",
      );
    });
    expect(diff).toMatchObject({ same: true, named: [], traffic: [], decks: [] });
  });

  it('says whose prices change, from what to what', async () => {
    const diff = await changed(DEFAULT_CATALOG, (copy) => {
      copy.edit(
        'rates.yaml',
        '  - name: outbound\n',
        '  - name: mobile\n    match: { service: call, direction: outbound, country: [GB, FR], number_class: mobile }\n' +
          "    per_minute: '0.0712'\n    increments: 60/60\n\n  - name: outbound\n",
      );
    });
    expect(diff.traffic).toEqual([
      {
        aspect: 'price',
        before: '0.05 per minute 1/1',
        after: '0.0712 per minute 60/60',
        services: ['call'],
        directions: ['forwarded', 'outbound'],
        plans: ['default'],
        rate_plans: [''],
        number_classes: ['mobile'],
        countries: ['FR', 'GB'],
        prefixes: [''],
        times: [''],
      },
    ]);
  });

  it('says which destinations are blocked, also by their beginnings', async () => {
    const diff = await changed(DEFAULT_CATALOG, (copy) => {
      copy.edit(
        'blocking.yaml',
        '  - name: premium\n',
        "  - name: range\n    match: { service: call, prefix: '+49900' }\n    message: No.\n" +
          '  - name: country\n    match: { service: call, country: IR }\n    message: No.\n  - name: premium\n',
      );
    });
    const blocks = diff.traffic.map(({ aspect, after, countries, prefixes }) => ({
      aspect,
      after,
      countries,
      prefixes,
    }));
    expect(blocks).toContainEqual({
      aspect: 'block',
      after: 'blocked by "country"',
      countries: ['IR'],
      prefixes: [''],
    });
    expect(blocks).toContainEqual({
      aspect: 'block',
      after: 'blocked by "range"',
      countries: ['DE'],
      prefixes: ['+49900'],
    });
    expect(diff.traffic.every(({ services }) => services.join() === 'call')).toBe(true);
  });

  it('says what hold rules, limits and plans give from now on', async () => {
    const diff = await changed(TEAM_CREDIT, (copy) => {
      copy.edit('plans.yaml', '3000', '2500');
    });
    const included = diff.named.filter(({ kind }) => kind === 'plan');
    expect(included).not.toEqual([]);
    expect(included[0]?.['before']).toMatch(/180000/);
    expect(included[0]?.['after']).toMatch(/150000/);
    expect(diff.traffic.map(({ aspect }) => aspect)).toContain('included units');

    const rules = await changed(DEFAULT_CATALOG, (copy) => {
      copy.edit('holds.yaml', 'max_seconds: 3600', 'max_seconds: 1200');
      copy.edit('limits.yaml', 'max_open_holds: 10000', 'max_open_holds: 50');
    });
    const told = rules.traffic.map(({ aspect, before, after, countries }) => [aspect, before, after, countries.length]);
    const everywhere = expect.any(Number) as number;
    expect(told).toEqual([
      ['hold', expect.stringContaining('"calls": 3600 s'), expect.stringContaining('"calls": 1200 s'), everywhere],
      ['limits', '"open holds" per account: 10000 open', '"open holds" per account: 50 open', everywhere],
    ]);
  });

  it('finds what is only true at some hours of the week', async () => {
    const at = ['--at', '2026-11-02T12:00:00Z'];
    const diff = await changed(
      DEFAULT_CATALOG,
      (copy) => {
        copy.edit(
          'rates.yaml',
          '  - name: outbound\n',
          '  - name: sunday\n    match: { service: call, direction: outbound, country: GB, ' +
            'time: [{ days: [sun], from: "10:00", to: "20:00" }] }\n' +
            "    per_minute: '0.01'\n    increments: 1/1\n\n  - name: outbound\n",
        );
      },
      ...at,
    );
    expect(diff.traffic).toMatchObject([{ aspect: 'price', countries: ['GB'], after: '0.01 per minute 1/1' }]);
    expect(diff.traffic[0]?.times.every((time) => time.startsWith('sun '))).toBe(true);
  });

  it('tells of emergency numbers', async () => {
    const diff = await changed(DEFAULT_CATALOG, (copy) => {
      copy.edit('catalog.yaml', 'home_country: US', 'home_country: US\nemergency_countries: [GB]');
    });
    const before = '';
    const after = expect.stringMatching(/^numbers .*\b999\b/) as string;
    expect(diff.named).toEqual([{ kind: 'emergency numbers', name: 'GB', field: '', before, after }]);
  });
});

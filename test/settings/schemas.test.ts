import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { leaves } from '../../src/settings/schema.ts';

const SETTINGS = 'config/tollgate.yaml';
const files = ['config', 'examples'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(room, name)),
);

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The schema that the first line names to an editor, found from the file as the editor finds it. */
function schemaOf(file: string): Schema {
  const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  const found = join(dirname(file), path);
  expect(path !== '' && existsSync(found), `${file} names ${path}`).toBe(true);
  return JSON.parse(readFileSync(found, 'utf8')) as Schema;
}

describe('JSON Schemas for editors', () => {
  it.each(files)('%s names the schema that it follows', (file) => {
    const validate = new Ajv2020({ strict: false }).compile(schemaOf(file));
    const valid = validate(parse(readFileSync(file, 'utf8')) ?? {});
    expect([valid, validate.errors]).toEqual([true, null]);
  });

  it('sees a wrong key and a wrong value in the settings', () => {
    const validate = new Ajv2020({ strict: false }).compile(schemaOf(SETTINGS));
    expect(validate({ redis: { mode: 'sentinel' } })).toBe(true);
    expect(validate({ redis: { mode: 'solo' } })).toBe(false);
    expect(validate({ redis: { partition: 64 } })).toBe(false);
    expect(validate({ server: { max_in_flight: 0 } })).toBe(false);
  });

  it('explains every setting', () => {
    const schema = schemaOf(SETTINGS);
    const at = (path: readonly string[]): Schema | undefined =>
      path.reduce<Schema | undefined>((inner, key) => inner?.properties?.[key], schema);
    // The keys of a block such as server.tls are explained with it.
    const silent = leaves.filter(
      ({ path }) => at(path.length > 2 ? path.slice(0, 2) : path)?.description === undefined,
    );
    expect(silent.map(({ variable }) => variable)).toEqual([]);
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSettings } from '../../src/settings/load-settings.ts';

function complaintsAbout(yaml: string, env: NodeJS.ProcessEnv = {}): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tollgate-secrets-')), 'tollgate.yaml');
  writeFileSync(file, yaml);
  const loaded = loadSettings({ env, argv: ['--config', file] });
  return JSON.stringify('problems' in loaded ? loaded.problems : []);
}

it.each([
  ['an unquoted token', 'auth: {tokens: [{name: x, role: admin, token: 73519462}]}'],
  ['a token in a list', 'auth: {tokens: [{name: x, role: admin, token: [73519462]}]}'],
  ['an unquoted password', 'redis: {password: 73519462}'],
  ['an unquoted password of the sentinels', 'redis: {sentinel_password: 73519462}'],
  ['an unquoted hash key', 'log: {hash_key: 73519462}'],
  ['a token key', 'auth: {token_keys: [73519462]}'],
])('does not repeat %s in its complaint', (_what, yaml) => {
  const complaints = complaintsAbout(yaml);
  expect(complaints).toContain('must be');
  expect(complaints).not.toContain('73519462');
});

it('does not repeat the password of a misspelt Redis address', () => {
  const complaints = complaintsAbout('', { REDIS_URL: 'redis//:hunter2secret@127.0.0.1' });
  expect(complaints).toContain('REDIS_URL');
  expect(complaints).not.toContain('hunter2');
});

/** What docs/alerts.md gives receivers to copy does what it says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { signatureHeaders } from '../../src/alerts/channels/signature.ts';

const directory = mkdtempSync(join(tmpdir(), 'tollgate-snippets-'));
afterAll(() => rmSync(directory, { recursive: true }));

const [OLD, NEW] = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];
const NOW_SECONDS = 1_764_311_400;
const BODY = '{"type":"account.test","data":{"name":"Zoë"}}';
const headers = signatureHeaders('alert_1', NOW_SECONDS * 1000, BODY, [OLD, NEW]);

/** Headers, body, secret, time; and whether it is genuine. */
const CASES: readonly (readonly [object, string, string, number, boolean])[] = [
  [headers, BODY, OLD, NOW_SECONDS, true],
  [headers, BODY, NEW, NOW_SECONDS + 299, true],
  [headers, BODY, `whsec_${Buffer.alloc(32, 3).toString('base64')}`, NOW_SECONDS, false],
  [headers, `${BODY} `, OLD, NOW_SECONDS, false],
  [{ ...headers, 'webhook-id': 'alert_2' }, BODY, OLD, NOW_SECONDS, false],
  [headers, BODY, OLD, NOW_SECONDS + 301, false],
];

function snippet(language: string): string {
  const [, text = ''] =
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readFileSync('docs/alerts.md', 'utf8')) ?? [];
  expect(text).not.toBe('');
  return text;
}

it('Standard Webhooks’ own example is signed as it says', () => {
  // Of the specification: its secret, id, time, body and signature.
  const body = '{"test": 2432232314}';
  const made = signatureHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, body, [
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ]);
  expect(made['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it('the one for Node.js', async () => {
  const file = join(directory, 'genuine.mjs');
  writeFileSync(file, snippet('js'));
  const { isGenuine } = (await import(file)) as { isGenuine: (...given: unknown[]) => boolean };
  for (const [given, body, secret, now, is] of CASES) expect(isGenuine(given, body, secret, now)).toBe(is);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.runIf(hasPython)('the one for Python', () => {
  const program = `${snippet('python')}
import json, sys
for given, body, secret, now, expected in json.load(sys.stdin):
    print(is_genuine(given, body.encode(), secret, now) == expected)
`;
  const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(CASES), encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['True\n'.repeat(CASES.length), '']);
});

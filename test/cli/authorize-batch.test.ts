import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { startServer, tollgate, type Outcome } from './support/terminal.ts';

let app: App;
beforeAll(async () => {
  app = await startServer();
  await at('account', 'create', 'sender');
  // Credit for three messages of $0.01.
  await at('account', 'adjust', 'sender', '-4.97', '--key', 'down');
});
afterAll(() => app.stop());

function at(...words: readonly string[]): Promise<Outcome> {
  return tollgate(words, { TOLLGATE_SERVER: app.grpcAddress });
}

function json({ out }: Outcome): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>;
}

describe('authorize-batch', () => {
  const WORDS = ['authorize-batch', 'sender', '--service', 'sms', '--text', 'See you at nine'];
  const batch = (...words: readonly string[]) => at(...WORDS, ...words);
  const fileOf = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'tollgate-cli-')), 'recipients.csv');
    writeFileSync(path, text);
    return path;
  };
  it('reserves for a list of numbers, and once for one key', async () => {
    const numbers = '+14155550123,+14155550124';
    const { code, out } = await batch('--to', numbers, '--key', 'news');
    expect(code).toBe(0);
    expect(out).toMatch(/^HOLD +TO +DECISION +HELD +GRANTED +AVAILABLE\n/);
    expect(out).toMatch(/^news-1 +\+14155550123 +ALLOW +\$0\.01 +1 segment +\$0\.02$/m);
    expect(out).toMatch(/^news-2 +\+14155550124 +ALLOW .* \$0\.01\n2 allowed, 0 denied, 0 failed\n$/m);
    const again = json(await batch('--to', numbers, '--key', 'news', '--json'));
    expect(again).toMatchObject({ allowed: 2, results: [{ decision: { replayed: true } }, {}] });
  });

  it('ends with 3 when one is denied and with 1 when one failed', async () => {
    const denied = await batch('--file', fileOf('hold_id,to\nf1,+14155550125\nf2,+14155550126\n'));
    expect(denied.code).toBe(3);
    expect(denied.out).toMatch(/^f1 .*ALLOW.*\nf2 +\+14155550126 +DENY +INSUFFICIENT_CREDIT .*\$0\.01/m);
    expect(denied.out).toMatch(/\n1 allowed, 1 denied, 0 failed\n$/);
    const failed = await batch('--file', fileOf('\uFEFFhold_id, to\r\n"f1",+14155550199\r\n\r\nf3,+14155550126'));
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(/^f1 +\+14155550199 +FAULT +CONFLICT .*different request$/m);
    expect(failed.out).toMatch(/\n0 allowed, 1 denied, 1 failed\n$/);
  });

  it('counts what an emergency call is granted in seconds, and nothing else', async () => {
    const sms = ['--service', 'sms', '--text', 'hi', '--to', '911'];
    expect((await at('authorize', 'sender', 'e1', ...sms)).out).toMatch(/ granted +1 unit\n/);
    expect((await at('authorize', 'sender', 'e2', '--to', '911')).out).toMatch(/ granted +[1-9]\d* s\n/);
    expect((await at('quote', 'sender', ...sms)).out).toMatch(/ would grant +1 unit\n/);
    expect((await at('quote', 'sender', '--to', '911')).out).toMatch(/ would grant +[1-9]\d* s\n/);
    expect((await batch('--to', '911', '--key', 'sos')).out).toMatch(/^sos-1 .* 1 unit /m);
  });

  it('prints exactly what the HTTP API answers with --json', async () => {
    const path = fileOf('hold_id,to\nf1,+14155550199\nsos,911\nlate,+19005550123\n');
    const shown = json(await batch('--file', path, '--json'));
    const response = await fetch(`http://${app.httpAddress}/v1/authorize-batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        account_id: 'sender',
        service: 'sms',
        direction: 'outbound',
        text: 'See you at nine',
        recipients: [
          { hold_id: 'f1', to: '+14155550199' },
          { hold_id: 'sos', to: '911' },
          { hold_id: 'late', to: '+19005550123' },
        ],
      }),
    });
    const withoutTokens = (text: string) => text.replaceAll(/"settle_token":"[^"]+"/g, '"settle_token":"..."');
    expect(JSON.parse(withoutTokens(JSON.stringify(shown)))).toEqual(JSON.parse(withoutTokens(await response.text())));
    expect(shown).toMatchObject({ allowed: 1, denied: 1, failed: 1 });
  });

  it.each([
    [[], 'give either --to or --file'],
    [['--to', '+1', '--file', 'x.csv'], 'give either --to or --file'],
    [['--to', '+14155550123,,+14155550124'], '--to: recipient 2 is empty'],
    [['--file', '/nonexistent.csv'], '--file: ENOENT'],
    [['--file', 'x.csv', '--key', 'k'], '--key is for --to'],
  ])('that is written as %j is refused before anything is sent', async (words, message) => {
    const { code, err } = await batch(...words);
    expect(code).toBe(2);
    expect(err).toContain(`tollgate authorize-batch: ${message}`);
  });

  it.each([
    ['id,number\n', ':1: the first line must be hold_id,to'],
    ['hold_id,to\na,+1\n"b,+1\n', ':3:1: a quote is not closed'],
    ['hold_id,to\na,+1,x\n', ':2: must be hold_id,to'],
    ['hold_id,to\n,+1\n', ':2: must be hold_id,to'],
  ])('whose file is %j is refused with the line', async (text, message) => {
    const { code, err } = await batch('--file', fileOf(text));
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings, type Settings } from '../../src/settings/load-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'tollgate-settings-'));
afterAll(() => rmSync(directory, { recursive: true }));

const secret = (byte: number, bytes = 32) => `whsec_${Buffer.alloc(bytes, byte).toString('base64')}`;

function load(yaml: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(directory, 'tollgate.yaml');
  writeFileSync(file, yaml);
  return loadSettings({ env: { ...env, TOLLGATE_CONFIG: file } });
}

function alertsOf(yaml: string, env?: NodeJS.ProcessEnv): Settings['alerts'] {
  const loaded = load(yaml, env);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.settings.alerts;
}

function problemsOf(yaml: string, env?: NodeJS.ProcessEnv): readonly string[] {
  const loaded = load(yaml, env);
  if (!('problems' in loaded)) return [];
  return loaded.problems.map(({ setting, message }) => `${setting} ${message}`);
}

const hook = (fields: string) => `alerts: {webhooks: [{name: ops, url: "https://ops.example.com/", ${fields}}]}`;

describe('alerts', () => {
  it('are off where nothing is said', () => {
    expect(alertsOf('')).toEqual({ webhooks: [], smtp: undefined, timeoutMs: 10_000, allowedNetworks: [] });
  });

  it('take the secrets of a webhook from the file, the environment or another file, several of them', () => {
    const both = [secret(1), secret(2)];
    const file = join(directory, 'secrets');
    writeFileSync(file, `${both.join('\n')}\n`);
    expect(alertsOf(hook(`secrets: [${both.join()}]`)).webhooks[0]?.secrets).toEqual(both);
    expect(alertsOf(hook(`secrets_file: ${file}`)).webhooks[0]?.secrets).toEqual(both);
    expect(alertsOf(hook('secrets_env: HOOK'), { HOOK: both.join() }).webhooks[0]?.secrets).toEqual(both);
  });

  it('send alerts of accounts to a webhook that does not say what it wants, and no events of traffic', () => {
    const { events } = alertsOf(hook(`secrets: [${secret(1)}]`)).webhooks[0] ?? {};
    expect(events).toContain('low_balance');
    expect(events).not.toContain('denied');
  });

  it.each([
    ['without a secret', hook('events: [denied]'), /needs exactly one of secrets, secrets_env and secrets_file/],
    ['with two', hook(`secrets: [${secret(1)}], secrets_env: HOOK`), /needs exactly one/],
    ['with a short secret', hook(`secrets: [${secret(1, 23)}]`), /secrets must hold secrets, each whsec_/],
    ['with another secret', hook('secrets: ["hunter2hunter2hunter2hunter2hunter2"]'), /must hold secrets/],
    ['with a secret that is not there', hook('secrets_env: NOWHERE'), /secrets_env must hold secrets/],
    ['with a file that is not there', hook('secrets_file: /nowhere'), /secrets_file cannot be read/],
    ['with an event that there is not', hook(`secrets: [${secret(1)}], events: [loud]`), /events\[0\] must be one of/],
    ['with another scheme', hook(`secrets: [${secret(1)}]`).replace('https:', 'ftp:'), /url must be an http/],
    ['with a user', hook(`secrets: [${secret(1)}]`).replace('//ops', '//me:secret@ops'), /url must be an http/],
  ])('refuse a webhook %s', (_what, yaml, problem) => {
    const [first = ''] = problemsOf(yaml);
    expect(first).toMatch(problem);
    expect(first).not.toMatch(/hunter2|AQEB/);
  });

  it('refuse networks that are none, and two webhooks of one name', () => {
    expect(problemsOf('alerts: {allowed_networks: ["10.0.0.0/33", "fd00::/8", localhost]}')).toEqual([
      expect.stringMatching(/^alerts\.allowed_networks\[0\] must be an IP address, or a network/),
      expect.stringMatching(/^alerts\.allowed_networks\[2\] /),
    ]);
    const entry = `{name: ops, url: "https://a.example/", secrets: [${secret(1)}]}`;
    expect(problemsOf(`alerts: {webhooks: [${entry}, ${entry}]}`)[0]).toContain('is the name of an entry before it');
  });

  it('know the ports of a mail server, and take its password from a file', () => {
    const file = join(directory, 'password');
    writeFileSync(file, 'secret\n');
    const smtp = (fields: string) => `alerts: {smtp: {host: mx, from: "T <a@example.com>", ${fields}}}`;
    const from = { host: 'mx', from: 'T <a@example.com>' };
    expect(alertsOf(smtp(`username: u, password_file: ${file}`)).smtp).toMatchObject({
      ...from,
      port: 587,
      tls: 'starttls',
      auth: { user: 'u', pass: 'secret' },
    });
    expect(alertsOf(smtp('tls: implicit')).smtp).toMatchObject({ port: 465, auth: undefined });
    expect(alertsOf(smtp('tls: none')).smtp).toMatchObject({ port: 25 });
    expect(problemsOf(smtp('tls: none, username: u, password: p'))[0]).toContain('in the clear');
    expect(problemsOf(smtp('username: u'))[0]).toContain('needs a password');
    expect(problemsOf('alerts: {smtp: {host: mx, from: "T"}}')[0]).toContain('must be an address, or Name <address>');
    const env = { TOLLGATE_ALERTS_SMTP_HOST: 'mx', TOLLGATE_ALERTS_SMTP_FROM: 'T <a@example.com>' };
    expect(alertsOf('', env).smtp).toMatchObject(from);
  });
});

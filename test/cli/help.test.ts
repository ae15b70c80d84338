import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/run.ts';
import { tollgate } from './support/terminal.ts';

const paths = COMMANDS.map(({ path }) => path);

describe('help', () => {
  it('lists every command and the exit codes', async () => {
    const { code, out } = await tollgate(['help']);
    expect(code).toBe(0);
    for (const path of paths) expect(out).toContain(`  ${path} `);
    expect(out).toMatch(/0 {2}done, or allowed\n {2}1 {2}fault.*\n {2}2 {2}usage.*\n {2}3 {2}denied/);
    expect((await tollgate(['--help'])).out).toBe(out);
  });

  it.each(paths)('of %s shows its usage, every option with its meaning, and an example that parses', async (path) => {
    const entry = COMMANDS.find((each) => each.path === path)!;
    const command = await entry.load();
    const { code, out } = await tollgate([...path.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(new RegExp(`^Usage: tollgate ${path}\\b`));
    for (const [name, { value }] of Object.entries(command.options)) {
      expect(out).toMatch(new RegExp(`^ {2}--${name}${value === undefined ? '' : ` ${value}`} +\\S`, 'm'));
    }
    for (const example of command.examples) {
      expect(out).toContain(`\n  ${example}`);
      for (const [, option = ''] of example.matchAll(/ --([a-z-]+)/g)) expect(command.options).toHaveProperty(option);
    }
    expect((await tollgate(['help', ...path.split(' ')])).out).toBe(out);
  });

  it('of a family lists its commands', async () => {
    const { code, out } = await tollgate(['account', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('account adjust');
    expect(out).not.toContain('  authorize');
    expect((await tollgate(['help', 'account'])).out).toBe(out);
  });

  it('keeps to 120 columns', async () => {
    for (const path of paths) {
      const { out } = await tollgate([...path.split(' '), '--help']);
      expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
    }
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [[], 'Usage: tollgate COMMAND'],
    [['authorise'], 'there is no command "authorise"; did you mean "authorize"?'],
    [['account', 'credti'], 'there is no command "account credti"; did you mean "credit"?'],
    [['account'], 'Usage: tollgate account COMMAND'],
    [['authorize', 'demo', 'c1', '--too', '+1'], 'there is no option --too; did you mean "--to"?'],
    [['authorize', 'demo'], 'HOLD is missing'],
    [['authorize', 'demo', 'c1', 'c2'], '"c2" is one argument too many'],
    [['authorize', 'demo', 'c1', '--to'], '--to needs a value'],
    [['authorize', 'demo', 'c1', '--to', '--json'], '--to needs a value'],
    [['authorize', 'demo', 'c1', '--json=yes'], '--json takes no value'],
    [['authorize', 'demo', 'c1', '--to', '1', '--to', '2'], '--to is given twice'],
    [['authorize', 'demo', 'c1', '--direction', 'up'], '--direction must be outbound or inbound, not "up"'],
    [['settle', 'demo', 'c1', '--connected-seconds', '1m5'], '--connected-seconds must be seconds, 0 or more'],
    [['settle', 'demo', 'c1', '--connected-seconds', '-5'], '--connected-seconds must be seconds, 0 or more'],
    [['settle', 'demo', 'c1', '--connected-seconds', '1,5'], 'such as 65 or 65.4, not "1,5"'],
    [['settle', 'demo', '--connected-seconds', '5'], 'HOLD is missing'],
    [['release'], 'ACCOUNT is missing: as authorized; may be left out with --settle-token'],
    [['holds', 'demo', '--gateway', 'sbc'], '--gateway goes without ACCOUNT'],
    [['holds', '--older-than', '2 hours'], '--older-than must be a time such as 90s, 15m, 2h or 1d, not "2 hours"'],
    [['account', 'list', '--every', '5'], '--every goes with --watch'],
    [['holds', '--gateway', 'sbc', '--hold', 'c1'], '--hold needs its ACCOUNT'],
    [['holds', 'demo', '--page-size', '1001'], '--page-size must be a whole number from 0 to 1,000'],
    [['movements', 'demo', '--limit', '0'], '--limit and --page-size must be at least 1'],
    [['account', 'update', 'demo', '--state', 'shut'], '--state must be active or suspended or closed, not "shut"'],
    [['store', 'accept'], 'this needs --yes, because it cannot be undone'],
    [['holds', 'demo', '--limit', '4294967297'], '--limit must be a whole number from 0 to 2,147,483,647'],
    [['account', 'credit', 'demo', '5,00'], 'AMOUNT: "5,00" is not a plain decimal'],
    [['account', 'credit', 'demo', '0.000001'], 'finer than a milli-cent'],
    [['account', 'update', 'demo'], 'there is nothing to change'],
    [['account', 'update', 'demo', '--number', '+1', '--no-numbers'], 'contradict'],
    [['movements', 'demo', '--from', '2026-02-30'], '--from must be a time such as'],
    [['movements', 'demo', '--from', 'yesterday'], '--from must be a time such as'],
    [['extend', 'demo', 'c1', '--connected-seconds', '5'], '--sequence is required'],
    [['extend', 'demo', 'c1', '--sequence', '1'], '--connected-seconds is required, or --units'],
    [['health', '--server', 'http://127.0.0.1:8080'], 'host:port of its gRPC port'],
    [['health', '--tls-ca', '/nonexistent'], '--tls-ca: ENOENT'],
    [['health', '--tls-key', 'package.json'], '--tls-cert and --tls-key need each other'],
    [['check', '/nonexistent'], '/nonexistent is not a directory'],
  ])('%j ends with 2 and says what is wrong', async (argv, message) => {
    const { code, out, err } = await tollgate(argv);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

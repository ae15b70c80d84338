/** Accounts and open holds over the whole store: in order, filtered, page by page, and never those of somebody else. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { startServer, tollgate, type Outcome } from './support/terminal.ts';

let app: App;

const TOKENS = { root: 'r'.repeat(32), acme: 'a'.repeat(32), viewer: 'v'.repeat(32) };

beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tollgate-lists-')), 'tollgate.yaml');
  writeFileSync(
    file,
    `auth:
  tokens:
    - { name: ops, role: admin, token: ${TOKENS.root} }
    - { name: acme, role: admin, token: ${TOKENS.acme}, account_prefix: acme }
    - { name: tower, role: viewer, token: ${TOKENS.viewer}, account_prefix: tower }
`,
  );
  app = await startServer({ TOLLGATE_CONFIG: file });
  await at('account create acme --number +12025550100');
  await at('account create acme-east --parent acme --funded-by parent');
  await at('account create acme2');
  await at('account create tower --time-zone Europe/Berlin');
  await at('account create zebra --credit-limit 5');
  await at('account credit acme 20.00 --key k1');
  await at('account credit tower 0.00001 --key k2');
  await at('account update zebra --state suspended');
  for (const [account, hold, gateway] of [
    ['acme', 'call-1', 'sbc-1'],
    ['acme-east', 'call-2', 'sbc-2'],
    ['acme2', 'call-3', 'sbc-1'],
  ]) {
    expect((await at(`authorize ${account} ${hold} --to +14155550123 --gateway ${gateway}`)).code).toBe(0);
  }
});

afterAll(() => app.stop());

function at(line: string, token = TOKENS.root): Promise<Outcome> {
  return tollgate(line.split(' '), { TOLLGATE_SERVER: app.grpcAddress, TOLLGATE_TOKEN: token });
}

async function http(path: string, token = TOKENS.root) {
  const response = await fetch(`http://${app.httpAddress}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as {
    accounts: { account_id: string }[];
    holds: { hold_id: string; hold_rule: string }[];
    next_page_token: string;
    error?: Record<string, unknown>;
  };
}

const idsOf = async (query: string, token?: string) =>
  (await http(`/v1/accounts?${query}`, token)).accounts.map(({ account_id }) => account_id);

const EVERYBODY = ['acme', 'acme-east', 'acme2', 'tower', 'zebra'];

describe('a list of accounts', () => {
  it('is by id, and followed page by page', async () => {
    expect(await idsOf('')).toEqual(EVERYBODY);
    const found: string[] = [];
    let token = '';
    do {
      const page = await http(`/v1/accounts?page_size=2&page_token=${token}`);
      found.push(...page.accounts.map(({ account_id }) => account_id));
      token = page.next_page_token;
    } while (token !== '');
    expect(found).toEqual(EVERYBODY);
  });

  it.each([
    ['state=suspended', ['zebra']],
    ['state=ACCOUNT_STATE_ACTIVE', ['acme', 'acme-east', 'acme2', 'tower']],
    ['status=green', ['acme', 'acme-east']],
    ['status=red', ['acme2', 'zebra']],
    ['plan=default', EVERYBODY],
    ['plan=gold', []],
    ['parent=acme', ['acme-east']],
    ['parent=nobody', []],
    ['text=EAST', ['acme-east']],
    ['text=20255501', ['acme']],
    ['text=acme&status=red', ['acme2']],
    ['text=tow&status=amber', ['tower']],
  ])('with %s has %j', async (query, expected) => {
    expect(await idsOf(query)).toEqual(expected);
  });

  it.each([
    ['state=gone', 'state'],
    ['status=purple', 'status'],
    ['page_size=1001', 'page_size'],
    ['page_token=abc', 'page_token'],
    ['colour=red', 'colour'],
  ])('refuses %s', async (query, field) => {
    expect((await http(`/v1/accounts?${query}`)).error).toMatchObject({ reason: 'INVALID_FIELD', field });
  });

  it('shows a token its own accounts and no others, whatever it asks for', async () => {
    expect(await idsOf('', TOKENS.acme)).toEqual(['acme', 'acme-east']);
    expect(await idsOf('text=2', TOKENS.acme)).toEqual(['acme']);
    expect(await idsOf('', TOKENS.viewer)).toEqual(['tower']);
    expect((await http('/v1/accounts?parent=acme2', TOKENS.acme)).error).toMatchObject({
      reason: 'ACCOUNT_NOT_IN_SCOPE',
    });
    const page = await http('/v1/accounts?page_size=2');
    const foreign = await http(`/v1/accounts?page_token=${page.next_page_token}`, TOKENS.acme);
    expect(foreign.error).toMatchObject({ field: 'page_token' });
  });

  it('is a table on the command line', async () => {
    const { code, out } = await at('account list --limit 4');
    expect(code).toBe(0);
    expect(out).toMatch(/^ACCOUNT +STATE +STATUS +PLAN +PARENT +BALANCE +HELD +AVAILABLE +OPEN\nacme +active +green /);
    expect(out).toMatch(/\nacme-east +active +green +default +acme +\$0\.00 /);
    expect(out).toMatch(/\nthere are more: --page-token \S+\n$/);
    expect((await at('account list --plan gold')).out).toBe('no accounts\n');
    const shown = await at('account list --status amber --watch --every 1 --count 2');
    expect(shown.out.match(/^tower /gm)).toHaveLength(2);
  });

  it('is CSV with a header, exact to the milli-cent, also when it is empty', async () => {
    const header =
      'account_id,state,status,plan,parent_account_id,currency,balance,held,available,plan_credits_remaining,' +
      'open_holds,seats,time_zone,cycle_ends_at,created_at';
    const { out } = await at('account list --csv --page-size 2');
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe(header);
    expect(lines).toHaveLength(6);
    expect(lines[4]).toMatch(
      /^tower,active,amber,default,,USD,5\.00001,0\.00,5\.00001,0\.00,0,1,Europe\/Berlin,20\d\d-/,
    );
    expect((await at('account list --csv --plan gold')).out).toBe(`${header}\n`);
    expect((await at('account list --json')).out).toContain('"next_page_token": ""');
  });
});

describe('open holds of all accounts', () => {
  const holdsOf = async (query: string, token?: string) =>
    (await http(`/v1/holds?${query}`, token)).holds.map(({ hold_id }) => hold_id);

  it('come with the earliest deadline first, and with the rule that reserved them', async () => {
    expect(await holdsOf('')).toEqual(['call-1', 'call-2', 'call-3']);
    const { holds } = await http('/v1/holds?page_size=1');
    expect(holds[0]?.hold_rule).not.toBe('');
    expect(await holdsOf(`hold_rule=${holds[0]?.hold_rule}`)).toEqual(['call-1', 'call-2', 'call-3']);
    expect(await holdsOf('hold_rule=other')).toEqual([]);
  });

  it.each([
    ['older_than_seconds=3600', []],
    ['account_prefix=acme', ['call-1', 'call-2']],
    ['account_prefix=acme-', ['call-2']],
    ['account_prefix=acm', []],
    ['gateway_id=sbc-1', ['call-1', 'call-3']],
    ['gateway_id=sbc-1&account_prefix=acme', ['call-1']],
  ])('with %s are %j', async (query, expected) => {
    expect((await holdsOf(query)).sort()).toEqual(expected);
  });

  it('are those of its accounts for a token', async () => {
    expect(await holdsOf('', TOKENS.acme)).toEqual(['call-1', 'call-2']);
    expect(await holdsOf('account_prefix=acme2', TOKENS.acme)).toEqual([]);
    expect(await holdsOf('gateway_id=sbc-1', TOKENS.acme)).toEqual(['call-1']);
    expect(await holdsOf('', TOKENS.viewer)).toEqual([]);
  });

  it('are listed and released from the command line', async () => {
    const { out } = await at('holds --prefix acme2');
    expect(out).toMatch(/^HOLD +ACCOUNT +STATE .*\ncall-3 +acme2 +reserved .*\n1 open holds\n$/);
    expect((await at('holds --older-than 2h')).out).toBe('no open holds\n');
    expect((await at('release acme2 call-3', TOKENS.acme)).code).toBe(1);
    expect((await at('release acme2 call-3')).out).toMatch(/^RELEASED call-3\n/);
    expect((await at('holds --prefix acme2')).out).toBe('no open holds\n');
  });
});

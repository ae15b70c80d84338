import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { startServer, tollgate, type Outcome } from './support/terminal.ts';

let app: App;
let guarded: App;

const ADMIN = 'admin-token-0123456789';
const GATEWAY = 'gateway-token-0123456789';

beforeAll(async () => {
  app = await startServer();
  const tokens = [
    { name: 'ops', token: ADMIN, role: 'admin' },
    { name: 'sbc', token: GATEWAY, role: 'gateway' },
  ];
  guarded = await startServer({ TOLLGATE_AUTH_TOKENS: JSON.stringify(tokens) });
});

afterAll(() => Promise.all([app.stop(), guarded.stop()]));

function at(line: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return tollgate(line.split(' '), { TOLLGATE_SERVER: app.grpcAddress, ...env });
}

function json({ out }: Outcome): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>;
}

describe('a call from the command line', () => {
  it('is opened, authorized, answered, extended and settled', async () => {
    const created = await at('account create caller');
    expect(created.code).toBe(0);
    expect(created.out).toMatch(/^caller\n {2}state +active\n/);
    expect(created.out).toMatch(/ balance +\$5\.00\n/);

    const allowed = await at('authorize caller call-1 --from +12025550100 --to +14155550123');
    expect(allowed).toMatchObject({ code: 0, err: '' });
    expect(allowed.out).toMatch(/^ALLOW call-1\n/);
    expect(allowed.out).toMatch(
      / granted +3600 s\n {2}final +yes: an extend cannot add more\n {2}ends by itself +after \d+ s /,
    );
    expect(allowed.out).toMatch(/ hold +\$3\.00\n {2}available +\$2\.00\n/);
    expect(allowed.out).toMatch(/ price +\$0\.05 per minute, in blocks of 1\/1 s, by rule "outbound"\n/);

    expect((await at('answer caller call-1')).out).toMatch(/^RESERVED call-1\n {2}granted +3600 s\n/);
    expect((await at('extend caller call-1 --connected-seconds 3 --sequence 1')).out).toMatch(/^ALLOW call-1\n/);

    const held = await at('holds caller');
    const [titles = '', row = ''] = held.out.split('\n');
    expect(titles).toMatch(/^HOLD +STATE +SERVICE +DIRECTION +FROM +TO +HELD +GRANTED +RULE +AUTHORIZED +DEADLINE$/);
    expect(row).toMatch(
      /^call-1 +answered +call +outbound +\S+00 +\S+23 +\$3\.00 +3600 +\S+ +20\d\d-.* UTC +20\d\d-.* UTC$/,
    );
    expect(row.indexOf('answered')).toBe(titles.indexOf('STATE'));

    // A started second counts whole: 65 s * 5,000 / 60 = 5,416.67 milli-cents, rounded up once.
    const settled = await at('settle caller call-1 --connected-seconds 64.2s');
    expect(settled.out).toMatch(/^SETTLED call-1\n {2}billed +65 s\n/);
    expect(settled.out).toMatch(/ charged +\$0\.05417\n {2}from +balance \$0\.05417\n {2}released +\$2\.94583\n/);

    const moved = await at('movements caller');
    expect(moved.out).toMatch(/ credit +\$5\.00 +\$5\.00 /);
    expect(moved.out).toMatch(/ charge +-\$0\.05417 +\$4\.94583 +call +65 +call-1$/m);
    expect((await at('usage caller')).out).toMatch(/^20\S+ +call +1 +65 +\$0\.05417$/m);
    expect((await at('holds caller --hold call-1')).out).toMatch(/ state +settled\n/);
    expect((await at('holds caller')).out).toBe('no open holds\n');
  });

  it('that is denied ends with 3 and shows the arithmetic', async () => {
    await at('account create poor');
    await at('account adjust poor -3.12 --key down');
    const { code, out } = await at('authorize poor call-1 --to +14155550123');
    expect(code).toBe(3);
    expect(out).toMatch(/^DENY call-1: INSUFFICIENT_CREDIT\n.*\$1\.88/);
    expect(out).toMatch(/ hold needed +\$3\.00\n {2}available +\$1\.88\n {2}missing +\$1\.12\n/);
    expect(out).toMatch(/ SIP status +402\n/);
    expect((await at('quote poor --to +14155550123')).code).toBe(3);
  });

  it('prints exactly what the HTTP API answers with --json', async () => {
    await at('account create json');
    const response = await fetch(`http://${app.httpAddress}/v1/accounts/json`);
    const shown = await at('account show json --json');
    expect(json(shown)).toEqual(await response.json());
    const { code, out } = await at('authorize json h1 --to +19005550123 --json');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'DESTINATION_BLOCKED',
      available_milli_cents: 500_000,
      terms: { rate_milli_cents: 5000, rate_units: 60, rule: 'outbound' },
    });
    const lines = (await at('movements json --json')).out.trimEnd().split('\n');
    const movements = await fetch(`http://${app.httpAddress}/v1/accounts/json/movements`);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(await movements.json());
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { kind: 'MOVEMENT_KIND_CREDIT', amount_milli_cents: 500_000, balance_milli_cents: 500_000 },
    ]);
    await at('authorize json h2 --to +14155550123');
    const overHttp = await fetch(`http://${app.httpAddress}/v1/accounts/json/holds`);
    expect(json(await at('holds json --json'))).toEqual(await overHttp.json());
  });
});

describe('credit', () => {
  it('is typed with the sign of the account or with none, and never with that of another currency', async () => {
    await at('account create signed --credit-limit US$1.50');
    expect((await at('account credit signed $2.00')).out).toMatch(/ balance +\$7\.00\n/);
    const pounds = await at('account credit signed £2.00');
    expect(pounds).toMatchObject({ code: 2, out: '' });
    expect(pounds.err).toContain('AMOUNT: "£2.00" is marked £, but amounts here are in USD');
    for (const line of [
      'account adjust signed CA$1',
      'account create other --credit-limit €5',
      'account update signed --credit-limit 5EUR',
      'subject set signed anna --spending-limit ¥5',
    ]) {
      expect(await at(line)).toMatchObject({ code: 2, err: expect.stringContaining('but amounts here are in USD') });
    }
    expect((await at('account show signed')).out).toMatch(/ balance +\$7\.00\n/);
  });

  it('counts once for one key', async () => {
    await at('account create payer');
    expect((await at('account credit payer 7.50 --key k1 --note invoice')).out).toMatch(/ balance +\$12\.50\n/);
    const again = await at('account credit payer 7.50 --key k1');
    expect(again.out).toMatch(/^payer \(done before.*\n {2}balance +\$12\.50\n/);
    const other = await at('account credit payer 8.00 --key k1');
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.err).toContain('ALREADY_EXISTS CONFLICT, field "idempotency_key"');
  });

  it('counts every time without one', async () => {
    await at('account create tipped');
    await at('account credit tipped 1');
    expect((await at('account credit tipped 1')).out).toMatch(/ balance +\$7\.00\n/);
    expect((await at('charge tipped sms --to +14155550123 --text hello')).out).toMatch(
      /^ALLOW\n {2}billed +1 segment\n/,
    );
  });
});

describe('an account', () => {
  it('is updated field by field', async () => {
    await at('account create member --number +12025550100 --number +1415555*');
    const { out } = await at('account update member --state suspended --credit-limit 2.50');
    expect(out).toMatch(/ state +suspended\n/);
    expect((await at('account update member --state ACCOUNT_STATE_ACTIVE')).out).toMatch(/ state +active\n/);
    await at('account update member --state Suspended');
    expect(out).toMatch(/ credit limit +\$2\.50\n/);
    expect(out).toMatch(/ numbers +\+12025550100 \+1415555\*\n/);
    expect((await at('account update member --no-numbers')).out).not.toContain('numbers');
    expect((await at('authorize member c --to +14155550123')).out).toContain('DENY c: ACCOUNT_SUSPENDED');
    const stale = await at('account update member --state active --revision 1');
    expect(stale).toMatchObject({ code: 1 });
    expect(stale.err).toContain('FAILED_PRECONDITION REVISION_MISMATCH');
  });

  it('that does not exist is a fault with advice', async () => {
    const { code, out, err } = await at('account show nobody');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^tollgate account show: .*\n {2}NOT_FOUND ACCOUNT_UNKNOWN, field "account_id", request \S+\n/);
    expect(err).toContain('tollgate account create');
    expect(err).not.toContain('    at ');
    const programs = await at('account show nobody --json');
    expect(json(programs)).toMatchObject({ error: { code: 'NOT_FOUND', reason: 'ACCOUNT_UNKNOWN', retryable: false } });
  });
});

describe('operators', () => {
  it('see and reload the catalog', async () => {
    expect((await at('catalog show')).out).toMatch(/ name +default\n {2}version +[0-9a-f]{12}\n {2}currency +USD\n/);
    expect(await at('catalog check')).toMatchObject({ code: 0, out: expect.stringMatching(/^OK: version/) as string });
    expect(await at('catalog reload')).toMatchObject({ code: 0, out: expect.stringMatching(/^OK: version/) as string });
  });

  it('have a number explained', async () => {
    const allowed = await at('explain +14155550123');
    expect(allowed).toMatchObject({ code: 0 });
    expect(allowed.out).toMatch(/ country +US\n {2}price +\$0\.05 per minute/);
    expect(await at('explain +19005550123')).toMatchObject({ code: 3 });
    expect((await at('explain +14155550123 --service fax')).err).toContain('field "service"');
    expect((await at('explain +14155550123 --rate-plan sell')).err).toContain('field "rate_plan"');
    expect((await at('explain +14155550123 --country Narnia')).err).toContain('field "country"');
    expect((await at('explain +14155550123 --country DE --plan default')).code).toBe(0);
    expect(await at('explain')).toMatchObject({ code: 2 });
    expect((await at('explain')).err).toContain('NUMBER is missing');
  });

  it('see which emergency numbers are in force, and which would be for a subject elsewhere', async () => {
    const everybody = await at('explain --emergency');
    expect(everybody).toMatchObject({ code: 0, err: '' });
    expect(everybody.out).toMatch(/\n {2}US +112 911\n {2}listed in catalog\.yaml +988 933\n$/);
    const abroad = await at('explain --emergency fr');
    expect(abroad.out).toMatch(/^A subject in FR can always call these/);
    expect(abroad.out).toMatch(/\n {2}US +112 911\n {2}FR +15 17 18 112 114 115 119 191 196 197 911 116000\n/);
    expect(json(await at('explain --emergency JP --json'))).toEqual({
      countries: [
        { country: 'US', numbers: ['112', '911'] },
        { country: 'JP', numbers: ['110', '112', '118', '119', '911'] },
      ],
      listed: ['988', '933'],
    });
    expect((await at('explain --emergency Narnia')).err).toContain('field "country"');
  });

  it('ask for the health', async () => {
    const { code, out } = await at('health');
    expect(code).toBe(0);
    expect(out).toMatch(/^SERVING at 127\.0\.0\.1:\d+\n {2}CreditControlService +SERVING\n/);
    expect(json(await at('health --json'))).toMatchObject({ status: 'SERVING' });
  });
});

describe('a token', () => {
  const as = (line: string, token: string) =>
    at(line, { TOLLGATE_SERVER: guarded.grpcAddress, ...(token !== '' && { TOLLGATE_TOKEN: token }) });

  it('is taken from the environment or the command line', async () => {
    const without = await as('account create demo', '');
    expect(without).toMatchObject({ code: 1, out: '' });
    expect(without.err).toMatch(/UNAUTHENTICATED TOKEN_REQUIRED.*\n.*TOLLGATE_TOKEN or --token/);
    expect((await as('account create demo', ADMIN)).code).toBe(0);
    expect((await as(`account show demo --token ${ADMIN}`, '')).code).toBe(0);
    expect((await as('account credit demo 1', GATEWAY)).err).toContain('PERMISSION_DENIED');
  });

  it('of a gateway still sees the symbol of the currency', async () => {
    expect((await as('authorize demo c1 --to +14155550123', GATEWAY)).out).toMatch(/ hold +\$3\.00\n/);
  });
});

describe('a server that is not there', () => {
  it('is named together with how to start it', async () => {
    const { code, out, err } = await at('account show demo --server 127.0.0.1:1');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('tollgate account show: cannot reach Tollgate at 127.0.0.1:1\n  connect ECONNREFUSED');
    expect(err).toContain('`tollgate serve`');
    expect((await at('health --server 127.0.0.1:1')).code).toBe(1);
    expect((await at('health', { TOLLGATE_SERVER: '', TOLLGATE_GRPC_ADDRESS: '0.0.0.0:1' })).err).toContain(
      '127.0.0.1:1',
    );
  });

  it('or does not answer leaves the key to repeat a payment with', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const { code, err } = await at(`account credit demo 5 --timeout 300 --server 127.0.0.1:${port}`);
    silent.close();
    expect(code).toBe(1);
    expect(err).toMatch(/no answer from 127\.0\.0\.1:\d+ in time/);
    expect(err).toMatch(/Repeat it with --key cli-[0-9a-f-]{36}, and it counts once\./);
  });
});

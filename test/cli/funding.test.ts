/** Accounts under others, lots, allowances, subjects and forwarded legs on the command line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { startServer, tollgate, type Outcome } from './support/terminal.ts';

let app: App;

beforeAll(async () => {
  app = await startServer();
});

afterAll(() => app.stop());

function at(line: string): Promise<Outcome> {
  return tollgate(line.split(' '), { TOLLGATE_SERVER: app.grpcAddress });
}

/** The same question over HTTP. */
async function overHttp(path: string): Promise<unknown> {
  return (await fetch(`http://${app.httpAddress}/v1/accounts/${path}`)).json();
}

describe('an account under another', () => {
  it('is opened without signup credit and paid for by its parent', async () => {
    await at('account create acme');
    const opened = await at('account create acme-berlin --parent acme --funded-by parent');
    expect(opened).toMatchObject({ code: 0, err: '' });
    expect(opened.out).toMatch(/ balance +\$0\.00\n/);
    expect(opened.out).toMatch(/ parent +acme\n {2}paid by +acme\n/);
    expect((await at('authorize acme-berlin b-1 --to +14155550123')).out).toMatch(/^ALLOW b-1\n/);
    expect((await at('holds acme')).out).toMatch(/^HOLD +ACCOUNT +PAID BY +STATE.*\nb-1 +acme-berlin +acme +reserved /);
    expect((await at('holds acme-berlin')).out).toMatch(/^HOLD +PAID BY +STATE/);
    await at('settle acme-berlin b-1 --connected-seconds 60');
    expect((await at('movements acme')).out).toMatch(/^.* OF ACCOUNT.*\n.*\n.* charge +-\$0\.05 .*b-1 +acme-berlin$/m);
    expect((await at('account create lost --parent nobody')).err).toContain('field "parent_account_id"');
  });

  it('is changed field by field', async () => {
    const server = await startServer({ TOLLGATE_CATALOG: 'examples/catalogs/team-credit' });
    const ask = (line: string) => tollgate(line.split(' '), { TOLLGATE_SERVER: server.grpcAddress });
    try {
      await ask('account create top');
      await ask('account create below --parent top');
      const changed = await ask(
        'account update below --funded-by parent --on-plan-exhausted stop --allowance eu_package=600 --allowance na_package=0',
      );
      expect(changed.out).toMatch(/ when used up +stop\n/);
      expect(changed.out).toMatch(/ own allowances +eu_package=600 na_package=0\n/);
      const overHttp = await fetch(`http://${server.httpAddress}/v1/accounts/below`);
      expect(JSON.parse((await ask('account show below --json')).out)).toEqual(await overHttp.json());
      const back = await ask('account update below --funded-by self --on-plan-exhausted plan --no-allowances');
      for (const word of ['when used up', 'own allowances', 'paid by']) expect(back.out).not.toContain(word);
      expect((await ask('account update top --funded-by parent')).err).toContain('field "funded_by"');
      expect((await ask('account update top --allowance minutes=6')).err).toContain('field "allowance_units.minutes"');
      await ask('subject set top u1 --rate-plan eu_package');
      expect((await ask('subject get top u1')).out).toMatch(
        /\n\nALLOWANCE +UNITS +USED +HELD +LEFT +ANEW\neu_package +180000 +0 +0 +180000 +20/,
      );
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['account create x --allowance minutes', '--allowance must be a name and units such as fair-use=180000'],
    ['account create x --allowance Minutes=6', 'not "Minutes=6"'],
    ['account create x --allowance a=1 --allowance a=2', '--allowance a is given twice'],
    ['account create x --seats -1', '--seats must be a whole number from 0 to 1,000,000, not "-1"'],
    ['account create x --funded-by company', '--funded-by must be self or parent'],
    ['account update x --on-plan-exhausted account', '--on-plan-exhausted must be stop or use_balance or plan'],
    ['account update x --allowance a=1 --no-allowances', '--allowance and --no-allowances contradict'],
    ['account credit x 5 --expires tomorrow', '--expires must be a time such as'],
    ['subject set x', 'SUBJECT is missing'],
    ['subject set x y --on-limit deny', '--on-limit must be stop or use_balance'],
  ])('%s is refused before anything is sent', async (line, message) => {
    const { code, err } = await at(line);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('a plan that says stop', () => {
  it('shows that its credits are used up, and that calls of an account below are stopped with them', async () => {
    const server = await startServer({ TOLLGATE_CATALOG: 'examples/catalogs/plan-then-wallet' });
    const ask = (line: string) => tollgate(line.split(' '), { TOLLGATE_SERVER: server.grpcAddress });
    try {
      await ask('account create agency');
      await ask('account create agency-east --parent agency --funded-by parent');
      expect((await ask('account show agency')).out).toMatch(/ plan credits left +\$10\.00\n/);
      await ask('authorize agency-east e-1 --to +14155550123');
      expect((await ask('holds agency')).out).toMatch(
        /^HOLD +ACCOUNT +PAID BY +STATE.*\ne-1 +agency-east +agency +reserved /,
      );
      expect((await ask('holds agency-east --hold e-1')).out).toMatch(/ paid by +agency\n/);
      await ask('release agency-east e-1');
      expect((await ask('charge agency sms --to +14155550123 --units 500')).code).toBe(0);
      expect((await ask('account show agency')).out).toMatch(
        / plan credits left +\$0\.00, used up: stopped until 20\d\d-\d\d-\d\d 00:00:00 UTC or until credit is added\n/,
      );
      expect((await ask('account show agency-east')).out).toMatch(
        / plan credits left +\$10\.00; those of agency are used up: stopped until .*\n(.*\n)* {2}paid by +agency\n/,
      );
    } finally {
      await server.stop();
    }
  });
});

describe('credit that ends', () => {
  it('is a lot, shown with the account', async () => {
    await at('account create gifted');
    const added = await at('account credit gifted 2.50 --expires 2999-01-01 --services call,sms --key k1');
    expect(added.out).toMatch(/ balance +\$5\.00\n {2}available +\$7\.50\n/);
    const ms = Date.parse('2999-01-01T00:00Z');
    const again = await at(`account credit gifted 2.50 --expires ${ms} --services sms,call --key k1`);
    expect(again.out).toMatch(/^gifted \(done before/);
    const shown = await at('account show gifted');
    expect(shown.out).toMatch(
      /\n\nLOT +KIND +GRANTED +USED +HELD +LEFT +ENDS +FOR\nlot-\d+ +lot +\$2\.50 +\$0\.00 +\$0\.00 +\$2\.50 +2999-01-01 00:00:00 UTC +call sms\n$/,
    );
    expect((await at('authorize gifted c-1 --to +14155550123')).out).toMatch(/ available +\$4\.50\n/);
    expect((await at('holds gifted --hold c-1')).out).toMatch(/ reserved from +lot lot-\d+ \$2\.50, balance \$0\.50\n/);
    await at('settle gifted c-1 --connected-seconds 60');
    expect((await at('movements gifted')).out).toMatch(/ charge .* lot lot-\d+ \$0\.05$/m);
    expect((await at('account credit gifted 1 --expires 2001-01-01')).err).toMatch(
      /ALREADY_EXPIRED.*\n {2}Name a time that is still to come\./,
    );
    expect((await at('account credit gifted 1 --services fax')).err).toContain('field "services[0]"');
  });
});

describe('forwarded legs', () => {
  it('stand indented under the leg that they were forwarded from', async () => {
    await at('account create pbx --credit-limit 50');
    await at('authorize pbx a --to +14155550123');
    await at('authorize pbx b --to +14155550124');
    await at('authorize pbx a1 --to +14155550125 --parent-hold a');
    const rows = (await at('holds pbx')).out.split('\n').map((row) => /^ *\S+/.exec(row)?.[0]);
    expect(rows.slice(1, 4)).toEqual(['a', '  a1', 'b']);
    const { out } = await at('holds pbx --hold a');
    expect(out).toMatch(/^a\n {2}state +reserved\n/);
    expect(out).toMatch(/\n {2}a1\n {4}state +reserved\n/);
  });
});

describe('subjects', () => {
  it('are set, shown, listed and forgotten', async () => {
    await at('account create team');
    const set = await at('subject set team agent-7 --country DE --spending-limit 20 --on-limit use_balance');
    expect(set.out).toMatch(/^agent-7 of team\n {2}rate plan +none\n {2}country +DE\n/);
    expect(set.out).toMatch(/ spending limit +\$20\.00 in a billing cycle, then use_balance\n/);
    expect(JSON.parse((await at('subject get team agent-7 --json')).out)).toEqual(
      await overHttp('team/subjects/agent-7'),
    );
    expect(set.out).toMatch(/ spent +\$0\.00 of \$20\.00, held included\n {2}cycle ends +20/);
    await at('subject set team line-1 --max-open-holds 2 --on-plan-exhausted stop');
    const listed = await at('subject list team');
    expect(listed.out).toMatch(/^SUBJECT +COUNTRY +MOST OPEN +SPENT +LIMIT +AT LIMIT +PLAN USED UP\n/);
    expect(listed.out).toMatch(/^agent-7 +DE +\$0\.00 +\$20\.00 +use_balance$/m);
    expect(listed.out).toMatch(/^line-1 +2 +stop$/m);
    expect(JSON.parse((await at('subject list team --json')).out)).toEqual(await overHttp('team/subjects'));
    expect((await at('account show team')).out).toMatch(/ subjects +2 with particulars\n/);
    const gone = await at('subject delete team agent-7');
    expect(gone.out).toMatch(/ country +as its number says\n/);
    expect(gone.out).toMatch(/ spending limit +none\n/);
    expect((await at('subject delete team line-1')).code).toBe(0);
    expect((await at('subject list team')).out).toBe('no subjects with particulars\n');
    expect((await at('subject set team agent-7 --rate-plan nothing')).err).toContain('field "rate_plan"');
    expect((await at('subject list nobody')).err).toContain('ACCOUNT_UNKNOWN');
  });
});

describe('what was charged', () => {
  it('is given back whole or in part, and shows as what it is', async () => {
    await at('account create disputed');
    await at('authorize disputed call-1 --to +14155550123');
    await at('settle disputed call-1 --connected-seconds 65 --ended-ago 0');
    const part = await at('reverse disputed call-1 --amount 0.01 --key dispute-1 --note gesture');
    expect(part).toMatchObject({ code: 0, err: '' });
    expect(part.out).toMatch(/^REVERSED call-1\n/);
    expect(part.out).toMatch(/ given back +\$0\.01\n +to +balance \$0\.01\n/);
    expect(part.out).not.toContain('lapsed');
    const whole = await at('reverse disputed call-1 --key dispute-2');
    expect(whole.out).toMatch(/ still charged +\$0\.00 for 0 s\n +balance +\$5\.00\n/);
    expect((await at('reverse disputed call-1 --key dispute-2')).out).toContain('an earlier identical request');
    expect((await at('movements disputed')).out).toMatch(/ reversal +\+?\$0\.01 .*call-1/);
    expect((await at('holds disputed --hold call-1')).out).toMatch(/ given back +\$0\.0\d+ for \d+ s\n/);
  });

  it('may be charged while it goes on', async () => {
    await at('account create long');
    await at('authorize long call-1 --to +14155550123');
    const interim = await at('settle long call-1 --connected-seconds 60 --interim --sequence 1');
    expect(interim).toMatchObject({ code: 0, err: '' });
    expect(interim.out).toMatch(/^RESERVED call-1\n/);
    expect(interim.out).toMatch(/ charged +\$0\.05\n.* still held +\$2\.95\n/s);
    expect((await at('holds long --hold call-1')).out).toMatch(/ charged so far +\$0\.05\n/);
    expect((await at('settle long call-1 --connected-seconds 60')).out).not.toContain('still held');
    expect((await at('settle long call-2 --connected-seconds 60 --interim')).err).toContain('needs a --sequence');
    expect((await at('settle long call-2 --connected-seconds 60 --sequence 1')).err).toContain('goes with --interim');
  });

  it('is told why it cannot be given back', async () => {
    await at('account create refused');
    expect(await at('reverse refused call-9 --key k')).toMatchObject({ code: 1 });
    expect((await at('reverse refused call-9 --key k')).err).toContain('HOLD_UNKNOWN');
    expect((await at('reverse refused')).err).toContain('give either HOLD or --charge');
    expect((await at('reverse refused h --charge c')).err).toContain('give either HOLD or --charge');
    expect((await at('reverse refused h --amount 1 --units 1')).err).toContain('--amount and --units contradict');
  });
});

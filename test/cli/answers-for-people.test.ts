/** What the command line says of money, caps and emergencies, and what it leaves as it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { type Outcome, startServer, tollgate } from './support/terminal.ts';

const catalog = copyOf(DEFAULT_CATALOG, afterAll);
let app: App;
beforeAll(async () => {
  const begin = (file: string, list: string, entry: string) =>
    catalog.edit(file, `\n${list}:\n`, `\n${list}:\n  ${entry}\n`);
  begin('services.yaml', 'services', 'chat: { unit: message, label: Chats, noun: chat }');
  begin('rates.yaml', 'rules', "- { name: chat, match: { service: chat }, per_unit: '0.03' }");
  begin('holds.yaml', 'rules', '- { name: chat, match: { service: chat }, max_units: 20 }');
  app = await startServer({ TOLLGATE_CATALOG: catalog.directory });
  await at('account create people');
});
afterAll(() => app.stop());

function at(line: string): Promise<Outcome> {
  return tollgate(line.split(' '), { TOLLGATE_SERVER: app.grpcAddress });
}

const TO = '--from +12025550100 --to +14155550123';

describe('an emergency call', () => {
  it('is answered, extended and ended without a word of money', async () => {
    await at('account create caller');
    const { out } = await at('authorize caller e1 --to 911 --json');
    const { settle_token: token } = JSON.parse(out) as { settle_token: string };
    for (const verb of ['answer', 'extend --connected-seconds 5 --sequence 1', 'settle --connected-seconds 5.4']) {
      const answer = await at(`${verb} --settle-token ${token}`);
      expect([verb, answer.code, answer.out.includes('$')]).toEqual([verb, 0, false]);
    }
  });
});

describe('a denial', () => {
  it('speaks of the balance, and of the available balance where an open hold is taken off it', async () => {
    await at('account create partly');
    await at('account adjust partly -3.12');
    expect((await at(`authorize partly c1 ${TO}`)).out).toContain('Your balance is $1.88 but each call');
    await at('account credit partly 3.12');
    await at(`authorize partly c2 ${TO}`);
    expect((await at(`authorize partly c3 ${TO}`)).out).toContain('Your available balance is $2.00 but each call');
    await at('account update partly --credit-limit 0.50');
    expect((await at(`authorize partly c4 ${TO}`)).out).toContain('Your available credit is $2.50 but each call');
  });

  it('by a cap names the cap, what is left of it, and what the call may cost', async () => {
    await at('account credit people 20');
    await at('subject set people agent --spending-limit 4.00');
    await at(`authorize people s1 ${TO} --subject agent`);
    const { code, out } = await at(`authorize people s2 ${TO} --subject agent`);
    expect(code).toBe(3);
    expect(out).toContain(
      'The call may cost up to $3.00, but of the spending limit of $4.00 ("spending_limit of agent") $1.00 is left.',
    );
    await at('settle people s1 --connected-seconds 60');
    // What is held no more is free again: 4.00 - 0.05.
    await at('subject set people agent --spending-limit 3.00');
    expect((await at(`authorize people s3 ${TO} --subject agent`)).out).toContain('$2.95 is left');
  });
});

it('prints no money for an emergency', async () => {
  for (const line of ['authorize people e1 --to 911', 'quote people --to 911', 'charge people sms --to 911 --text x']) {
    const { code, out } = await at(line);
    expect([line, code]).toEqual([line, 0]);
    expect(out).toMatch(/^ALLOW.*EMERGENCY/);
    expect(out).not.toContain('$');
  }
});

describe('subject set', () => {
  it('gives labels, replaces all of them, and takes them away', async () => {
    const set = async (words: string) => (await at(`subject set people labelled ${words}`)).out;
    expect(await set('--label name=Ada --label department=Sales')).toContain('department=Sales, name=Ada');
    expect(await set('--country DE')).toContain('department=Sales, name=Ada');
    expect(await set('--label cost-centre=7=b')).toMatch(/ labels +cost-centre=7=b\n/);
    expect((await at('subject get people labelled --json')).out).toContain('"cost-centre": "7=b"');
    expect(await set('--no-labels')).not.toContain('labels');
    expect(await at('subject set people labelled --label Sales')).toMatchObject({ code: 2 });
    const odd = await at('subject set people labelled --label Department=Sales');
    expect(odd.err).toContain('the name "Department" must be 1 to 32 characters out of a-z 0-9 _ -');
  });

  it('leaves what it does not name, and takes away what is none', async () => {
    await at('subject set people keep --country DE --spending-limit 20.00 --on-limit use_balance');
    await at('subject set people keep --max-open-holds 2');
    const kept = (await at('subject get people keep')).out;
    expect(kept).toMatch(/country +DE/);
    expect(kept).toMatch(/most open holds +2/);
    expect(kept).toMatch(/\$20\.00 in a billing cycle, then use_balance/);
    await at('subject set people keep --country none --spending-limit none');
    const less = (await at('subject get people keep')).out;
    expect(less).toMatch(/country +as its number says/);
    expect(less).toMatch(/spending limit +none/);
    expect(less).toMatch(/most open holds +2/);
  });

  it('wants something to set', async () => {
    expect(await at('subject set people keep')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing is named'),
    });
  });

  it('loses no change that is made at the same time', async () => {
    const each = ['--country FR', '--max-open-holds 7', '--spending-limit 9.00', '--on-limit use_balance'];
    const outcomes = await Promise.all(each.map((words) => at(`subject set people busy ${words}`)));
    expect(outcomes.map(({ code, err }) => [code, err])).toEqual(each.map(() => [0, '']));
    const all = (await at('subject get people busy')).out;
    expect(all).toMatch(/country +FR\n {2}most open holds +7\n {2}spending limit +\$9\.00 .*then use_balance/);
  });
});

it('tells bounds of amounts in what was typed', async () => {
  const { err } = await at('account credit people 0');
  expect(err).toContain('amount: must be from 0.00001 to 10000000.00');
  expect(err).not.toMatch(/\d{6,} /);
});

it('takes a text with every kind of message, and counts one message where no segments are counted', async () => {
  const line = ['charge', 'people', 'chat', '--to', '+14155550123', '--text', 'x'.repeat(500)];
  const { code, out } = await tollgate(line, { TOLLGATE_SERVER: app.grpcAddress });
  expect([code, out]).toEqual([0, expect.stringMatching(/billed +1 message\n {2}charged +\$0\.03\n/)]);
  const call = await at('quote people --to +14155550123 --text hello');
  expect(call.err).toContain('text: the service call is counted in seconds, and a call has no text');
});

it('tells of a refused reload until it is mended, and ends with 1', async () => {
  expect((await at('catalog show')).code).toBe(0);
  catalog.edit('holds.yaml', '\nrules:\n', '\nnonsense: 1\nrules:\n');
  await at('catalog reload');
  const { code, out } = await at('catalog show');
  expect(code).toBe(1);
  expect(out).toMatch(
    /last reload was refused, so that this catalog stayed:\nholds\.yaml:\d+:1: unknown key "nonsense"/,
  );
  catalog.edit('holds.yaml', '\nnonsense: 1\n', '\n');
  await at('catalog reload');
  expect((await at('catalog show')).code).toBe(0);
});

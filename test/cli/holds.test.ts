/** Holds by gateway and page by page, and completions that name the hold by its settle token alone. */
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

function json({ out }: Outcome): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>;
}

/** Opens holds `c-1`, `c-2`, ... of one gateway. */
async function openHolds(account: string, gateway: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    expect((await at(`authorize ${account} c-${n} --to +14155550123 --gateway ${gateway}`)).code).toBe(0);
  }
}

/** The ids in a list of holds. */
function idsIn({ out }: Outcome): string[] {
  return [...out.matchAll(/^c-\d+/gm)].map(([id]) => id);
}

describe('the holds of a gateway', () => {
  it('are listed over all accounts, with the account of each', async () => {
    await at('account create one');
    await at('account create two');
    await openHolds('one', 'sbc-1', 1);
    await openHolds('two', 'sbc-1', 1);
    const { code, out } = await at('holds --gateway sbc-1');
    expect(code).toBe(0);
    expect(out).toMatch(/^HOLD +ACCOUNT +STATE +SERVICE +DIRECTION +TO +HELD .*\n/);
    expect(out).toMatch(/\nc-1 +one +reserved .* \$3\.00 /);
    expect((await at('holds one')).out).toMatch(/^HOLD +STATE .* GATEWAY +HELD .*\nc-1 +reserved .* sbc-1 +\$3\.00 /);
    expect(out).toMatch(/\nc-1 +two +reserved .*\n(.*\n)?2 open holds\n$/);
    expect((await at('holds one --hold c-1')).out).toMatch(/ gateway +sbc-1\n/);
    expect((await at('holds --gateway sbc-2')).out).toBe('no open holds\n');
  });
});

describe('a list that is long', () => {
  it('of holds is followed page by page up to the limit, and can be gone on with', async () => {
    await at('account create busy --credit-limit 50');
    await openHolds('busy', 'sbc-3', 7);
    for (const [which, of] of [
      ['busy', ' of 7'],
      ['--gateway sbc-3', ''],
    ]) {
      const whole = await at(`holds ${which} --page-size 2`);
      expect(idsIn(whole)).toHaveLength(7);
      expect(whole.out.endsWith(`\n7${of} open holds\n`)).toBe(true);
      const begin = await at(`holds ${which} --limit 3 --page-size 2`);
      const token = /there are more: --page-token (\S+)\n$/.exec(begin.out)?.[1];
      const rest = await at(`holds ${which} --page-token ${token}`);
      expect([...idsIn(begin), ...idsIn(rest)]).toEqual(idsIn(whole));
      expect(json(await at(`holds ${which} --limit 3 --page-size 2 --json`))).toMatchObject({
        open_holds: which === 'busy' ? 7 : 3,
        next_page_token: token,
      });
    }
  });

  it('of subjects is followed too', async () => {
    await at('account create crowd');
    for (const name of ['a', 'b', 'c']) await at(`subject set crowd ${name} --max-open-holds 1`);
    expect((await at('subject list crowd --page-size 2')).out).toMatch(/\na +1\nb +1\nc +1\n$/);
    const begin = await at('subject list crowd --limit 2');
    const token = /\nb +1\nthere are more: --page-token (\S+)\n$/.exec(begin.out)?.[1];
    expect((await at(`subject list crowd --page-token ${token}`)).out).toMatch(/^SUBJECT.*\nc +1\n$/);
  });

  it('of movements is followed too', async () => {
    await at('account create rich');
    for (const key of ['k1', 'k2', 'k3']) await at(`account credit rich 1 --key ${key}`);
    const keys = ({ out }: Outcome) => [...out.matchAll(/ (k\d)\b/g)].map(([, key]) => key);
    expect(keys(await at('movements rich --page-size 2'))).toEqual(['k1', 'k2', 'k3']);
    const begin = await at('movements rich --limit 3');
    const token = /there are more: --page-token (\S+)\n$/.exec(begin.out)?.[1];
    expect(keys(begin)).toEqual(['k1', 'k2']);
    const rest = await at(`movements rich --page-token ${token}`);
    expect(rest).toMatchObject({ code: 0, err: '' });
    expect(keys(rest)).toEqual(['k3']);
  });
});

describe('a settle token alone', () => {
  const tokenOf = async (line: string): Promise<string> => json(await at(`${line} --json`))['settle_token'] as string;

  it('names the call that is answered, extended and settled', async () => {
    await at('account create bearer');
    const token = await tokenOf('authorize bearer c-1 --to +14155550123');
    expect((await at(`answer --settle-token ${token}`)).out).toMatch(
      /^RESERVED\n {2}granted +3600 s\n {2}hold +\$3\.00\n/,
    );
    const extended = await at(`extend --settle-token ${token} --connected-seconds 1.5 --sequence 1`);
    expect(extended.out).toMatch(/^ALLOW\n {2}granted +3600 s in all\n {2}final +yes/);
    const settled = await at(`settle --settle-token ${token} --connected-seconds 2`);
    expect(settled.out).toMatch(/^SETTLED\n {2}billed +2 s\n/);
    expect((await at('holds bearer --hold c-1')).out).toMatch(/ state +settled\n/);
  });

  it.each(['.4', '1.', '0.4s'])('takes %s for a time, which counts as a started second', async (time) => {
    await at('account create parts');
    const token = await tokenOf(`authorize parts t${time} --to +14155550123`);
    expect((await at(`settle --settle-token ${token} --connected-seconds ${time}`)).out).toContain('billed     1 s');
  });

  it('names the call that is released', async () => {
    await at('account create giver');
    const token = await tokenOf('authorize giver c-1 --to +14155550123');
    expect((await at(`release --settle-token ${token}`)).out).toMatch(/^RELEASED\n/);
    const odd = await at('release --settle-token nonsense');
    expect(odd).toMatchObject({ code: 1, out: '' });
    expect(odd.err).toContain('INVALID_ARGUMENT BAD_TOKEN, field "settle_token"');
    expect(odd.err).toContain('exactly as authorize printed it');
  });
});

describe('a settle that comes late', () => {
  it('says how long ago the call ended', async () => {
    await at('account create late');
    await at('authorize late c-1 --to +14155550123');
    const { out } = await at('settle late c-1 --connected-seconds 60.02s --duration-seconds 61.2 --ended-ago 1.5');
    expect(out).toMatch(/^SETTLED c-1\n {2}billed +61 s\n/);
    await at('authorize late c-2 --to +14155550123');
    const absurd = await at('settle late c-2 --connected-seconds 4000000000000 --duration-seconds 3 --ended-ago 3600');
    expect(absurd.out).toMatch(
      /^SETTLED c-2 \(cut to what can have been used; the report contradicted itself\)\n {2}billed +6 s\n/,
    );
  });
});

describe('holds that are not counted in seconds', () => {
  it('are settled and billed in their own unit', async () => {
    await at('account create texter');
    expect((await at('authorize texter m-1 --service sms --to +14155550123 --text hello')).out).toMatch(
      / granted +1 segment\n/,
    );
    expect((await at('settle texter m-1')).out).toMatch(/^SETTLED m-1\n {2}billed +1 segment\n/);
  });
});

describe('the store', () => {
  it('is shown, and accepting it changes nothing where nothing is lost', async () => {
    const shown = await at('store show');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^up: it answers, and it is the one that it was\n {2}instance +\S+\n {2}generation +1\n/);
    const overHttp = await fetch(`http://${app.httpAddress}/v1/store`);
    expect(json(await at('store show --json'))).toEqual(await overHttp.json());
    const id = / instance +(\S+)\n/.exec(shown.out)?.[1];
    expect(await at(`store accept --instance ${id} --yes`)).toMatchObject({ code: 0, out: shown.out });
    const other = await at('store accept --instance another --yes');
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.err).toContain('look with `tollgate store show`');
    const asked = await at('store accept');
    expect(asked).toMatchObject({ code: 2, out: '' });
    expect(asked.err).toContain('tollgate store show');
  });
});

import { describe, expect, it } from 'vitest';
import { explainNumber } from '../../src/catalog/explain.ts';
import type { Allowance, CatalogSnapshot } from '../../src/catalog/snapshot.ts';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';
const GERMANY = '+493012345678';
const PREMIUM = '+499001123456';

async function withPlans(yaml: string): Promise<CatalogSnapshot> {
  return snapshotWith({ 'plans.yaml': `plans:\n  default: {}\n  trial: {}\n${yaml}\nrate_plans: [sales, support]` });
}

function covering(snapshot: CatalogSnapshot, request: Described): readonly Allowance[] {
  return snapshot.allowances(trafficOf(snapshot, request));
}

function namesOf(snapshot: CatalogSnapshot, request: Described): string[] {
  return covering(snapshot, request).map(({ name }) => name);
}

describe('the money of a plan', () => {
  it('is nothing unless the file says so', async () => {
    const snapshot = await withPlans('');
    expect(snapshot.plans.get('default')).toEqual({
      name: 'default',
      signupCreditMilliCents: 0,
      minimumTopUpMilliCents: 0,
      cycle: 'month',
      onPlanExhausted: 'use_balance',
      grants: [],
      allowances: [],
    });
    expect([...snapshot.ratePlans]).toEqual(['sales', 'support']);
  });

  it('is plan credits in every cycle, then bundles (rules PW-3, OC-8, MC-2)', async () => {
    const { plans } = await withPlans(`
  team:
    signup_credit: '2.00'
    minimum_top_up: '5.00'
    cycle: year
    credits: { amount: '7.50', per: seat }
    on_plan_exhausted: stop
    bundles:
      - { name: texts, amount: '1.00', services: sms }
      - { name: papers, amount: '0.00001', per: seat, every: year, services: [fax, sms, fax] }
      - { name: all, amount: '3', per: account }`);
    expect(plans.get('team')).toEqual({
      name: 'team',
      signupCreditMilliCents: 200_000,
      minimumTopUpMilliCents: 500_000,
      cycle: 'year',
      onPlanExhausted: 'stop',
      grants: [
        { kind: 'plan_credits', name: 'plan', amountMilliCents: 750_000, per: 'seat', every: 'year', services: [] },
        { kind: 'bundle', name: 'texts', amountMilliCents: 100_000, per: 'account', every: 'month', services: ['sms'] },
        { kind: 'bundle', name: 'papers', amountMilliCents: 1, per: 'seat', every: 'year', services: ['fax', 'sms'] },
        { kind: 'bundle', name: 'all', amountMilliCents: 300_000, per: 'account', every: 'month', services: [] },
      ],
      allowances: [],
    });
  });

  it('cannot be changed by whoever reads it', async () => {
    const { plans } = await withPlans(`  team: { credits: { amount: '1' }, bundles: [{ name: x, amount: '1' }] }`);
    const team = plans.get('team')!;
    expect([team, team.grants, ...team.grants, ...team.grants.map(({ services }) => services)]).toSatisfy(
      (parts: unknown[]) => parts.every((part) => Object.isFrozen(part)),
    );
  });
});

describe('what an allowance covers', () => {
  it('is nothing in a plan without one, always the same nothing', async () => {
    const none = await withPlans('');
    const empty = covering(none, { to: US });
    expect(empty).toEqual([]);
    expect(Object.isFrozen(empty)).toBe(true);
    expect(covering(none, { to: GERMANY, plan: 'trial' })).toBe(empty);

    const other = await withPlans('  team: { allowances: [{ name: talk, minutes: 10, match: { service: call } }] }');
    expect(covering(other, { to: US })).toBe(empty);
    expect(covering(other, { to: US, plan: 'team', service: 'sms' })).toBe(empty);
    expect(covering(other, { to: US, plan: 'gone' })).toBe(empty);
    expect(covering(other, { to: US, plan: 'team' })).toBe(covering(other, { to: GERMANY, plan: 'team' }));
  });

  it('counts minutes in seconds, and takes whose and how often from the plan unless it says so itself', async () => {
    const snapshot = await withPlans(`
  team:
    cycle: year
    allowances:
      - { name: talk, minutes: 3000, per: subject, every: month, match: { service: call } }
      - { name: texts, units: 100, match: { service: sms } }
      - { name: papers, units: 20, per: seat, match: { service: fax } }`);
    const talk = { name: 'talk', units: 180_000, per: 'subject', every: 'month' };
    const texts = { name: 'texts', units: 100, per: 'account', every: 'year' };
    const papers = { name: 'papers', units: 20, per: 'seat', every: 'year' };
    expect(covering(snapshot, { to: US, plan: 'team' })).toEqual([talk]);
    expect(covering(snapshot, { to: US, plan: 'team', service: 'sms' })).toEqual([texts]);
    expect(covering(snapshot, { to: US, plan: 'team', service: 'fax' })).toEqual([papers]);
    expect(snapshot.plans.get('team')?.allowances).toEqual([talk, texts, papers]);
  });

  it('is what its match holds for and no exception does, in the order of the file (rules TC-2 to TC-5)', async () => {
    const snapshot = await withPlans(`
  team:
    allowances:
      - name: europe
        minutes: 100
        match: { service: call, country: eu, caller_country: eu }
        except:
          - { number_class: [premium, shared_cost, special] }
          - { direction: inbound, number_class: toll_free }
      - { name: everywhere, minutes: 10, match: { service: call } }`);
    const names = (request: Described) => namesOf(snapshot, { plan: 'team', ...request });
    expect(names({ from: GERMANY, to: '+33142685300' })).toEqual(['europe', 'everywhere']);
    expect(names({ from: GERMANY, to: US })).toEqual(['everywhere']);
    expect(names({ from: US, to: GERMANY })).toEqual(['everywhere']);
    expect(names({ from: GERMANY, to: PREMIUM })).toEqual(['everywhere']);
    expect(names({ from: GERMANY, to: '+4980012345678', direction: 'inbound' })).toEqual(['everywhere']);
    expect(names({ from: GERMANY, to: GERMANY, direction: 'inbound' })).toEqual(['europe', 'everywhere']);
  });

  it('leaves out forwarded legs, except to own numbers or where it names the leg (rule TC-6)', async () => {
    const snapshot = await withPlans(`
  team:
    allowances:
      - { name: usual, minutes: 1, match: { service: call } }
      - { name: all, minutes: 1, match: { service: call, leg: [direct, forwarded] } }
      - { name: onward, minutes: 1, match: { service: call, leg: forwarded } }
      - { name: outside, minutes: 1, match: { service: call, own_number: false } }`);
    const names = (request: Described) => namesOf(snapshot, { plan: 'team', to: US, ...request });
    expect(names({})).toEqual(['usual', 'all', 'outside']);
    expect(names({ leg: 'forwarded' })).toEqual(['all', 'onward']);
    expect(names({ leg: 'forwarded', ownNumber: true })).toEqual(['usual', 'all', 'onward']);
    expect(names({ ownNumber: true })).toEqual(['usual', 'all']);
  });

  it('may look at the time of day, and then holds until the next boundary', async () => {
    const snapshot = await withPlans(`
  team:
    allowances:
      - { name: nights, minutes: 60, match: { service: call, time: [{ from: '22:00', to: '06:00' }] } }`);
    const noon = { to: US, plan: 'team', atMs: Date.UTC(2026, 0, 15, 12) };
    expect(namesOf(snapshot, noon)).toEqual([]);
    expect(namesOf(snapshot, { ...noon, atMs: Date.UTC(2026, 0, 15, 23) })).toEqual(['nights']);
    expect(snapshot.validUntilMs(trafficOf(snapshot, noon))).toBe(Date.UTC(2026, 0, 15, 22) - 1);
  });

  it('may be minutes when an exception takes the other services away, or units of several that are no calls', async () => {
    const snapshot = await withPlans(`
  team:
    allowances:
      - { name: talk, minutes: 1, except: [{ service: [sms, fax] }] }
      - { name: papers, units: 1, match: { service: [sms, fax] } }`);
    expect(namesOf(snapshot, { to: US, plan: 'team' })).toEqual(['talk']);
    expect(namesOf(snapshot, { to: US, plan: 'team', service: 'sms' })).toEqual(['papers']);
  });
});

describe('explaining a number that is included', () => {
  async function messageOf(allowances: string, number = US): Promise<string> {
    const snapshot = await withPlans(`  team: { allowances: [${allowances}] }`);
    const request = { service: 'call', direction: 'outbound', otherNumber: '' } as const;
    return explainNumber(snapshot, { ...request, number, plan: 'team' }).message;
  }

  it('names the allowance, or all of them', async () => {
    const talk = '{ name: talk, minutes: 1, match: { service: call } }';
    const more = '{ name: more, minutes: 1, match: { service: call, country: home } }';
    expect(await messageOf(talk)).toContain(
      ' It is included in the allowance talk of plan team, as long as that lasts. ',
    );
    expect(await messageOf(`${talk}, ${more}`)).toContain(
      ' It is included in the allowances talk, then more of plan team, as long as they last. ',
    );
    expect(await messageOf(more, GERMANY)).not.toContain('included');
  });
});

import { describe, expect, it } from 'vitest';
import type { ScopeLimits } from '../../src/catalog/snapshot.ts';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';
const PARIS = '+33142685300';

const UNLIMITED: ScopeLimits = {
  maxOpenHolds: undefined,
  maxNewHolds: undefined,
  maxSpendPerDay: undefined,
  maxSpendPerCycle: undefined,
};

const NOTHING = { maxCostPerCall: undefined, account: UNLIMITED, subject: UNLIMITED, company: UNLIMITED };

describe('limits', () => {
  it('take each cap from the first rule that matches and names it', async () => {
    const snapshot = await snapshotWith({
      'limits.yaml': `rules:
        - { name: one way, match: { service: fax }, max_open_holds: 3 }
        - { name: abroad, match: { country: abroad }, max_cost_per_call: '10.00' }
        - { name: trial, match: { plan: trial }, max_open_holds: 2, max_cost_per_call: '1.00', mode: shadow }
        - { name: all, max_open_holds: 100 }`,
    });
    const limits = (request: Described) => snapshot.limits(trafficOf(snapshot, request));
    const holds = (max: number, rule: string, mode = 'enforce') => ({
      ...UNLIMITED,
      maxOpenHolds: { max, mode, rule },
    });
    const abroad = { max: 1_000_000, mode: 'enforce', rule: 'abroad' };
    expect(limits({ to: US })).toEqual({ ...NOTHING, account: holds(100, 'all') });
    expect(limits({ to: PARIS })).toEqual({ ...NOTHING, maxCostPerCall: abroad, account: holds(100, 'all') });
    expect(limits({ to: PARIS, plan: 'trial' })).toEqual({
      ...NOTHING,
      maxCostPerCall: abroad,
      account: holds(2, 'trial', 'shadow'),
    });
    expect(limits({ to: US, service: 'fax' }).account.maxOpenHolds).toMatchObject({ max: 3, rule: 'one way' });
    expect(limits({ to: US, plan: 'trial' })).toEqual({
      ...NOTHING,
      maxCostPerCall: { max: 100_000, mode: 'shadow', rule: 'trial' },
      account: holds(2, 'trial', 'shadow'),
    });
  });

  it('are counted for an account, a subject or a company, each by its own first rule', async () => {
    const snapshot = await snapshotWith({
      'limits.yaml': `rules:
        - { name: agent abroad, per: subject, match: { country: abroad }, max_spend_per_cycle: '20.00' }
        - { name: agent, per: subject, max_open_holds: 2, max_spend_per_cycle: '50.00', max_cost_per_call: '5.00' }
        - { name: company, per: company, max_spend_per_day: '900.00', max_new_holds: { count: 60, per_seconds: 10 } }
        - { name: account, max_open_holds: 10, max_spend_per_cycle: '300.00', max_cost_per_call: '1.00' }`,
    });
    const limits = (to: string) => snapshot.limits(trafficOf(snapshot, { to }));
    const by = (rule: string, max: number) => ({ max, mode: 'enforce', rule });
    expect(limits(US)).toEqual({
      maxCostPerCall: by('agent', 500_000),
      account: { ...UNLIMITED, maxOpenHolds: by('account', 10), maxSpendPerCycle: by('account', 30_000_000) },
      subject: { ...UNLIMITED, maxOpenHolds: by('agent', 2), maxSpendPerCycle: by('agent', 5_000_000) },
      company: {
        ...UNLIMITED,
        maxNewHolds: { ...by('company', 60), windowSeconds: 10 },
        maxSpendPerDay: by('company', 90_000_000),
      },
    });
    expect(limits(PARIS).subject).toEqual({
      ...UNLIMITED,
      maxOpenHolds: by('agent', 2),
      maxSpendPerCycle: by('agent abroad', 2_000_000),
    });
  });

  it('are the same object for every call that one rule is about', async () => {
    const snapshot = await snapshotWith({
      'limits.yaml': `rules: [{ name: all, per: subject, max_open_holds: 1 }]`,
    });
    const [first, second] = [US, PARIS].map((to) => snapshot.limits(trafficOf(snapshot, { to })));
    expect(first).toBe(second);
    expect(first).toEqual({
      ...NOTHING,
      subject: { ...UNLIMITED, maxOpenHolds: { max: 1, mode: 'enforce', rule: 'all' } },
    });
  });

  it('may be absent', async () => {
    const snapshot = await snapshotWith({ 'limits.yaml': '{}' });
    expect(snapshot.limits(trafficOf(snapshot, { to: US }))).toEqual(NOTHING);
  });
});

import { describe, expect, it } from 'vitest';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';
const PARIS = '+33142685300';

describe('limits', () => {
  it('are those of all rules that match, in the order of the file', async () => {
    const snapshot = await snapshotWith({
      'limits.yaml': `rules:
        - { id: fax, name: one way, match: { service: fax }, max_open_holds: 3 }
        - { id: abroad, name: abroad, match: { country: abroad }, max_cost_per_call: '10.00' }
        - { id: trial, name: trial, match: { plan: trial }, max_open_holds: 2, max_cost_per_call: '1.00', mode: shadow }
        - { name: all, max_open_holds: 100 }`,
    });
    const names = (request: Described) => snapshot.limits(trafficOf(snapshot, request)).map(({ name }) => name);
    expect(names({ to: US })).toEqual(['all']);
    expect(names({ to: PARIS })).toEqual(['abroad', 'all']);
    expect(names({ to: PARIS, plan: 'trial' })).toEqual(['abroad', 'trial', 'all']);
    expect(names({ to: US, service: 'fax' })).toEqual(['one way', 'all']);
    const [, trial, all] = snapshot.limits(trafficOf(snapshot, { to: PARIS, plan: 'trial' }));
    expect(trial).toMatchObject({ mode: 'shadow', per: 'account', maxOpenHolds: 2, maxCostPerCall: 100_000 });
    expect(all).toMatchObject({ mode: 'enforce', maxOpenHolds: 100, maxCostPerCall: undefined });
  });

  it('are counted under the id of their rule, else under its name, and without a match under none', async () => {
    const snapshot = await snapshotWith({
      'limits.yaml': `rules:
        - { id: abroad, name: 'calls: abroad', match: { country: abroad }, max_spend_per_day: '20.00' }
        - { name: 'agents, abroad', per: subject, match: { country: abroad }, max_spend_per_cycle: '20.00' }
        - { id: bursts, name: bursts, per: company, max_new_holds: { count: 60, per_seconds: 10 } }`,
    });
    expect(snapshot.limits(trafficOf(snapshot, { to: PARIS }))).toMatchObject([
      { counter: 'abroad', ownCounter: 'abroad', maxSpendPerDay: 2_000_000 },
      { counter: 'agents%2C%20abroad', per: 'subject', maxSpendPerCycle: 2_000_000 },
      { counter: '', ownCounter: 'bursts', per: 'company', maxNewHolds: { count: 60, windowSeconds: 10 } },
    ]);
  });

  it('are the same object for every call that one rule is about', async () => {
    const snapshot = await snapshotWith({
      'limits.yaml': `rules: [{ name: all, per: subject, max_open_holds: 1 }]`,
    });
    const [first, second] = [US, PARIS].map((to) => snapshot.limits(trafficOf(snapshot, { to })));
    expect(first).toBe(second);
    expect(first).toHaveLength(1);
  });

  it('may be absent', async () => {
    const snapshot = await snapshotWith({ 'limits.yaml': '{}' });
    expect(snapshot.limits(trafficOf(snapshot, { to: US }))).toEqual([]);
  });
});

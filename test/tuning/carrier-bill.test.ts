/** A carrier's records against what was charged. Times are seconds after noon. */
import { describe, expect, it } from 'vitest';
import { type BilledCall, type CarrierRules, type ChargedCall, compareCalls } from '../../src/tuning/carrier-bill.ts';

const BY_SECONDS: CarrierRules = { clockMs: 60_000, seconds: 2, firstIncrement: 1, nextIncrement: 1 };
const MADRID = '+34911234567';
const BERLIN = '+493023125000';

let line = 1;

function billed(number: string, at: number, connectedSeconds: number, costMilliCents?: number): BilledCall {
  return { line: (line += 1), callId: '', number, atMs: at * 1000, connectedSeconds, costMilliCents };
}

function charged(number: string, at: number, connectedSeconds: number, more: Partial<ChargedCall> = {}): ChargedCall {
  return {
    accountId: 'acme',
    holdId: `call-${at}`,
    number,
    numberForm: 'full',
    atMs: at * 1000,
    isOpen: false,
    connectedSeconds,
    chargedMilliCents: 10_000,
    ...more,
  };
}

function kindsOf(bill: readonly BilledCall[], ours: readonly ChargedCall[], rules = BY_SECONDS) {
  const { matched, differences } = compareCalls(bill, ours, rules);
  return { matched, differences: differences.map(({ kind, seconds, milliCents }) => [kind, seconds, milliCents]) };
}

describe('the records of a carrier', () => {
  it('agree with ours although clocks and roundings differ', () => {
    const bill = [billed(MADRID, 41, 62, 9_000), billed(BERLIN, 100, 30, 10_000)];
    expect(kindsOf(bill, [charged(MADRID, 0, 60), charged(BERLIN, 99, 30.4)])).toEqual({ matched: 2, differences: [] });
  });

  it('tell what either side does not have, and calls that nobody answered are on no bill', () => {
    const bill = [billed(MADRID, 0, 60, 4_000), billed(BERLIN, 0, 10)];
    const ours = [charged(MADRID, 500, 60), charged(BERLIN, 700, 0), charged(BERLIN, 800, 9, { isOpen: true })];
    expect(kindsOf(bill, ours)).toEqual({
      matched: 0,
      differences: [
        ['missing', 60, 4_000],
        ['missing', 10, 0],
        ['unbilled', -60, -10_000],
      ],
    });
  });

  it('tell which calls were longer, shorter and dearer, one call both where it is both', () => {
    const bill = [billed(MADRID, 0, 63, 10_001), billed(MADRID, 1000, 57, 10_000), billed(BERLIN, 0, 60, 0)];
    const ours = [charged(MADRID, 0, 60), charged(MADRID, 1000, 60), charged(BERLIN, 0, 60)];
    expect(kindsOf(bill, ours)).toEqual({
      matched: 3,
      differences: [
        ['longer', 3, 1],
        ['dearer', 3, 1],
        ['shorter', -3, 0],
      ],
    });
  });

  it('find the call that was charged nothing because its hangup was lost', () => {
    expect(kindsOf([billed(MADRID, 0, 300, 5_000)], [charged(MADRID, 0, 0, { chargedMilliCents: 0 })])).toEqual({
      matched: 1,
      differences: [
        ['longer', 300, 5_000],
        ['dearer', 300, 5_000],
      ],
    });
  });

  it('may count in increments of their own', () => {
    const rules = { ...BY_SECONDS, firstIncrement: 60, nextIncrement: 60 };
    expect(kindsOf([billed(MADRID, 0, 120)], [charged(MADRID, 0, 61)], rules).differences).toEqual([]);
    expect(kindsOf([billed(MADRID, 0, 180)], [charged(MADRID, 0, 61)], rules).differences).toEqual([['longer', 60, 0]]);
  });
});

describe('a call is the other side of', () => {
  it('the one with its id, whatever number and clock say', () => {
    const bill = [{ ...billed('', 4_000, 60), callId: 'call-0' }];
    expect(kindsOf(bill, [charged(MADRID, 0, 60)])).toEqual({ matched: 1, differences: [] });
  });

  it('the nearest in time and length, each call once', () => {
    // Two calls to one number within the reach of the clocks: by length they are told apart.
    const bill = [billed(MADRID, 10, 5), billed(MADRID, 20, 50)];
    const ours = [charged(MADRID, 12, 50), charged(MADRID, 22, 5), charged(MADRID, 21, 7_000)];
    const { matched, differences } = kindsOf(bill, ours);
    expect(matched).toBe(2);
    expect(differences).toEqual([['unbilled', -7_000, -10_000]]);
  });

  it.each([
    ['masked', '+3******67'],
    ['hash', '6f1ed002ab5595859014ebf0951522d9'],
  ])('one whose number is kept %s', (numberForm, number) => {
    const ours = [charged(number, 0, 60, { numberForm }), charged('+4******00', 0, 60, { numberForm: 'masked' })];
    expect(kindsOf([billed(MADRID, 2, 60)], ours)).toMatchObject({
      matched: 1,
      differences: [['unbilled', -60, -10_000]],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { problemsOf } from './support/problems.ts';

/** Each problem of these cases with its place and its hint. */
async function run(cases: string): Promise<string[]> {
  const problems = await problemsOf(cases);
  return problems.map(({ line, column, message, hint }) => `${line}:${column} ${message}${hint && ` [${hint}]`}`);
}

const TO = "from: '+12025550100', to: '+14155550123'";

describe('a case', () => {
  it("knows the emergency numbers of a subject's country, by every verb that admits (N14)", async () => {
    const sos = (to: string, subject: string) => `{ from: '+442079460000', to: '${to}', subject: ${subject} }`;
    const expected = (decision: string, reason: string) => `expect: { decision: ${decision}, reason: ${reason} }`;
    expect(
      await run(`cases:
  - name: abroad
    account: { balance: '0', subjects: { gb: { country: GB }, us: { country: US } } }
    steps:
      - authorize: ${sos('999', 'gb')}
        ${expected('allow', 'EMERGENCY')}
      - quote: ${sos('sip:999@gw', 'gb')}
        ${expected('allow', 'EMERGENCY')}
      - charge: ${sos('+44999', 'gb')}
        ${expected('allow', 'EMERGENCY')}
      - authorize: ${sos('999', 'us').replace(' }', ', hold: two }')}
        ${expected('deny', 'NUMBER_INVALID')}
`),
    ).toEqual([]);
  });

  it('says at which line what was expected and what came', async () => {
    expect(
      await run(`cases:
  - name: rich
    account: { balance: '9.00' }
    authorize: { ${TO} }
    expect:
      decision: deny
      hold: '3.10'
      granted: 60
      held: '3.00'
`),
    ).toEqual([
      '6:17 case "rich": expected decision "deny", got "allow" [it was allowed]',
      '7:13 case "rich": expected hold "3.10", got "3.00" [it was allowed]',
      '8:16 case "rich": expected granted 60, got 3600 [it was allowed]',
    ]);
  });

  it('lets the time that is reported pass by itself, but where it tells of time', async () => {
    const settled = (steps: string, expected: string) => `cases:
  - name: reported
    account: { balance: '9.00' }
    steps:
      - authorize: { ${TO} }
${steps}
        expect: { ${expected} }
`;
    const hour = settled('      - settle: { connected_seconds: 3600 }', "billed: 3600, charge: '3.00', clamped: false");
    expect(await run(hour)).toEqual([]);
    const cut = settled(
      '      - answer: {}\n      - advance_seconds: 2\n        settle: { connected_seconds: 2000.5, duration_seconds: 3 }',
      'billed: 7, clamped: true, inconsistent: true',
    );
    expect(await run(cut)).toEqual([]);
    const late = settled(
      '      - advance_seconds: 3600\n        settle: { connected_seconds: 64.2, ended_seconds_ago: 3500.9 }',
      'billed: 65, clamped: false',
    );
    expect(await run(late)).toEqual([]);
    // One that was denied first counts from when it was let through.
    const again = `cases:
  - name: again
    account: { balance: '0.00' }
    steps:
      - authorize: { ${TO} }
        expect: { decision: deny }
      - advance_seconds: 60
        credit: { amount: '9.00' }
      - authorize: { ${TO} }
      - settle: { connected_seconds: 3600 }
        expect: { billed: 3600, clamped: false }
`;
    expect(await run(again)).toEqual([]);
  });

  it('names the reason when something was denied that should not be', async () => {
    expect(
      await run(`cases:
  - name: poor
    account: { balance: '1.00' }
    authorize: { ${TO} }
    expect: { decision: allow }
`),
    ).toEqual(['5:25 case "poor": expected decision "allow", got "deny" [it was denied with INSUFFICIENT_CREDIT]']);
  });

  it('compares money exactly, to the milli-cent', async () => {
    const call = (charge: string) => `cases:
  - name: 65 seconds
    account: { balance: '5.00' }
    steps:
      - authorize: { ${TO} }
      - answer: {}
      - advance_seconds: 65
        settle: { connected_seconds: 65 }
        expect: { charge: '${charge}' }
`;
    expect(await run(call('0.05417'))).toEqual([]);
    expect(await run(call('0.05416'))).toEqual(['9:27 case "65 seconds": expected charge "0.05416", got "0.05417"']);
    expect(await run(call('0.0542'))).toHaveLength(1);
  });

  it('stops at the first step that goes wrong', async () => {
    expect(
      await run(`cases:
  - name: chain
    account: { balance: '1.00' }
    steps:
      - authorize: { ${TO} }
        expect: { decision: allow }
      - answer: {}
      - settle: { connected_seconds: 5 }
`),
    ).toHaveLength(1);
  });

  it('expects faults by their reason', async () => {
    const settle = (expectation: string) => `cases:
  - name: nothing to settle
    steps:
      - settle: { connected_seconds: 5 }
${expectation}`;
    expect(await run(settle('        expect: { fault: HOLD_UNKNOWN }\n'))).toEqual([]);
    const [unexpected] = await run(settle(''));
    expect(unexpected).toMatch(/^4:9 case "nothing to settle": HOLD_UNKNOWN: /);
    const [other] = await run(settle('        expect: { fault: CONFLICT }\n'));
    expect(other).toMatch(/^5:26 .*HOLD_UNKNOWN.*, expected fault CONFLICT$/);
    expect(await run(`cases:\n  - name: no fault\n    quote: { ${TO} }\n    expect: { fault: CONFLICT }\n`)).toEqual([
      '4:22 case "no fault": expected fault "CONFLICT", but the step has no fault',
    ]);
  });

  it('lets the sweeper work while time passes', async () => {
    expect(
      await run(`cases:
  - name: lost hangup
    account: { balance: '5.00' }
    steps:
      - authorize: { ${TO} }
      - answer: {}
      - advance_seconds: 300
        extend: { connected_seconds: 300, sequence: 1 }
      # The grant of 3,600 seconds and 60 of grace are over: charged for the 300 seconds that the Extend proved.
      - advance_seconds: 3400
        expect: { held: '0', balance: '4.75', open_holds: 0 }
`),
    ).toEqual([]);
  });

  it('has an account with limits of its own, numbers and credit', async () => {
    expect(
      await run(`cases:
  - name: one line, and credit bought on the way
    account: { id: team@acme, balance: '-1.00', credit_limit: '10.00', max_open_holds: 1, numbers: ['+12025550100'] }
    steps:
      - authorize: { hold: a, ${TO} }
        expect: { decision: allow, available: '6.00' }
      - authorize: { hold: b, ${TO} }
        expect: { decision: deny, reason: CONCURRENCY_LIMIT }
      - credit: { amount: '4.00' }
        expect: { balance: '3.00', available: '10.00' }
`),
    ).toEqual([]);
  });

  it('refuses numbers that no account can have', async () => {
    const [problem] = await run("cases:\n  - name: n\n    account: { numbers: ['12'] }\n    quote: {}\n");
    expect(problem).toMatch(/^3:26 case "n": 12 must /);
  });
});

describe('hundreds of cases', () => {
  it('take about a millisecond each', async () => {
    const one = (index: number) => `  - name: call ${index}
    account: { balance: '5.00' }
    steps:
      - authorize: { ${TO} }
        expect: { decision: allow, hold: '3.00' }
      - answer: {}
      - advance_seconds: 65
        settle: { connected_seconds: 65 }
        expect: { charge: '0.05417', balance: '4.94583' }
`;
    const cases = `cases:\n${Array.from({ length: 400 }, (_, index) => one(index)).join('')}`;
    const startedAt = performance.now();
    expect(await run(cases)).toEqual([]);
    // Reading the file is most of it. The bound is generous: other tests run at the same time.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});

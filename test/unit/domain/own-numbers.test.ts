import { describe, expect, it } from 'vitest';
import { ownNumberMatcher, ownNumberProblem } from '../../../src/domain/traffic.ts';

describe('ownNumberMatcher', () => {
  const isOwn = ownNumberMatcher(['+12025550134', '+1202666*', '+49301234*', 'rubbish', '*', '+1*']);

  it.each(['+12025550134', '12025550134', '+12026660000', '+12026669999', '+4930123456', '+49301234'])(
    '%s is own',
    (e164) => {
      expect(isOwn(e164)).toBe(true);
    },
  );

  it.each(['+12025550135', '+120255501340', '+1202555013', '+12026', '+4930123', '', '+', '+13335550100'])(
    '%s is not',
    (e164) => {
      expect(isOwn(e164)).toBe(false);
    },
  );

  it('matches nothing for an account without numbers', () => {
    expect(ownNumberMatcher([])('+12025550134')).toBe(false);
  });
});

describe('ownNumberProblem', () => {
  it.each(['+12025550134', '12025550134', '+1202555*', '+120255*'])('takes %s', (entry) => {
    expect(ownNumberProblem(entry)).toBeUndefined();
  });

  it.each([
    '',
    '*',
    '+1*',
    '+12025*',
    '+0202555',
    '+1 202 555 0134',
    '+1202555**',
    '+1202*555',
    '+1234567890123456',
    '911',
  ])('refuses %j', (entry) => {
    expect(ownNumberProblem(entry)).toMatch(/^must /);
  });
});

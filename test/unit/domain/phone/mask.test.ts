import { expect, it } from 'vitest';
import { maskNumber } from '../../../../src/domain/phone/classify.ts';

it.each([
  ['+12025550134', '+1******34'],
  ['+442079460958', '+4******58'],
  ['12025550134', '******34'],
  ['sip:+12025550134@10.20.30.40', '******34'],
  ['911', '******'],
  ['anonymous', '******'],
  ['', '******'],
])('masks %j as %s', (number, masked) => {
  expect(maskNumber(number)).toBe(masked);
});

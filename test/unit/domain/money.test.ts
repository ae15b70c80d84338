import { describe, expect, it } from 'vitest';
import {
  ceilDiv,
  exactDecimal,
  formatMoney,
  MoneyError,
  parseMoney,
  parseRate,
  scaleRate,
  type MoneyErrorReason,
} from '../../../src/domain/money.ts';

function reasonOf(action: () => unknown): MoneyErrorReason | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof MoneyError) return error.reason;
    throw error;
  }
  return undefined;
}

describe('parseMoney', () => {
  it.each([
    ['0.05', 5_000],
    ['$3.00', 300_000],
    ['-$0.05', -5_000],
    ['+1', 100_000],
    ['1.88888', 188_888],
    ['1.8888800', 188_888],
    ['0.00001', 1],
    ['0', 0],
    ['-0.00', 0],
    ['007', 700_000],
    // A float would make 115,000.00000000001 of it.
    ['1.15', 115_000],
    ['10000000.00', 1_000_000_000_000],
  ])('reads %s as %d milli-cents', (text, milliCents) => {
    expect(parseMoney(text, 'USD')).toBe(milliCents);
  });

  it.each<[string, MoneyErrorReason]>([
    ['1.888888', 'too_precise'],
    ['0.000001', 'too_precise'],
    ['10000000.00001', 'too_large'],
    ['999999999999999', 'too_large'],
    ['', 'not_a_decimal'],
    [' 1', 'not_a_decimal'],
    ['1\n', 'not_a_decimal'],
    ['1,000', 'not_a_decimal'],
    ['.5', 'not_a_decimal'],
    ['5.', 'not_a_decimal'],
    ['1e5', 'not_a_decimal'],
    ['0x10', 'not_a_decimal'],
    ['NaN', 'not_a_decimal'],
    ['Infinity', 'not_a_decimal'],
    ['--1', 'not_a_decimal'],
    ['٣', 'not_a_decimal'],
    ['1'.repeat(4_000_000), 'not_a_decimal'],
  ])('refuses %.20j', (text, reason) => {
    expect(reasonOf(() => parseMoney(text, 'USD'))).toBe(reason);
  });

  it('quotes the figure, but not megabytes of it', () => {
    expect(() => parseMoney('3 dollars', 'USD')).toThrow('"3 dollars" is not a plain decimal');
    let message = '';
    try {
      parseMoney('x'.repeat(1_000_000), 'USD');
    } catch (error) {
      message = String(error);
    }
    expect(message.length).toBeLessThan(150);
  });
});

describe('the currency sign of an amount', () => {
  it.each([
    ['USD', ['$5', 'US$5', 'US$ 5', 'USD 5', 'usd5', '5 USD', '5$', '$5.00 USD', '＄5']],
    ['EUR', ['€5', '5 €', '5\u00a0€', '5\u202f€', 'EUR 5.00', '5eur']],
    ['GBP', ['£5', '5 GBP']],
    // One sign for many currencies.
    ['CAD', ['$5', 'CA$5', 'C$5', 'CAD 5']],
    ['AUD', ['$5', 'A$5', 'AU$5']],
    ['MXN', ['$5', 'MX$5']],
    ['JPY', ['¥5', '￥5', 'JP¥5']],
    ['CNY', ['¥5', 'CN¥5']],
    ['SEK', ['5 kr', 'kr 5']],
    ['DKK', ['5 kr.']],
    ['PLN', ['5 zł', '5 ZŁ']],
    ['BRL', ['R$ 5']],
    ['CHF', ['CHF 5']],
    ['INR', ['₹5']],
    ['KWD', ['5 د.ك']],
    ['XOF', ['5 XOF']],
  ])('may be one of %s', (currency, texts) => {
    expect(texts.map((text) => parseMoney(text, currency))).toEqual(texts.map(() => 500_000));
    expect(texts.map((text) => parseRate(text, currency).rate)).toEqual(texts.map(() => 500_000));
  });

  it.each([
    [
      'USD',
      ['£5', '€5', 'EUR 5', '5 €', '¥5', 'CA$5', 'C$5', 'A$5', 'R$5', '$5 CAD', 'MX$5', '5 kr', '5 zł', '₿5', '5¢'],
    ],
    ['EUR', ['$5', '£5', 'USD 5', 'US$5', '5 CHF', '€5 USD']],
    ['CAD', ['US$5', 'USD 5', '5 AUD']],
    ['JPY', ['CN¥5', '$5']],
    ['NOK', ['SEK 5']],
    ['GBP', ['E£5', '5 EGP']],
  ])('is refused where amounts are in %s and it is of another', (currency, texts) => {
    for (const text of texts) {
      expect([text, reasonOf(() => parseMoney(text, currency))]).toEqual([text, 'foreign_currency']);
      expect([text, reasonOf(() => parseRate(text, currency))]).toEqual([text, 'foreign_currency']);
    }
    expect(() => parseMoney('£0.05', 'USD')).toThrow('"£0.05" is marked £, but amounts here are in USD');
  });

  it.each(['$', '$$5', '$5/min', '5 x', '5c', '$.50', '$. 5', '$-5', '$ 5 5', '5%', '$.5', '$5,00', '-', '€'])(
    'does not make an amount of %j',
    (text) => {
      expect(reasonOf(() => parseMoney(text, 'USD'))).toBe('not_a_decimal');
    },
  );

  it('is never in the way of what is plain', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      expect(parseMoney('-0.05', currency)).toBe(-5_000);
      expect(parseMoney(`${currency} 0.05`, currency)).toBe(5_000);
    }
  });

  it('may be of any currency where none is known', () => {
    expect([parseMoney('£5', undefined), parseMoney('5 zł', undefined)]).toEqual([500_000, 500_000]);
    expect(reasonOf(() => parseMoney('5 dollars', undefined))).toBe('not_a_decimal');
  });

  it('may not stand at a percentage', () => {
    expect(reasonOf(() => scaleRate({ rate: 1, rateUnits: 1 }, '$5'))).toBe('not_a_decimal');
  });
});

describe('parseRate', () => {
  it.each([
    ['0.05', { rate: 5_000, rateUnits: 1 }],
    // 1,234.5 milli-cents.
    ['0.012345', { rate: 12_345, rateUnits: 10 }],
    ['0.0123450', { rate: 12_345, rateUnits: 10 }],
    ['0.000000001', { rate: 1, rateUnits: 10_000 }],
    ['$2', { rate: 200_000, rateUnits: 1 }],
    ['0', { rate: 0, rateUnits: 1 }],
  ])('reads %s exactly', (text, rate) => {
    expect(parseRate(text, 'USD')).toEqual(rate);
  });

  it.each<[string, MoneyErrorReason]>([
    ['0.0000000001', 'too_precise'],
    ['-0.05', 'not_a_decimal'],
    ['free', 'not_a_decimal'],
    ['10000000.1', 'too_large'],
    ['9999999.000000001', 'too_large'],
  ])('refuses %s', (text, reason) => {
    expect(reasonOf(() => parseRate(text, 'USD'))).toBe(reason);
  });
});

describe('scaleRate', () => {
  it('MC-3: adds 80 percent to 5 cents and gets 9', () => {
    expect(scaleRate({ rate: 5_000, rateUnits: 1 }, '80')).toEqual({ rate: 9_000, rateUnits: 1 });
  });

  it('stays exact where the cost has six decimals and the percent has one', () => {
    // 1,234.5 milli-cents * 1.125 = 1,388.8125
    expect(scaleRate({ rate: 12_345, rateUnits: 10 }, '12.5')).toEqual({ rate: 13_888_125, rateUnits: 10_000 });
  });

  it('keeps the seconds of a minute under a per-second rate', () => {
    // 5,000 per 60 s * 1.5 = 7,500 per 60 s
    const { rate, rateUnits } = scaleRate({ rate: 5_000, rateUnits: 60 }, '50');
    expect(rate * 60).toBe(7_500 * rateUnits);
  });

  it('adds nothing for 0 percent and nothing to a free rate', () => {
    expect(scaleRate({ rate: 5_000, rateUnits: 1 }, '0')).toEqual({ rate: 5_000, rateUnits: 1 });
    expect(scaleRate({ rate: 0, rateUnits: 10 }, '80')).toEqual({ rate: 0, rateUnits: 1 });
  });

  it.each<[string, MoneyErrorReason]>([
    ['-10', 'not_a_decimal'],
    ['80%', 'not_a_decimal'],
    ['0.00000000000001', 'too_large'],
  ])('refuses %s percent', (percent, reason) => {
    expect(reasonOf(() => scaleRate({ rate: 12_345, rateUnits: 10 }, percent))).toBe(reason);
  });
});

describe('ceilDiv', () => {
  it.each([
    [0, 60, 0],
    [1, 60, 1],
    [60, 60, 1],
    [61, 60, 2],
    // PM-1: 65 s at $0.05 a minute.
    [65 * 5_000, 60, 5_417],
    [Number.MAX_SAFE_INTEGER, 2, 4_503_599_627_370_496],
    [Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER],
  ])('%d / %d rounds up to %d', (numerator, denominator, quotient) => {
    expect(ceilDiv(numerator, denominator)).toBe(quotient);
  });

  it.each([
    [-1, 60],
    [1, 0],
    [1, -1],
    [0.5, 1],
    [1, 0.5],
    [Number.NaN, 1],
    [Infinity, 1],
    [2 ** 53, 1],
  ])('refuses %d / %d', (numerator, denominator) => {
    expect(reasonOf(() => ceilDiv(numerator, denominator))).toBe('not_an_integer');
  });
});

describe('exactDecimal', () => {
  it.each([
    [3_600, 5, '0.036'],
    [1, 5, '0.00001'],
    [500_000, 5, '5'],
    [0, 5, '0'],
    [12_345, 9, '0.000012345'],
  ])('shows %d with %d decimals as %s', (figure, decimals, text) => {
    expect(exactDecimal(figure, decimals)).toBe(text);
  });
});

describe('formatMoney', () => {
  it.each([
    [188_000, 'down', '$1.88'],
    [188_999, 'down', '$1.88'],
    [188_001, 'up', '$1.89'],
    [300_000, 'up', '$3.00'],
    [-5_000, 'down', '-$0.05'],
    [-5_001, 'down', '-$0.06'],
    [-5_999, 'up', '-$0.05'],
    [-400, 'up', '$0.00'],
    [1, 'down', '$0.00'],
    [1, 'up', '$0.01'],
    [0, 'up', '$0.00'],
    [123_456_789_000, 'down', '$1234567.89'],
    [9_007_199_254_740_991, 'down', '$90071992547.40'],
    [9_007_199_254_740_001, 'up', '$90071992547.41'],
  ] as const)('shows %d rounded %s as %s', (milliCents, round, text) => {
    expect(formatMoney(milliCents, { round })).toBe(text);
  });

  it.each([
    ['EUR', '-€12.00'],
    ['GBP', '-£12.00'],
    ['CHF', '-12.00 CHF'],
  ])('shows %s', (currency, text) => {
    expect(formatMoney(-1_200_000, { round: 'down', currency })).toBe(text);
  });

  it('refuses what is no integer', () => {
    expect(reasonOf(() => formatMoney(0.5, { round: 'up' }))).toBe('not_an_integer');
    expect(reasonOf(() => formatMoney(Number.NaN, { round: 'up' }))).toBe('not_an_integer');
  });
});

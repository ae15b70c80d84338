import { describe, expect, it } from 'vitest';
import { normaliseNumber } from '../../../../src/domain/phone/normalise.ts';

function e164(raw: string, home: string): string | undefined {
  const result = normaliseNumber(raw, home);
  return result.kind === 'subscriber' ? result.e164 : undefined;
}

function problem(raw: string, home: string): string | undefined {
  const result = normaliseNumber(raw, home);
  return result.kind === 'refused' ? result.problem : undefined;
}

describe('normaliseNumber', () => {
  it.each([
    ['+12025550123', 'US', '+12025550123'],
    ['2025550123', 'US', '+12025550123'],
    ['12025550123', 'US', '+12025550123'],
    ['(202) 555-0123', 'US', '+12025550123'],
    ['+1.202.555.0123', 'DE', '+12025550123'],
    ['+1 202–555–0123', 'US', '+12025550123'],
    // Copied from an address book or a web page.
    ['\u202a+1\u00a0202\u2011555\u20110123\u202c', 'DE', '+12025550123'],
    ['+1\u3000202\u200b5550\u00ad123\ufeff', 'DE', '+12025550123'],
    ['sip:+12025550123@gw.example.com:5060;transport=tcp', 'US', '+12025550123'],
    ['sips:+12025550123;npdi@gw.example.com', 'US', '+12025550123'],
    ['"Bob, Jr. 911" <sip:2025550123:secret@gw>;tag=1928301774', 'US', '+12025550123'],
    ['tel:+1-202-555-0123', 'DE', '+12025550123'],
    ['tel:2025550123;phone-context=+1', 'DE', '+12025550123'],
    ['011442079460958', 'US', '+442079460958'],
    ['0112025550123', 'US', '+2025550123'],
    ['00442079460958', 'DE', '+442079460958'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+44 (0)20 7946 0958', 'US', '+442079460958'],
    ['030/123456', 'DE', '+4930123456'],
    ['+390612345678', 'US', '+390612345678'],
    ['+881612345678', 'US', '+881612345678'],
  ])('reads %s in %s as %s', (raw, home, expected) => {
    expect(e164(raw, home)).toBe(expected);
  });

  it.each([
    // RFC 3966 5.3: an extension and its like are for whoever answers, in every dress.
    'tel:+1-201-555-0123;ext=1',
    'tel:+12015550123;EXT=1;isub=9',
    'tel:+12015550123;isub=1411',
    'tel:+12015550123;postd=pp22',
    'tel:+12015550123;ext=1;phone-context=example.com',
    'tel:201-555-0123;ext=77;phone-context=+1',
    'tel:5550123;phone-context=+1-201;ext=77',
    'sip:+12015550123;ext=1@gw.example.com;user=phone',
    'sip:+12015550123;phone-context=%2B1@gw',
    '"Bob" <tel:+12015550123;ext=1>;tag=9',
    '<sip:2015550123;ext=9@gw>',
    '+12015550123;ext=1',
    'sms:+12015550123',
  ])('leaves the parameters out: %s', (raw) => {
    expect(e164(raw, 'US')).toBe('+12015550123');
  });

  it.each([
    // RFC 3966 5.1.5: what is local to a domain is nobody else's number.
    ['tel:7042;phone-context=example.com', 'is local to example.com'],
    ['tel:411;phone-context=example.com', 'is local to example.com'],
    ['tel:2015550123;phone-context=pbx.example.com;ext=1', 'is local to pbx.example.com'],
    ['sip:7042;phone-context=example.com@gw;user=phone', 'is local to example.com'],
    ['<tel:7042;PHONE-CONTEXT=Example.com>', 'is local to Example.com'],
    ['tel:7042;phone-context=1', 'is local to 1'],
    ['tel:7042;phone-context=', 'is local to an empty context'],
  ])('refuses %s: it %s', (raw, expected) => {
    expect(problem(raw, 'US')).toBe(expected);
  });

  it.each([
    ['411', 'US', '411'],
    ['+1411', 'US', '411'],
    ['40404', 'US', '40404'],
    ['118712', 'FR', '118712'],
    ['116 117', 'DE', '116117'],
  ])('keeps %s in %s a short code', (raw, home, code) => {
    const result = normaliseNumber(raw, home);
    expect(result).toEqual({ kind: 'short_code', code });
  });

  it.each([
    ['1-800-FLOWERS', 'US', 'holds letters'],
    ['anonymous', 'US', 'holds letters'],
    ['sip:anonymous@anonymous.invalid', 'US', 'holds letters'],
    ['*67', 'US', 'holds a feature code (* or #)'],
    ['*72 202 555 0123', 'US', 'holds a feature code (* or #)'],
    ['*67*82 202 555 0123', 'US', 'holds a feature code (* or #)'],
    ['*72', 'US', 'holds a feature code (* or #)'],
    ['2025550123#', 'US', 'holds a feature code (* or #)'],
    ['1010288 1 202 555 0123', 'US', 'begins with a carrier selection code'],
    ['10102882025550123', 'CA', 'begins with a carrier selection code'],
    ['+110102882025550123', 'US', 'begins with a carrier selection code'],
    ['01013 030 123456', 'DE', 'begins with a carrier selection code'],
    ['+12025550123x5', 'US', 'holds letters'],
    ['+12025550123,,5', 'US', 'holds characters that cannot be dialled'],
    ['٢٠٢٥٥٥٠١٢٣', 'US', 'holds digits that are not 0 to 9'],
    ['２０２５５５０１２３', 'US', 'holds digits that are not 0 to 9'],
    ['202\u0000555\u00000123', 'US', 'holds characters that cannot be dialled'],
    ['+1+2025550123', 'US', 'holds characters that cannot be dialled'],
    ['', 'US', 'is empty'],
    ['sip:@host', 'US', 'is empty'],
    ['+', 'US', 'holds characters that cannot be dialled'],
    ['7', 'US', 'has too few digits'],
    ['+1234567890123456', 'US', 'has too many digits'],
    ['+49301234567890123', 'US', 'has too many digits'],
    ['1'.repeat(21), 'US', 'has too many digits'],
    ['1'.repeat(4_000_000), 'US', 'is too long'],
  ])('refuses %.30j in %s', (raw, home, expected) => {
    expect(problem(raw, home)).toBe(expected);
  });

  it('reads international numbers even when the home country is unknown', () => {
    expect(e164('+12025550123', 'nowhere')).toBe('+12025550123');
    expect(problem('2025550123', 'nowhere')).toBe('has too few digits');
  });
});

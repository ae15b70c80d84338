import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDRESSES, classifyNumber, NumberClassifier } from '../../../../src/domain/phone/classify.ts';
import { isHomeTerritory, NUMBER_CLASSES } from '../../../../src/domain/phone/metadata.ts';
import { facts, viewOf } from './support.ts';

/** Class and country in one word. */
function seen(raw: string, homeCountry = 'US'): string {
  const { numberClass, country } = facts(raw, homeCountry);
  return `${numberClass} ${country}`;
}

describe('classifyNumber', () => {
  it.each([
    ['+12025550123', 'standard US'],
    ['+18005551234', 'toll_free US'],
    ['+18885551234', 'toll_free US'],
    ['+18335551234', 'toll_free US'],
    ['+19005551234', 'premium US'],
    ['+18765551234', 'mobile JM'],
    ['+12642355678', 'mobile AI'],
    ['+17875551234', 'standard PR'],
    ['+13405551234', 'standard VI'],
    ['+14165550123', 'standard CA'],
    ['+442079460958', 'standard GB'],
    ['+447400123456', 'mobile GB'],
    ['+447911123456', 'mobile GG'],
    ['+448001111', 'toll_free GB'],
    ['+449098790000', 'premium GB'],
    ['+498001234567', 'toll_free DE'],
    ['+491801234567', 'shared_cost DE'],
    ['+33899123456', 'premium FR'],
    ['+611300123456', 'shared_cost AU'],
    ['+81120123456', 'toll_free JP'],
    ['+81570123456', 'special JP'],
    ['+558001234567', 'toll_free BR'],
    ['+911800123456', 'toll_free IN'],
    ['+12845551234', 'invalid VG'],
  ])('follows the metadata: %s is %s', (raw, expected) => {
    expect(seen(raw)).toBe(expected);
  });

  it.each([
    // Not opened yet, but set aside for toll-free service.
    ['+18225551234', 'toll_free US'],
    ['+17005551234', 'premium US'],
    ['+19765551234', 'premium US'],
    ['+12129761234', 'premium US'],
    ['+14169761234', 'premium CA'],
    // The exchange 976 of a toll-free code and of Jamaica is an ordinary one.
    ['+18009761234', 'toll_free US'],
    ['+16005551234', 'special CA'],
    ['+9118601234567', 'shared_cost IN'],
    ['+918601234567', 'mobile IN'],
    ['+491377676767', 'premium DE'],
    ['+4913712345678', 'premium DE'],
    ['+5215512345678', 'mobile MX'],
    ['+551187654321', 'mobile BR'],
    ['+555187654321', 'mobile BR'],
    ['+611901234', 'premium AU'],
    ['+61190123456', 'premium AU'],
    ['+551140041234', 'shared_cost BR'],
    ['+5540041234', 'shared_cost BR'],
    ['+448431234567', 'shared_cost GB'],
    ['+448451234567', 'shared_cost GB'],
    ['+448701234567', 'shared_cost GB'],
    ['+447012345678', 'premium GB'],
    ['+443301234567', 'standard GB'],
    ['+39199123456', 'shared_cost IT'],
  ])('corrects the metadata: %s is %s', (raw, expected) => {
    expect(seen(raw)).toBe(expected);
  });

  it('leaves the exchange 976 of the Caribbean alone', () => {
    expect(facts('+18769761234').numberClass).not.toBe('premium');
  });

  it.each([
    ['+870773123456', 'satellite unknown'],
    ['+881612345678', 'satellite unknown'],
    ['+8821612345678', 'satellite unknown'],
    ['+88213012345', 'satellite unknown'],
    ['+883510001234567', 'satellite unknown'],
    ['+8785101234567', 'satellite unknown'],
    ['+979123456789', 'premium unknown'],
    ['+80012345678', 'toll_free unknown'],
    ['+80812345678', 'shared_cost unknown'],
    ['+800123456789', 'invalid unknown'],
    ['011881612345678', 'satellite unknown'],
  ])('knows the global networks: %s is %s', (raw, expected) => {
    expect(seen(raw)).toBe(expected);
  });

  it.each([
    ['411', 'US', 'special US'],
    ['988', 'US', 'special US'],
    ['40404', 'US', 'special US'],
    ['3200', 'FR', 'premium FR'],
    ['118712', 'FR', 'premium FR'],
    ['116117', 'DE', 'special DE'],
    ['101', 'GB', 'special GB'],
  ])('knows the short code %s in %s: %s', (raw, home, expected) => {
    expect(seen(raw, home)).toBe(expected);
  });

  it.each([
    ['911', 'US'],
    ['+1911', 'US'],
    ['sip:112@gw', 'DE'],
  ])('puts emergency before everything: %s in %s', (raw, home) => {
    expect(facts(raw, home, [{ prefix: '1', class: 'premium' }])).toMatchObject({
      numberClass: 'emergency',
      country: home,
    });
  });

  it.each([
    ['1-800-FLOWERS', 'holds letters'],
    ['+1202555012', 'has a wrong number of digits for its country'],
    ['5550123', 'has a wrong number of digits for its country'],
    ['00442079460958', 'has a wrong number of digits for its country'],
    ['+999123456', 'has a country code that is not assigned'],
    ['+12005550123', 'is not in use in its numbering plan'],
    ['', 'is empty'],
  ])('says what is wrong with %j', (raw, problem) => {
    expect(facts(raw)).toMatchObject({ numberClass: 'invalid', country: 'unknown', problem });
  });

  it('gives all facts of a number', () => {
    expect(facts('sip:020 7946 0958@gw', 'GB')).toEqual({
      raw: 'sip:020 7946 0958@gw',
      e164: '+442079460958',
      digits: '442079460958',
      country: 'GB',
      numberClass: 'standard',
      callingCode: '44',
    });
    expect(facts('411')).toEqual({ raw: '411', digits: '', shortCode: '411', country: 'US', numberClass: 'special' });
  });

  it.each([
    ['933', 'US', '933'],
    ['44636', 'US', '44636'],
    ['+1933', 'US', '933'],
    ['tel:44636;phone-context=+1', 'DE', undefined],
    ['tel:44636;phone-context=+1', 'US', '44636'],
    ['sms:40404', 'US', '40404'],
    ['116117', 'DE', '116117'],
    ['3200', 'FR', '3200'],
    ['+12025550123', 'US', undefined],
  ])('keeps short codes apart from prefixes: %s in %s', (raw, home, shortCode) => {
    const known = facts(raw, home);
    expect(known.shortCode).toBe(shortCode);
    if (shortCode !== undefined) expect(known).toMatchObject({ digits: '', country: home });
  });

  it('never throws, and always gives one of the classes', () => {
    const dialled = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.stringMatching(/^[+]?[0-9*#() .-]{0,20}$/),
      fc.stringMatching(/^sip:[+]?[0-9]{0,16}@host$/),
    );
    fc.assert(
      fc.property(
        dialled,
        fc.constantFrom('US', 'DE', 'GB', 'BR', 'XX'),
        fc.constantFrom(...ADDRESSES),
        (raw, home, kind) => {
          const { numberClass, country, digits } = classifyNumber(raw, viewOf(home), kind);
          expect(NUMBER_CLASSES).toContain(numberClass);
          expect(country).not.toBe('');
          expect(digits).toMatch(/^\d*$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('NumberClassifier', () => {
  it('remembers, and answers like classifyNumber', () => {
    const view = viewOf('US');
    const classifier = new NumberClassifier(view);
    const first = classifier.classify('+12025550123');
    expect(first).toEqual(classifyNumber('+12025550123', view));
    expect(classifier.classify('+12025550123')).toBe(first);
  });
});

describe('isHomeTerritory', () => {
  it.each([
    ['US', 'US', true],
    ['PR', 'US', true],
    ['VI', 'US', true],
    ['GU', 'US', true],
    ['AS', 'US', true],
    ['MP', 'US', true],
    ['JM', 'US', false],
    ['CA', 'US', false],
    ['US', 'PR', false],
    ['unknown', 'US', false],
  ])('%s for %s: %s', (country, home, expected) => {
    expect(isHomeTerritory(country, home)).toBe(expected);
  });
});

import google from 'google-libphonenumber';
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { EmergencyNumbers } from '../../../../src/domain/phone/emergency.ts';
import { emergencyNumbersOf, isShortEmergency } from '../../../../src/domain/phone/emergency-data.ts';
import { callingCodeOf } from '../../../../src/domain/phone/metadata.ts';

const library = google.ShortNumberInfo.getInstance();

/** Every string of two to four digits; the few longer ones of the library are named. */
const SHORT = [2, 3, 4].flatMap((length) =>
  Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0')),
);

describe('the emergency numbers of every country', () => {
  it('have all that the library has', () => {
    const missing = getCountries().flatMap((country) => {
      const known = new Set(emergencyNumbersOf(country));
      return SHORT.filter((digits) => !known.has(digits) && library.isEmergencyNumber(digits, country)).map(
        (digits) => `${country} ${digits}`,
      );
    });
    expect(missing).toEqual([]);
    for (const [digits, country] of [
      ['90000', 'SE'],
      ['10111', 'ZA'],
      ['10177', 'ZA'],
      ['10111', 'NA'],
    ] as const) {
      expect(library.isEmergencyNumber(digits, country)).toBe(true);
      expect(isShortEmergency(digits, country)).toBe(true);
    }
  });

  it.each([
    ['FR', ['15', '17', '18', '112', '114', '115', '119', '191', '196', '197', '911', '116000']],
    ['GP', ['15', '17', '18', '112', '114', '115', '119', '191', '196', '197', '911', '116000']],
    ['JP', ['110', '112', '118', '119', '911']],
    ['CN', ['110', '112', '119', '120', '122', '911']],
    ['IT', ['112', '113', '114', '115', '118', '911', '1530']],
    ['TR', ['110', '112', '155', '156', '158', '177', '911']],
    ['BR', ['112', '128', '185', '190', '191', '192', '193', '194', '197', '198', '911']],
    ['GB', ['112', '911', '999']],
    ['US', ['112', '911']],
    ['nowhere', ['112', '911']],
  ])('are those of two public sources too: %s', (country, numbers) => {
    expect(emergencyNumbersOf(country)).toEqual(numbers);
    const list = new EmergencyNumbers([country]);
    for (const number of numbers) {
      for (const form of [number, `tel:${number}`, `sip:${number}@gw`, `+${callingCodeOf(country) ?? ''}${number}`]) {
        expect([form, list.isEmergency(form)]).toEqual([form, true]);
      }
    }
  });

  it('are nobody else’s number: none is a valid one at home or behind its country code', () => {
    const valid = getCountries().flatMap((country) =>
      emergencyNumbersOf(country)
        .filter(
          (digits) =>
            parsePhoneNumberFromString(`+${callingCodeOf(country) ?? ''}${digits}`)?.isValid() === true ||
            parsePhoneNumberFromString(digits, country)?.isValid() === true,
        )
        .map((digits) => `${country} ${digits}`),
    );
    expect(valid).toEqual([]);
  });
});

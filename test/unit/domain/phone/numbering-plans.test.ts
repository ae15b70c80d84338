import google from 'google-libphonenumber';
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max';
import { describe, expect, it } from 'vitest';
import { normaliseNumber } from '../../../../src/domain/phone/normalise.ts';
import { type NumberMetadata, plainNumber } from '../../../../src/domain/phone/numbering-plans.ts';

type Known = NumberMetadata | undefined;

function said(known: Known) {
  if (known === undefined) return undefined;
  const { number, countryCallingCode, country } = known;
  return {
    number,
    countryCallingCode,
    country,
    valid: known.isValid(),
    possible: known.isPossible(),
    type: known.getType(),
  };
}

/** Where both are asked and differ. */
function differences(numbers: Iterable<string>): string[] {
  const different: string[] = [];
  for (const digits of numbers) {
    const own = said(plainNumber(digits));
    if (own === undefined) continue;
    const library = said(parsePhoneNumberFromString(`+${digits}`, { extract: false }));
    if (JSON.stringify(own) !== JSON.stringify(library)) {
      different.push(`${digits}: ${JSON.stringify(own)}, not ${JSON.stringify(library)}`);
    }
  }
  return different;
}

/** Of every type that a country has, out of another library. */
const util = google.PhoneNumberUtil.getInstance();
const EXAMPLES = getCountries().flatMap((country) =>
  Object.values(google.PhoneNumberType)
    .filter(
      (type): type is google.PhoneNumberType => typeof type === 'number' && type !== google.PhoneNumberType.UNKNOWN,
    )
    .flatMap((type) => {
      const example = util.getExampleNumberForType(country, type) as google.PhoneNumber | null;
      return example === null ? [] : [util.format(example, google.PhoneNumberFormat.E164).slice(1)];
    }),
);

/** Always the same numbers, so that a failure comes again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('the numbering plans', () => {
  it('say what the library says about the examples of every country and type, and about their neighbours', () => {
    expect(EXAMPLES.length).toBeGreaterThan(1_000);
    const neighbours = EXAMPLES.flatMap((digits) => [
      digits,
      digits.slice(0, -1),
      `${digits}0`,
      `${digits.slice(0, -3)}000`,
      `${digits.slice(0, 4)}${digits.slice(5)}1`,
    ]);
    expect(differences(neighbours)).toEqual([]);
  });

  it('answer nearly all of the examples without it', () => {
    const answered = EXAMPLES.filter((digits) => plainNumber(digits) !== undefined);
    expect(answered.length / EXAMPLES.length).toBeGreaterThan(0.97);
    expect(answered.filter((digits) => plainNumber(digits)?.isValid() === true).length).toBeGreaterThan(1_000);
  });

  it('say the same about random digits behind every calling code', () => {
    const next = random(8_191);
    const numbers = Object.keys(metadata.country_calling_codes).flatMap((code) =>
      Array.from({ length: 150 }, () => {
        const length = 4 + next(11);
        return code + Array.from({ length }, () => String(next(10))).join('');
      }),
    );
    expect(differences(numbers)).toEqual([]);
  });

  it('leave global networks, unassigned codes and national prefixes to the library', () => {
    for (const digits of ['881612345678', '80012345678', '999123456', '4402079460958', '', '4', '0']) {
      expect(plainNumber(digits)).toBeUndefined();
    }
  });

  it.each(['US', 'CA', 'JM', 'VI'])('read what is dialled in the NANP as the library does: %s', (home) => {
    const next = random(131_071);
    for (let count = 0; count < 2_000; count += 1) {
      const text = `${count % 2 === 0 ? '1' : ''}${2 + next(8)}${String(next(1_000_000_000)).padStart(9, '0')}`;
      const library = parsePhoneNumberFromString(text, { extract: false, defaultCountry: home as 'US' });
      const own = normaliseNumber(text, home);
      if (own.kind !== 'subscriber' || library === undefined) throw new Error(`${text} is ${own.kind}`);
      expect(said(own.metadata)).toEqual(said(library));
    }
  });
});

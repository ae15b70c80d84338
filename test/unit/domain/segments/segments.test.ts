import * as fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { countSegments, FLAT_160_70, GSM_3GPP, SEGMENT_PROFILES } from '../../../../src/domain/segments.ts';

const GRIN = '\u{1F600}';

describe('countSegments by 3GPP TS 23.038', () => {
  it.each<[string, string, number, 'gsm7' | 'ucs2', number]>([
    ['an empty text', '', 1, 'gsm7', 0],
    ['160 characters', 'a'.repeat(160), 1, 'gsm7', 160],
    ['161 characters', 'a'.repeat(161), 2, 'gsm7', 161],
    ['306 characters', 'a'.repeat(306), 2, 'gsm7', 306],
    ['307 characters', 'a'.repeat(307), 3, 'gsm7', 307],
    ['80 euros', '€'.repeat(80), 1, 'gsm7', 160],
    ['81 euros', '€'.repeat(81), 2, 'gsm7', 162],
    // 153 is odd, so a segment of escape pairs holds 76 of them and one septet stays empty.
    ['153 brackets', '['.repeat(153), 3, 'gsm7', 306],
    ['160 brackets', '['.repeat(160), 3, 'gsm7', 320],
    ['a pair at the border', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3, 'gsm7', 306],
    ['every escaped character', '\f^{}\\[~]|€', 1, 'gsm7', 20],
    ['Greek capitals and umlauts', 'ΔΦΓΛΩΠΨΣΘΞÄÖÜäöüß', 1, 'gsm7', 17],
    ['a capital cedilla', 'Ç', 1, 'gsm7', 1],
    ['a small cedilla', 'ç', 1, 'ucs2', 1],
    ['a backtick', '`', 1, 'ucs2', 1],
    ['an escape on its own', '\x1b', 1, 'ucs2', 1],
    ['70 Cyrillic letters', 'я'.repeat(70), 1, 'ucs2', 70],
    ['71 Cyrillic letters', 'я'.repeat(71), 2, 'ucs2', 71],
    ['134 Cyrillic letters', 'я'.repeat(134), 2, 'ucs2', 134],
    ['135 Cyrillic letters', 'я'.repeat(135), 3, 'ucs2', 135],
    ['35 emoji', GRIN.repeat(35), 1, 'ucs2', 70],
    // 67 is odd: 33 emoji in a segment and one unit stays empty.
    ['36 emoji', GRIN.repeat(36), 2, 'ucs2', 72],
    ['67 emoji', GRIN.repeat(67), 3, 'ucs2', 134],
    ['an emoji at the border', `${'a'.repeat(66)}${GRIN}${'a'.repeat(66)}`, 3, 'ucs2', 134],
    ['160 letters and an emoji', `${'a'.repeat(160)}${GRIN}`, 3, 'ucs2', 162],
    ['half an emoji', '\ud83d', 1, 'ucs2', 1],
  ])('%s', (_, text, segments, encoding, units) => {
    expect(countSegments(text, GSM_3GPP)).toEqual({ segments, encoding, units });
  });

  it('takes a text of four megabytes in its stride', () => {
    const start = performance.now();
    expect(countSegments('€'.repeat(4_000_000), GSM_3GPP).segments).toBe(Math.ceil(4_000_000 / 76));
    expect(countSegments(GRIN.repeat(2_000_000), GSM_3GPP).segments).toBe(Math.ceil(2_000_000 / 33));
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('agrees with an independent library on texts without joined characters', () => {
    // The library counts an empty text as none and keeps grapheme clusters whole; neither is in the standard.
    const character = fc.oneof(
      fc.constantFrom(...Array.from('aZ0 é[€|\n')),
      fc.constantFrom('я', 'ç', '中', GRIN),
      fc.constantFrom(...Array.from('abcdefgh')),
    );
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...Array.from('abc0é[€|\n')), { minLength: 1, maxLength: 400 }),
      fc.array(character, { minLength: 1, maxLength: 200 }),
    );
    fc.assert(
      fc.property(texts, (characters) => {
        const text = characters.join('');
        const oracle = new SegmentedMessage(text, 'auto', false);
        const { segments, encoding } = countSegments(text, GSM_3GPP);
        expect({ segments, encoding }).toEqual({
          segments: oracle.segmentsCount,
          encoding: oracle.encodingName === 'GSM-7' ? 'gsm7' : 'ucs2',
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('countSegments flat (rule MC-4)', () => {
  it.each([
    ['160 characters', 'a'.repeat(160), 1],
    ['161 characters', 'a'.repeat(161), 2],
    ['320 characters', 'a'.repeat(320), 2],
    ['321 characters', 'a'.repeat(321), 3],
    ['70 with an emoji', `${'a'.repeat(68)}${GRIN}`, 1],
    ['71 with an emoji', `${'a'.repeat(69)}${GRIN}`, 2],
    ['140 Cyrillic letters', 'я'.repeat(140), 2],
    ['141 Cyrillic letters', 'я'.repeat(141), 3],
  ])('%s', (_, text, segments) => {
    expect(countSegments(text, FLAT_160_70).segments).toBe(segments);
  });
});

it('names its profiles as catalogs do', () => {
  expect([...SEGMENT_PROFILES.keys()]).toEqual(['gsm_3gpp', 'flat_160_70']);
});

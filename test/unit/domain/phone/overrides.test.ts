import { describe, expect, it } from 'vitest';
import { classifyNumber } from '../../../../src/domain/phone/classify.ts';
import type { NumberOverride } from '../../../../src/domain/phone/overrides.ts';
import { facts, viewOf } from './support.ts';

describe('overrides of the catalog', () => {
  const overrides: NumberOverride[] = [
    { prefix: '1202', class: 'premium' },
    { prefix: '+1202555', class: 'special', country: 'XY' },
    { prefix: '1200', class: 'standard', country: 'US' },
    { prefix: '999', class: 'satellite' },
    { prefix: '4420', class: 'invalid' },
    { prefix: '8816', class: 'mobile' },
    { prefix: '+933', class: 'standard' },
    { shortCode: '411', class: 'premium' },
    { shortCode: '7042', class: 'toll_free' },
    { shortCode: '1234567', class: 'standard', country: 'CA' },
    { shortCode: '40404', class: 'invalid' },
  ];
  it.each([
    ['+12027775555', 'premium', 'US'],
    ['+12025550123', 'special', 'XY'],
    ['+12125550123', 'standard', 'US'],
    // Ranges that the metadata does not know, or a code that nobody has.
    ['+12005550123', 'standard', 'US'],
    ['+999123456', 'satellite', 'unknown'],
    ['+442079460958', 'invalid', 'GB'],
    ['+881612345678', 'mobile', 'unknown'],
    // The catalog has the last word about how many digits a line has, within those of E.164.
    ['+1202555012', 'special', 'XY'],
    ['+120255501234', 'special', 'XY'],
    ['+12025550', 'special', 'XY'],
    ['+999123', 'invalid', 'unknown'],
    ['+1202555012345678', 'invalid', 'unknown'],
    // Short codes: one that the data knows, two that it does not, and one that it knows and the catalog rules out.
    ['411', 'premium', 'US'],
    ['+1411', 'premium', 'US'],
    ['7042', 'toll_free', 'US'],
    ['sip:1234567@gw', 'standard', 'CA'],
    ['40404', 'invalid', 'US'],
    // No prefix is about a short code, and no short code about a number.
    ['933', 'special', 'US'],
    ['9911', 'emergency', 'US'],
  ])('%s is %s in %s', (raw, numberClass, country) => {
    expect(facts(raw, 'US', overrides, ['9911'])).toMatchObject({ numberClass, country });
  });

  it('says that the catalog rules a number out', () => {
    const out: NumberOverride[] = [
      { shortCode: '411', class: 'invalid' },
      { prefix: '999', class: 'invalid' },
    ];
    for (const raw of ['411', '+999123456', '+1411']) {
      expect(facts(raw, 'US', out)).toMatchObject({ problem: 'is ruled out by the catalog' });
    }
  });
});

describe('addresses that nobody dials', () => {
  it.each([
    // As WhatsApp has them: Mexico's mobiles before 2019, Brazil's before 2016, Benin's before 2024.
    ['+5215512345678', 'mobile MX'],
    ['521 55 1234 5678', 'mobile MX'],
    ['whatsapp:+5215512345678', 'mobile MX'],
    ['5215512345678@s.whatsapp.net', 'mobile MX'],
    ['+551187654321', 'mobile BR'],
    ['5511987654321', 'mobile BR'],
    ['22997123456', 'standard BJ'],
    ['+12025550123', 'standard US'],
    ['2025550123', 'standard EG'],
    ['+12005550123', 'standard unknown'],
    ['+19005550123', 'premium US'],
    ['911', 'emergency US'],
    ['+999123456', 'invalid unknown'],
    ['02025550123', 'invalid unknown'],
    ['40404', 'invalid unknown'],
    ['alice', 'invalid unknown'],
  ])('reads %j as an E.164 id: %s', (raw, expected) => {
    const { numberClass, country } = classifyNumber(raw, viewOf('US'), 'e164');
    expect(`${numberClass} ${country}`).toBe(expected);
  });

  it('lets the catalog rule E.164 ids out too', () => {
    const view = viewOf('US', [{ prefix: '+521', class: 'invalid' }]);
    expect(classifyNumber('+5215512345678', view, 'e164')).toMatchObject({ numberClass: 'invalid' });
  });

  it.each(['alice', 'wamid.HBg', '3fa85f64-5717', '12', '+1', '911', 'x'.repeat(5_000)])(
    'takes any text for an opaque id: %.20j',
    (raw) => {
      expect(classifyNumber(raw, viewOf('US'), 'opaque')).toEqual({
        raw,
        digits: '',
        country: 'unknown',
        numberClass: 'standard',
      });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { EmergencyNumbers } from '../../../../src/domain/phone/emergency.ts';
import { facts } from './support.ts';

describe('a caller-id code', () => {
  it.each([
    ['*67 9-1-1', 'US'],
    ['sip:*82911@gw', 'CA'],
    ['*67+1911', 'US'],
    ['1167911', 'US'],
    ['*31#110', 'DE'],
    ['*67#112', 'IT'],
    ['*23#119', 'KR'],
    ['184110', 'JP'],
    ['186-119', 'JP'],
    ['184 118', 'JP'],
    ['tel:184-110', 'JP'],
    ['184+81110', 'JP'],
    ['18401081119', 'JP'],
    ['141999', 'GB'],
    ['141 112', 'GB'],
    ['1470-999', 'GB'],
    ['1831 000', 'AU'],
    ['1832000', 'AU'],
    ['1831112', 'AU'],
    ['0197111', 'NZ'],
    ['133999', 'HK'],
    ['067091', 'ES'],
    ['141999', 'IE'],
    ['365118', 'FR'],
  ])('hides no emergency number: %s in %s', (raw, country) => {
    expect(new EmergencyNumbers([country]).isEmergency(raw)).toBe(true);
    expect(new EmergencyNumbers(['PL']).isEmergency(raw, country)).toBe(true);
  });

  it.each([
    ['184911', 'US'],
    ['141911', 'US'],
    ['1841100', 'JP'],
    ['1840312345678', 'JP'],
    ['141', 'GB'],
    ['1419991', 'GB'],
    ['*67*72911', 'US'],
  ])('makes none of another number: %s in %s', (raw, country) => {
    expect(new EmergencyNumbers([country]).isEmergency(raw)).toBe(false);
  });

  it.each([
    // Caller-id codes: the number behind them is called.
    ['*67 202 555 0123', 'US', '+12025550123'],
    ['*82-1-202-555-0123', 'CA', '+12025550123'],
    ['1167 202 555 0123', 'US', '+12025550123'],
    ['sip:*67+12025550123@gw', 'US', '+12025550123'],
    ['#31#03012345678', 'DE', '+493012345678'],
    ['*31#+493012345678', 'DE', '+493012345678'],
    ['184 03 1234 5678', 'JP', '+81312345678'],
    ['186-090-1234-5678', 'JP', '+819012345678'],
    ['141 020 7946 0958', 'GB', '+442079460958'],
    ['1470 020 7946 0958', 'GB', '+442079460958'],
    ['14100 1 202 555 0123', 'GB', '+12025550123'],
    ['1831 02 9876 5432', 'AU', '+61298765432'],
    ['0197 09 302 3000', 'NZ', '+6493023000'],
    ['133 2123 4567', 'HK', '+85221234567'],
    ['141 01 234 5678', 'IE', '+35312345678'],
    // What is a number as it stands stays that one.
    ['0141 496 0123', 'GB', '+441414960123'],
  ])('takes %s in %s for %s', (raw, home, expected) => {
    expect(facts(raw, home).e164).toBe(expected);
  });
});

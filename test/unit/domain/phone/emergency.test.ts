import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmergency } from '../../../../src/domain/phone/emergency.ts';
import { NO_OVERRIDES } from '../../../../src/domain/phone/metadata.ts';

describe('isEmergency (rule G-3)', () => {
  it.each([
    ['911', 'US'],
    ['112', 'US'],
    ['9 1 1', 'US'],
    ['9-1-1', 'US'],
    ['sip:911@gateway.example.com;user=phone', 'US'],
    ['"Help" <sip:911@10.0.0.1>', 'US'],
    ['sips:+1911@gateway.example.com', 'US'],
    ['sip:%2B1911@gateway.example.com', 'US'],
    ['tel:911', 'US'],
    ['tel:911;phone-context=+1', 'US'],
    ['urn:service:sos', 'US'],
    ['<urn:service:sos.fire>', 'DE'],
    // How gateways normalise it.
    ['+1911', 'US'],
    ['1911', 'US'],
    ['0111911', 'US'],
    ['+49112', 'DE'],
    ['0049112', 'DE'],
    ['49110', 'DE'],
    ['+44999', 'GB'],
    // A gateway of another country carries it too.
    ['+44999', 'US'],
    // Caller id withheld for this call.
    ['*67911', 'US'],
    ['#31#112', 'DE'],
    ['999', 'GB'],
    ['110', 'DE'],
    ['000', 'AU'],
    ['119', 'JP'],
    ['15', 'FR'],
    ['17', 'FR'],
    ['18', 'FR'],
    ['100', 'IN'],
    ['101', 'IN'],
    ['190', 'BR'],
    ['10111', 'ZA'],
    // Every handset takes these two for emergency numbers, in every country and when the country is not known.
    ['911', 'CH'],
    ['112', 'CN'],
    ['911', 'nowhere'],
    ['112', ''],
  ])('%s in %s is one', (raw, country) => {
    expect(isEmergency(raw, country, NO_OVERRIDES)).toBe(true);
  });

  it.each([
    ['933', 'US'],
    ['988', 'US'],
    ['411', 'US'],
    ['999', 'US'],
    ['9911', 'US'],
    // What begins with one is not one: these would be free calls.
    ['9112', 'US'],
    ['9112025550123', 'US'],
    ['911234567890', 'US'],
    ['1121234567', 'DE'],
    ['+19115550123', 'US'],
    ['911,2025550123', 'US'],
    ['*72911', 'US'],
    // Short codes and numbers that look like a calling code and an emergency number.
    ['3315', 'FR'],
    ['376112', 'AD'],
    ['358112', 'FI'],
    ['+12025550911', 'US'],
    ['', 'US'],
    ['+', 'US'],
    ['anonymous', 'US'],
    ['urn:service:counseling', 'US'],
  ])('%s in %s is none', (raw, country) => {
    expect(isEmergency(raw, country, NO_OVERRIDES)).toBe(false);
  });

  it("takes the catalog's own numbers, dialled in any form, and no others", () => {
    const overrides = { emergencyNumbers: ['9911', '1-900'], classes: [] };
    expect(isEmergency('9911', 'US', overrides)).toBe(true);
    expect(isEmergency('sip:9911@pbx', 'US', overrides)).toBe(true);
    expect(isEmergency('+19911', 'US', overrides)).toBe(true);
    expect(isEmergency('1900', 'US', overrides)).toBe(true);
    expect(isEmergency('99112', 'US', overrides)).toBe(false);
    expect(isEmergency('9911', 'US', NO_OVERRIDES)).toBe(false);
  });

  it('never throws and is quick about rubbish', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom('US', 'DE', 'XX', ''),
        (raw, country) => {
          expect(typeof isEmergency(raw, country, NO_OVERRIDES)).toBe('boolean');
        },
      ),
    );
    const start = performance.now();
    for (const text of [' '.repeat(4_000_000), '<'.repeat(4_000_000), '9'.repeat(4_000_000)]) {
      expect(isEmergency(text, 'US', NO_OVERRIDES)).toBe(false);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});

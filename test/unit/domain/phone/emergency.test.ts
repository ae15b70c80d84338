import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmergencyNumbers } from '../../../../src/domain/phone/emergency.ts';

function isEmergency(raw: string, country: string, listed: readonly string[] = []): boolean {
  return new EmergencyNumbers([country], listed).isEmergency(raw);
}

describe('EmergencyNumbers (rule G-3)', () => {
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
    ['114', 'FR'],
    ['115', 'FR'],
    ['119', 'FR'],
    ['+33196', 'FR'],
    ['118', 'JP'],
    ['122', 'CN'],
    ['1530', 'IT'],
    // Every handset takes these two for emergency numbers, in every country and when the country is not known.
    ['911', 'CH'],
    ['112', 'CN'],
    ['911', 'nowhere'],
    ['112', ''],
  ])('%s in %s is one', (raw, country) => {
    expect(isEmergency(raw, country)).toBe(true);
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
    expect(isEmergency(raw, country)).toBe(false);
  });

  it.each([
    // RFC 5031, in a name-addr (RFC 3261 25.1) or alone.
    '"SOS" <urn:service:sos>',
    'Ambulance <urn:service:sos.ambulance>',
    'SOS<urn:service:sos>',
    '"say \\"<help>\\"" <URN:SERVICE:SOS>',
    '"never closed <urn:service:sos>',
    '<urn:service:sos.police>;tag=1928301774',
    '< urn:service:sos >',
    '<urn:service:sos',
    'Urn:Service:Sos.Marine',
    'urn:service:sos.animal-control',
    'urn:service:sos.ecall.manual',
    'urn:service:sos?x=1',
    'urn:service:sos;x',
    'urn:service:sos.fire;loc="<here>"',
    'urn:service:sos#1',
    'sip:urn:service:sos.fire',
    'sips:urn:service:sos@esrp.example.com;user=phone',
    '"Fire" <sip:urn:service:sos.fire@esrp.example.com>',
    'sip:urn%3Aservice%3Asos@esrp.example.com',
    'urn:service:%73os',
    'urn%3aservice%3asos%2Efire',
    '\r\n "SOS"\r\n <urn:service:sos>',
    // RFC 3966 and RFC 3261: separators, parameters, escapes, headers.
    'TEL:911',
    'tel:9-1-1',
    // Copied from a contact, with marks of direction that nobody sees.
    '\u202a911\u202c',
    '\u200e9\u00ad1\u200b1',
    'tel:(9)11;phone-context=+1',
    'tel:+1-911;isub=12',
    'tel:911;phone-context=example.com',
    'tel:911;ext=5',
    'sip:911',
    'sip:911?Subject=help',
    'sip:911;transport=udp',
    'sip:911;phone-context=+1@gw;user=dialstring',
    'sip:%39%31%31@gw',
    '<sip:911@gw?Subject=help>;tag=1',
    '"911 <not this>" <sip:911:secret@gw>',
    // A plus before everything.
    '+911',
    '+112',
  ])('%j is one, at home in the US', (raw) => {
    expect(isEmergency(raw, 'US')).toBe(true);
  });

  it.each([
    'urn:service:sosx',
    'urn:service:sos-x',
    'urn:service:so',
    'urn:service',
    'urn:services:sos',
    'urn:service:test.sos',
    'urn:service:counseling.suicide',
    'xurn:service:sos',
    // A display name, a host or a parameter that only mentions one.
    '"urn:service:sos" <sip:+12025550123@gw>',
    '"<urn:service:sos>" <sip:+12025550123@gw>',
    '"a \\" <urn:service:sos>" <tel:+12025550123>',
    'urn:service:sos <sip:+12025550123@gw>',
    '911 <sip:+12025550123@gw>',
    '"911" <+12025550123>',
    'sip:+12025550123@urn:service:sos',
    'sip:+12025550123@gw;x=urn:service:sos',
    '<sip:+12025550123@gw>;x="<urn:service:sos>"',
    'sip:alice@gw?To=911',
    // What begins with one: an escaped separator does not end a number.
    'sip:911%3B2025550123@gw',
    'sip:911%402025550123@gw',
    '9112025550123?x=911',
    '911?2025550123',
    'sip:9112025550123@gw',
    'tel:911-202-555-0123',
    '+9112025550123',
    '+91112345',
    '+1411',
  ])('%j is none, at home in the US', (raw) => {
    expect(isEmergency(raw, 'US')).toBe(false);
  });

  it.each([
    ['AU', '0011 61 000'],
    ['AU', '0061000'],
    ['JP', '010-81-119'],
    ['RU', '8107112'],
    ['DE', '0049 (110)'],
    ['BR', '0021 55 190'],
  ])('knows the exit codes of %s: %s', (country, raw) => {
    expect(isEmergency(raw, country)).toBe(true);
  });

  describe("with the catalog's own numbers", () => {
    it.each([
      '1988',
      '988',
      '+1988',
      '0111988',
      '011 1 988',
      '*67988',
      '*82 1 988',
      '*67+1988',
      '9-8-8',
      '(988)',
      'sip:988@pbx',
      'sip:%2B1988@pbx',
      'sips:+1-988;user=phone@pbx',
      'tel:988;phone-context=+1',
      '"Lifeline" <tel:1988>',
      '9911',
      '19911',
      '+19911',
      '1 555 0199',
      '+15550199',
    ])('%j is one', (raw) => {
      expect(isEmergency(raw, 'US', ['988', '9911', '1-555-0199', '5550199'])).toBe(true);
    });

    it.each(['9889', '98', '19880', '9885550123', '+19885550123', '*72988', '0441988', '+44988', '2988', '99112'])(
      '%j is none',
      (raw) => {
        expect(isEmergency(raw, 'US', ['988', '9911'])).toBe(false);
      },
    );

    it('takes none for a number that the country has already', () => {
      expect(isEmergency('3315', 'FR', ['15'])).toBe(false);
      expect(isEmergency('+3315', 'FR', ['15'])).toBe(true);
      expect(isEmergency('+6561234567', 'SG', ['61234567'])).toBe(true);
      expect(isEmergency('6561234567', 'SG', ['61234567'])).toBe(true);
      expect(isEmergency('61234568', 'SG', ['61234567'])).toBe(false);
    });

    it('needs no country', () => {
      expect(isEmergency('988', '', ['988'])).toBe(true);
      expect(new EmergencyNumbers([], ['988']).isEmergency('988')).toBe(true);
      expect(new EmergencyNumbers([]).isEmergency('988')).toBe(false);
      expect(new EmergencyNumbers([]).isEmergency('+1911')).toBe(true);
    });
  });

  describe('of several countries', () => {
    const list = new EmergencyNumbers(['US', 'GB', 'FR']);
    it.each([
      '911',
      '999',
      '15',
      '+44999',
      '44999'.replace('44', '+44'),
      '0111911',
      '0044999',
      '01144999',
      '+33 15',
      'sip:999@gw',
    ])('%j is one', (raw) => {
      expect(list.isEmergency(raw)).toBe(true);
    });

    // `44999` may be a short code of the United States, `3315` is one of France.
    it.each(['44999', '3315', '110', '000', '+12025550999', '9991', '1999', '999 2025550123'])('%j is none', (raw) => {
      expect(list.isEmergency(raw)).toBe(false);
    });

    it('counts the country of the caller for this call only', () => {
      const home = new EmergencyNumbers(['US']);
      expect(home.isEmergency('999')).toBe(false);
      expect(home.isEmergency('999', 'GB')).toBe(true);
      expect(home.isEmergency('000', 'AU')).toBe(true);
      expect(home.isEmergency('00111911', 'AU')).toBe(true);
      expect(home.isEmergency('sip:9-9-9@gw', 'GB')).toBe(true);
      expect(home.isEmergency('999', 'US')).toBe(false);
      expect(home.isEmergency('999', 'XX')).toBe(false);
      expect(home.isEmergency('999')).toBe(false);
      expect(home.isEmergency('911', 'GB')).toBe(true);
    });
  });

  it('never throws and is quick about rubbish', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom('US', 'DE', 'XX', ''),
        (raw, country) => {
          expect(typeof isEmergency(raw, country)).toBe('boolean');
        },
      ),
    );
    const start = performance.now();
    for (const text of [' '.repeat(4_000_000), '<'.repeat(4_000_000), '9'.repeat(4_000_000)]) {
      expect(isEmergency(text, 'US')).toBe(false);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});

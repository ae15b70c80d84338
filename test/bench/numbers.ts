/**
 * What it costs to classify a number that was never seen: international ones of many countries, ones of the home
 * country as its gateways write them, and numbers that no plan knows. Compare two checkouts: `npm run bench:numbers`.
 */
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { NumberClassifier } from '../../src/domain/phone/classify.ts';
import { EmergencyNumbers } from '../../src/domain/phone/emergency.ts';
import { NumberOverrides } from '../../src/domain/phone/overrides.ts';
import { median } from './quantiles.ts';

const COUNT = 20_000;
const ROUNDS = 7;
const PREFIXES = ['202', '212', '415', '312', '617', '305', '713', '206'];

/** A number with these as its last digits. */
function ending(number: string, serial: number, digits: number): string {
  return number.slice(0, -digits) + String(serial % 10 ** digits).padStart(digits, '0');
}

const mobiles = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? []);
const home = (serial: number): string => `${PREFIXES[serial % PREFIXES.length] ?? ''}555${ending('0000', serial, 4)}`;
const KINDS: Readonly<Record<string, (serial: number) => string>> = {
  'home, +1': (serial) => `+1${home(serial)}`,
  'home, ten digits': home,
  'abroad, mobile': (serial) => ending(mobiles[serial % mobiles.length] ?? '', serial, 4),
  'no such number': (serial) => `+1200555${ending('0000', serial, 4)}`,
};

function classifier(): NumberClassifier {
  const emergencyNumbers = new EmergencyNumbers(['US'], ['988', '933']);
  return new NumberClassifier({ homeCountry: 'US', emergencyNumbers, overrides: new NumberOverrides() });
}

for (const [kind, numberOf] of Object.entries(KINDS)) {
  const numbers = [...new Set(Array.from({ length: COUNT }, (_, serial) => numberOf(serial)))];
  const rounds = Array.from({ length: ROUNDS }, () => {
    const fresh = classifier();
    const start = performance.now();
    for (const number of numbers) fresh.classify(number);
    return ((performance.now() - start) * 1000) / numbers.length;
  });
  console.log(`${kind.padEnd(18)} ${median(rounds).toFixed(2)} µs a number (${numbers.length} numbers)`);
}

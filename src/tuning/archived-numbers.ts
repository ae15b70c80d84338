/** Numbers that an archive has kept masked or hashed: what is known of them is what the catalog is asked with. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { NumberFacts } from '../domain/phone/classify.ts';
import { callingCodeOf, NUMBER_CLASSES, UNKNOWN_COUNTRY } from '../domain/phone/metadata.ts';
import type { ArchivedNumber } from './past-call.ts';

/** Undefined where the class is none that we know. */
export function archivedNumber(text: string, numberClass: string, country: string): ArchivedNumber | undefined {
  const known = NUMBER_CLASSES.find((each) => each === numberClass);
  if (known === undefined) return undefined;
  const place = /^[A-Z]{2}$/.test(country) ? country : UNKNOWN_COUNTRY;
  return { name: `${text} (${place} ${known})`, country: place, numberClass: known };
}

/**
 * The catalog, with this number known to it. Rules that look at class and country decide as they would have; the codes
 * of a deck and prefixes longer than a calling code cannot be told.
 */
export function knowing(snapshot: CatalogSnapshot, number: ArchivedNumber): CatalogSnapshot {
  const facts = factsOf(number);
  return new Proxy(snapshot, {
    get(target, key): unknown {
      if (key === 'classify') {
        return (text: string, ...rest: []) => (text === number.name ? facts : target.classify(text, ...rest));
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

function factsOf({ name, country, numberClass }: ArchivedNumber): NumberFacts {
  const callingCode = callingCodeOf(country);
  const facts = { raw: name, digits: callingCode ?? '', country, numberClass };
  return callingCode === undefined ? facts : { ...facts, callingCode };
}

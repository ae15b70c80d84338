/** How the numbers of other parties get into the archive, as its settings say. */
import { createHmac } from 'node:crypto';
import { BoundedCache } from '../domain/bounded-cache.ts';
import type { NumberFacts } from '../domain/phone/classify.ts';
import type { ArchivedNumber } from '../ledger/port.ts';
import type { NumberForm } from './port.ts';

/** A number that a gateway made up must not fill the journal. */
const LONGEST = 64;
const HASH_LENGTH = 16;
/** The same numbers are called again and again. */
const CACHED_NUMBERS = 20_000;

function wholeNumber({ e164, shortCode, raw }: NumberFacts): string {
  return (e164 ?? shortCode ?? raw).slice(0, LONGEST);
}

/** The hash by which all calls of a number are found. */
export function hashedNumber(number: string, key: string): string {
  return createHmac('sha256', key).update(number).digest('hex').slice(0, HASH_LENGTH);
}

/** Undefined where they are masked, as they are everywhere else. */
export function archivedNumbers(form: NumberForm, hashKey = ''): ((facts: NumberFacts) => ArchivedNumber) | undefined {
  if (form === 'masked') return undefined;
  if (form === 'full') return (facts) => ({ form, text: wholeNumber(facts) });
  const cache = new BoundedCache<string>(CACHED_NUMBERS);
  return (facts) => {
    const number = wholeNumber(facts);
    let text = cache.get(number);
    if (text === undefined) {
      text = hashedNumber(number, hashKey);
      cache.set(number, text);
    }
    return { form, text };
  };
}

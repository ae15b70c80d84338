/** How numbers are written to the log: never whole. */
import { createHmac, randomBytes } from 'node:crypto';
import { BoundedCache } from '../domain/bounded-cache.ts';
import { maskNumber } from '../domain/phone/mask.ts';

export interface NumberMaskOptions {
  /** `last2` keeps the last two digits; `hash` writes a keyed hash, so that lines about one number can be found together. */
  readonly numberMasking: 'last2' | 'hash';
  /** Without one a key is made up for this run: hashes of different runs cannot be compared. */
  readonly hashKey?: string | undefined;
}

const CACHED_HASHES = 10_000;
const HASH_LENGTH = 16;

export function createNumberMask({ numberMasking, hashKey }: NumberMaskOptions): (number: string) => string {
  if (numberMasking === 'last2') return (number) => (number === '' ? '' : maskNumber(number));
  const key = hashKey ?? randomBytes(32);
  const cache = new BoundedCache<string>(CACHED_HASHES);
  return (number) => {
    if (number === '') return '';
    const known = cache.get(number);
    if (known !== undefined) return known;
    const hash = `h:${createHmac('sha256', key).update(number).digest('hex').slice(0, HASH_LENGTH)}`;
    cache.set(number, hash);
    return hash;
  };
}

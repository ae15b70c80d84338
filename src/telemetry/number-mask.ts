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

/** The same numbers come again and again, twice for every decision. */
const CACHED_NUMBERS = 20_000;
/** A flood of long rubbish must not fill the memory. */
const CACHED_LENGTH_MAX = 128;
const HASH_LENGTH = 16;

export function createNumberMask({ numberMasking, hashKey }: NumberMaskOptions): (number: string) => string {
  const key = hashKey ?? randomBytes(32);
  const write = numberMasking === 'last2' ? maskNumber : (number: string) => keyedHash(number, key);
  const cache = new BoundedCache<string>(CACHED_NUMBERS);
  return (number) => {
    if (number === '') return '';
    const known = cache.get(number);
    if (known !== undefined) return known;
    const written = write(number);
    if (number.length <= CACHED_LENGTH_MAX) cache.set(number, written);
    return written;
  };
}

function keyedHash(number: string, key: string | Buffer): string {
  return `h:${createHmac('sha256', key).update(number).digest('hex').slice(0, HASH_LENGTH)}`;
}

/** What carriers write to say that a code is closed, or that it is open. In small letters. */

/** What closes a code where the mapping does not say it. */
export const BLOCKED_WORDS: readonly string[] = [
  'blocked',
  'block',
  'barred',
  'closed',
  'forbidden',
  'discontinued',
  'deleted',
];

/** What stands in place of a price that nobody gives. A dash does not: spreadsheets show 0.00 so. */
export const UNPRICED_WORDS: ReadonlySet<string> = new Set([
  ...BLOCKED_WORDS,
  'n/a',
  'na',
  'none',
  'no service',
  'not available',
  'not offered',
  'not supported',
  'unavailable',
  'inactive',
  'disabled',
  'suspended',
  'removed',
  'withdrawn',
  'prohibited',
  'restricted',
  'banned',
]);

/** What says that a code is open, in a status column whose words nobody named. */
export const OPEN_WORDS: readonly string[] = [
  '',
  'open',
  'active',
  'enabled',
  'available',
  'valid',
  'current',
  'new',
  'increase',
  'increased',
  'decrease',
  'decreased',
  'unchanged',
  'no change',
  'changed',
];

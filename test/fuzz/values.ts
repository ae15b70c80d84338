/** Values for fields: such as make sense, so that requests come far, and such as nobody should send. */
import type { Seeded } from '../support/seeded.ts';

/** Numbers that must never stand whole in a log. */
export const NUMBERS = ['+12025550134', '+14155550187', '+442079460123', '+33199001234', '+81335551234'] as const;

/** By field, what comes far. Fields that are not here get a small number or a short word. */
const PLAUSIBLE: Readonly<Record<string, readonly (string | number)[]>> = {
  accountId: ['acme', 'acme-berlin', 'office', 'nobody'],
  parentAccountId: ['', 'acme'],
  holdId: ['h-1', 'h-2', 'h-3', 'h-4', 'h-5', 'h-6'],
  parentHoldId: ['', '', 'h-1'],
  subjectId: ['', 'agent-7'],
  service: ['', 'call', 'sms'],
  direction: [1, 1, 1, 2, 0],
  from: NUMBERS,
  to: [...NUMBERS, '911', '112', '+19005550123', '12', '*86'],
  number: NUMBERS,
  otherNumber: NUMBERS,
  text: ['hello', 'héllo €', ''],
  idempotencyKey: ['k-1', 'k-2', 'k-3', 'k-4', 'k-5'],
  chargeIdempotencyKey: ['', 'k-1', 'k-2'],
  plan: ['', 'default'],
  currency: ['', 'USD'],
  timeZone: ['', 'Europe/Berlin'],
  country: ['', 'DE', 'US'],
  gatewayId: ['', 'sbc-1', 'sbc-2'],
  listId: ['l-1', 'l-2', 'l-3'],
  note: ['', 'a note'],
  pageToken: [''],
  services: ['call', 'sms'],
  numbers: NUMBERS,
  instanceId: [''],
  packId: ['', 'pack-1'],
  software: ['fuzz'],
  xRequestId: ['', 'r-1'],
};

const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\r\nx: y',
  '\u001b[2J',
  '\u202eevil',
  '😀'.repeat(20),
  'a}:h:1',
  '{t0}',
  'a:b%c{d}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00%0a',
  "'; return redis.call('FLUSHALL') --",
  '${7*7}',
  '<script>',
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '9'.repeat(400),
  '0x7fffffff',
  '9007199254740993',
  '\ud800',
  'x'.repeat(129),
  'x'.repeat(5_000),
  'é'.repeat(70_000),
];

const HOSTILE_INTEGERS: readonly bigint[] = [
  0n,
  1n,
  -1n,
  2n,
  127n,
  128n,
  2n ** 31n - 1n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n),
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 64n - 1n,
  1_000_000_000_000n,
  10_000_000_000_001n,
  253_402_300_799_999n,
];

export function plausible(name: string, seeded: Seeded): string | number {
  const values = PLAUSIBLE[name];
  if (values !== undefined) return seeded.pick(values);
  if (name.endsWith('Ms')) return Date.now() + seeded.between(-1e9, 1e9);
  return seeded.between(0, seeded.chance(0.2) ? 100_000 : 70);
}

export function hostileText(seeded: Seeded): string {
  if (seeded.chance(0.8)) return seeded.pick(HOSTILE_TEXTS);
  return Array.from({ length: seeded.between(1, 60) }, () => String.fromCharCode(seeded.between(0, 0x3ff))).join('');
}

/** For a field with a number in it: one that something makes none, which must not be repeated whole either. */
export function hostileNumber(seeded: Seeded): string {
  return seeded.pick(NUMBERS) + seeded.pick(['x', '\u0000', ' 5', ';ext=', '"', '\n']);
}

export function isNumberField(name: string): boolean {
  return ['from', 'to', 'number', 'otherNumber', 'numbers'].includes(name);
}

export function hostileInteger(seeded: Seeded): bigint {
  if (seeded.chance(0.7)) return seeded.pick(HOSTILE_INTEGERS);
  return BigInt(seeded.between(-(2 ** 31), 2 ** 31)) * BigInt(seeded.between(1, 2 ** 31));
}

export function randomBytes(seeded: Seeded, most: number): Buffer {
  return Buffer.from(Array.from({ length: seeded.between(0, most) }, () => seeded.between(0, 255)));
}

/** Some bytes of it changed, doubled, cut out or inserted. */
export function mutated(bytes: Buffer, seeded: Seeded): Buffer {
  let result = Buffer.from(bytes);
  for (let times = seeded.between(1, 4); times > 0 && result.length > 0; times -= 1) {
    const at = seeded.between(0, result.length - 1);
    const until = Math.min(result.length, at + seeded.between(1, 40));
    const [before, part, after] = [result.subarray(0, at), result.subarray(at, until), result.subarray(until)];
    result = seeded.pick([
      () => Buffer.concat([before, Buffer.from([seeded.between(0, 255)]), result.subarray(at + 1)]),
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, part, part, after]),
      () => Buffer.concat([before, randomBytes(seeded, 12), result.subarray(at)]),
      () => Buffer.from(before),
    ])();
  }
  return result;
}

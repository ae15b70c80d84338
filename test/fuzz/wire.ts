/** Messages in protobuf's wire format, written by hand: a library would not write what should never be sent. */
import type { RequestField } from '../../src/transport/definitions.ts';
import type { Seeded } from '../support/seeded.ts';
import {
  hostileInteger,
  hostileNumber,
  hostileText,
  isNumberField,
  mutated,
  plausible,
  randomBytes,
} from './values.ts';

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

export interface Mix {
  /** Of the fields that are sent at all, from 0 to 1: those with a value that nobody should send. */
  readonly hostile: number;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return Buffer.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

const tag = (number: number, wireType: number): Buffer => varint(BigInt(number * 8 + wireType));
const delimited = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([tag(number, BYTES), varint(BigInt(bytes.length)), bytes]);

/** A request with such fields. */
export function messageOf(fields: readonly RequestField[], seeded: Seeded, mix: Mix): Buffer {
  const parts: Buffer[] = [];
  for (const field of fields) {
    if (seeded.chance(0.25)) continue;
    for (let times = seeded.chance(0.1) ? seeded.between(2, 5) : 1; times > 0; times -= 1)
      parts.push(seeded.chance(mix.hostile) ? hostileField(field, seeded) : plausibleField(field, seeded, mix));
  }
  const bytes = Buffer.concat(parts);
  return seeded.chance(mix.hostile / 4) ? mutated(bytes, seeded) : bytes;
}

function plausibleField(field: RequestField, seeded: Seeded, mix: Mix): Buffer {
  const { name, number, type, fields } = field;
  if (fields !== undefined) return delimited(number, messageOf(fields, seeded, mix));
  const value = plausible(name, seeded);
  switch (type) {
    case 'TYPE_STRING':
      return delimited(number, Buffer.from(String(value)));
    case 'TYPE_BOOL':
      return Buffer.concat([tag(number, VARINT), varint(seeded.chance(0.3) ? 1n : 0n)]);
    case 'TYPE_BYTES':
      return delimited(number, randomBytes(seeded, 200));
    case 'TYPE_MESSAGE':
      // A map or a mask.
      return delimited(number, Buffer.concat([delimited(1, Buffer.from('minutes')), tag(2, VARINT), varint(60n)]));
    default:
      return Buffer.concat([tag(number, VARINT), varint(typeof value === 'number' ? BigInt(Math.floor(value)) : 1n)]);
  }
}

function hostileField({ name, number, type }: RequestField, seeded: Seeded): Buffer {
  if (isNumberField(name) && seeded.chance(0.3)) return delimited(number, Buffer.from(hostileNumber(seeded)));
  return seeded.pick([
    () => Buffer.concat([tag(number, VARINT), varint(hostileInteger(seeded))]),
    () => delimited(number, Buffer.from(hostileText(seeded))),
    () => delimited(number, randomBytes(seeded, 300)),
    // Of its own type, mostly: the others are soon refused.
    ...(type === 'TYPE_STRING'
      ? Array.from({ length: 4 }, () => () => delimited(number, Buffer.from(hostileText(seeded))))
      : Array.from({ length: 4 }, () => () => Buffer.concat([tag(number, VARINT), varint(hostileInteger(seeded))]))),
    () => Buffer.concat([tag(number, FIXED_64), randomBytes(seeded, 8)]),
    () => Buffer.concat([tag(number, FIXED_32), randomBytes(seeded, 4)]),
    // A length that is not there, a number of a field that nobody knows, a group in a group in a group.
    () => Buffer.concat([tag(number, BYTES), varint(hostileInteger(seeded))]),
    () => delimited(seeded.between(16, 2 ** 28), randomBytes(seeded, 20)),
    () => Buffer.concat(Array.from({ length: seeded.between(1, 3_000) }, () => tag(number, 3))),
    () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  ])();
}

/** The same as JSON. */
export function jsonOf(fields: readonly RequestField[], seeded: Seeded, mix: Mix, nameOf: (name: string) => string) {
  const message: Record<string, unknown> = {};
  for (const { name, fields: inner } of fields) {
    if (seeded.chance(0.25)) continue;
    const isHostile = seeded.chance(mix.hostile);
    const nested = (): unknown =>
      inner === undefined ? plausible(name, seeded) : [jsonOf(inner, seeded, mix, nameOf)];
    const hostile = (): unknown =>
      isNumberField(name) && seeded.chance(0.3) ? hostileNumber(seeded) : hostileJson(seeded);
    message[nameOf(name)] = isHostile ? hostile() : nested();
  }
  return message;
}

function hostileJson(seeded: Seeded): unknown {
  return seeded.pick<() => unknown>([
    () => hostileText(seeded),
    () => Number(hostileInteger(seeded)),
    () => hostileInteger(seeded).toString(),
    () => null,
    () => true,
    () => [],
    () => [[[[]]]],
    () => ({ a: { b: {} } }),
    () => seeded.next() * 10 ** seeded.between(-30, 300),
    () => Array.from({ length: seeded.between(1, 2_000) }, () => seeded.between(0, 9)),
  ])();
}

/**
 * Counts the entries of repeated fields in encoded bytes, without decoding them: a walk from field to field. Decoding a
 * message of a few megabytes that holds hundreds of thousands of entries would hold up every other call.
 *
 * protobufjs reads a field that it knows by its declared type, whatever the bytes say. Bytes that two readers could
 * take apart differently are therefore refused here, or what is counted would not be what is decoded.
 */
import { Fault, invalidField } from '../../domain/fault.ts';
import { type RequestField, toWireName } from '../definitions.ts';

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const GROUP = 3;
const GROUP_END = 4;
const FIXED_32 = 5;

const WIRE_TYPES: Readonly<Record<string, number>> = {
  TYPE_DOUBLE: FIXED_64,
  TYPE_FIXED64: FIXED_64,
  TYPE_SFIXED64: FIXED_64,
  TYPE_FLOAT: FIXED_32,
  TYPE_FIXED32: FIXED_32,
  TYPE_SFIXED32: FIXED_32,
  TYPE_STRING: DELIMITED,
  TYPE_BYTES: DELIMITED,
  TYPE_MESSAGE: DELIMITED,
};
const LONG_TYPES = new Set(['TYPE_INT64', 'TYPE_UINT64', 'TYPE_SINT64']);
/** A tag, a length, and every number of 32 bits that is not negative fits. */
const SHORT_VARINT_BYTES = 5;
const LONGEST_VARINT_BYTES = 10;
const MOST_GROUPS_DEEP = 32;

/** Numbers that are repeated may also stand packed, all in one: protobufjs reads both. */
interface WireField {
  readonly wireType: number;
  readonly isLong: boolean;
  readonly isPackable: boolean;
}

type FieldsByNumber = ReadonlyMap<number, WireField>;

/** What the walk knows of a message: its fields by number. */
interface Shape {
  readonly fields: FieldsByNumber;
  /** Fields whose entries are counted. */
  readonly counted: ReadonlyMap<number, Counter>;
}

/** Of one repeated field; or of one in the messages of this field, which then are `inner`. */
interface Counter {
  readonly name: string;
  readonly most: number;
  readonly inner: InnerList | undefined;
}

/** A message with a repeated field, by its number. */
interface InnerList {
  readonly fields: FieldsByNumber;
  readonly number: number;
}

/** Throws a fault when encoded bytes have too many entries somewhere, or are none that can be read one way only. */
export type WireCheck = (bytes: Buffer) => void;

/**
 * @param bounds - the most entries by field; a dot leads into the messages of a field. Undefined when there is none.
 */
export function wireCheck(
  fields: readonly RequestField[],
  bounds: Readonly<Record<string, number>>,
): WireCheck | undefined {
  const paths = Object.entries(bounds);
  if (paths.length === 0) return undefined;
  const counted = new Map(
    paths.map(([path, most]): [number, Counter] => {
      const [name = '', inner] = path.split('.');
      const field = fields.find((each) => each.name === name);
      if (field === undefined) throw new Error(`there is no field ${path}`);
      if (inner === undefined) return [field.number, { name: toWireName(name), most, inner }];
      if (field.fields === undefined) return [field.number, { name: toWireName(name), most, inner: FIELD_MASK }];
      const listed = field.fields.find((each) => each.name === inner);
      if (listed === undefined) throw new Error(`there is no field ${path}`);
      const list = { fields: byNumber(field.fields), number: listed.number };
      return [field.number, { name: `${toWireName(name)}.${toWireName(inner)}`, most, inner: list }];
    }),
  );
  const shape: Shape = { fields: byNumber(fields), counted };
  return (bytes) => walk(bytes, 0, bytes.length, shape, new Map());
}

function byNumber(fields: readonly RequestField[]): FieldsByNumber {
  return new Map(
    fields.map(({ number, type, isRepeated }) => {
      const wireType = WIRE_TYPES[type] ?? VARINT;
      return [number, { wireType, isLong: LONG_TYPES.has(type), isPackable: isRepeated && wireType === VARINT }];
    }),
  );
}

/** The one message of Google's that is in a request, and has one repeated field of text. */
const FIELD_MASK: InnerList = {
  fields: new Map([[1, { wireType: DELIMITED, isLong: false, isPackable: false }]]),
  number: 1,
};

function walk(bytes: Buffer, start: number, end: number, shape: Shape, counts: Map<Counter, number>): void {
  let at = start;
  while (at < end) {
    const tag = shortVarint(bytes, at, end);
    at = tag.end;
    const wireType = tag.value & 7;
    const number = tag.value >>> 3;
    const field = shape.fields.get(number);
    const isPacked = field?.isPackable === true && wireType === DELIMITED;
    if (field !== undefined && field.wireType !== wireType && !isPacked) throw malformed();
    const counter = shape.counted.get(number);
    if (wireType !== DELIMITED) {
      if (counter !== undefined) add(counter, 1, counts);
      at = skip(bytes, at, end, wireType, field !== undefined && !field.isLong, 0);
      continue;
    }
    const length = shortVarint(bytes, at, end);
    const next = length.end + length.value;
    if (next > end) throw malformed();
    if (counter?.inner !== undefined) countInner(bytes, length.end, next, counter, counter.inner, counts);
    else if (counter !== undefined) add(counter, isPacked ? packed(bytes, length.end, next) : 1, counts);
    at = next;
  }
}

/** How many numbers end in these bytes. */
function packed(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) < 0x80) count += 1;
  return count;
}

function add(counter: Counter, more: number, counts: Map<Counter, number>): void {
  const count = (counts.get(counter) ?? 0) + more;
  if (count > counter.most) throw invalidField(counter.name, `must be at most ${counter.most} entries`);
  counts.set(counter, count);
}

function countInner(
  bytes: Buffer,
  start: number,
  end: number,
  outer: Counter,
  { fields, number }: InnerList,
  counts: Map<Counter, number>,
): void {
  // What is counted inside counts for the field outside, which may itself be there several times.
  const inner = { name: outer.name, most: outer.most - (counts.get(outer) ?? 0), inner: undefined };
  const within = new Map<Counter, number>();
  walk(bytes, start, end, { fields, counted: new Map([[number, inner]]) }, within);
  add(outer, within.get(inner) ?? 0, counts);
}

/** Where a field that is not counted ends. */
function skip(bytes: Buffer, at: number, end: number, wireType: number, isShort: boolean, depth: number): number {
  switch (wireType) {
    case VARINT:
      return skipVarint(bytes, at, end, isShort);
    case FIXED_64:
      return within(at + 8, end);
    case FIXED_32:
      return within(at + 4, end);
    case DELIMITED: {
      const length = shortVarint(bytes, at, end);
      return within(length.end + length.value, end);
    }
    case GROUP:
      return skipGroup(bytes, at, end, depth + 1);
    default:
      throw malformed();
  }
}

function skipGroup(bytes: Buffer, start: number, end: number, depth: number): number {
  if (depth > MOST_GROUPS_DEEP) throw malformed();
  let at = start;
  for (;;) {
    const tag = shortVarint(bytes, at, end);
    const wireType = tag.value & 7;
    if (wireType === GROUP_END) return tag.end;
    at = skip(bytes, tag.end, end, wireType, false, depth);
  }
}

/** protobufjs takes a number of 32 bits that has more than 5 bytes for one of 10, whatever its length is. */
function skipVarint(bytes: Buffer, start: number, end: number, isShort: boolean): number {
  let at = start;
  while (at < end && (bytes[at] ?? 0) >= 128) at += 1;
  const length = at + 1 - start;
  if (at >= end || length > LONGEST_VARINT_BYTES) throw malformed();
  if (isShort && length > SHORT_VARINT_BYTES && length < LONGEST_VARINT_BYTES) throw malformed();
  return at + 1;
}

function shortVarint(bytes: Buffer, start: number, end: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < SHORT_VARINT_BYTES && start + index < end; index += 1) {
    const byte = bytes[start + index] ?? 0;
    value = (value | ((byte & 127) << (7 * index))) >>> 0;
    if (byte < 128) return { value, end: start + index + 1 };
  }
  throw malformed();
}

function within(at: number, end: number): number {
  if (at > end) throw malformed();
  return at;
}

export function malformed(): Fault {
  return new Fault('MALFORMED_MESSAGE', 'the request is not a message of its type');
}

/**
 * Lines with a length and a checksum: what all files of the spool are made of.
 *
 *     <length> <checksum> <text>\n
 *
 * Length (of the text, in bytes) and checksum are eight lower-case hexadecimal digits each. The checksum is the CRC-32
 * of zlib and IEEE 802.3 over the name of the file's seed followed by the text, so that a line which strayed in from
 * another segment is no good line here. A text is JSON and never holds a line feed.
 */
import { crc32 } from 'node:zlib';

const LINE_FEED = 0x0a;

/** Two numbers of eight digits, each with its space. */
const PREFIX_BYTES = 18;
const PREFIX = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/;

/** What a line takes beyond its text. */
export const LINE_OVERHEAD_BYTES = PREFIX_BYTES + 1;

/** What the checksums of a file begin with. @param name - the id of its segment, or the name of its log */
export function seedOf(name: string): number {
  return crc32(name);
}

/** @param text - without a line feed, as JSON.stringify writes it */
export function lineOf(text: string, seed: number): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.from(`${hex(length)} ${hex(crc32(text, seed))} ${text}\n`);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** A stretch of a file: one good line, or bytes that are none. */
export interface Stretch {
  readonly offset: number;
  /** With the line feed of a good line. */
  readonly length: number;
  /** Undefined where the bytes are no good line. */
  readonly text: string | undefined;
}

/**
 * Takes a file apart. Every byte is in one stretch; bad lines that touch are one stretch. The good lines behind a bad
 * one are found, because a line feed ends every line; a line whose own line feed is damaged is good by its checksum.
 */
export function* stretchesOf(bytes: Buffer, seed: number): Generator<Stretch> {
  let badFrom = 0;
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    const text = length === undefined ? undefined : textOf(bytes.subarray(at, at + length), seed);
    if (length !== undefined && text !== undefined) {
      if (badFrom < at) yield { offset: badFrom, length: at - badFrom, text: undefined };
      yield { offset: at, length, text };
      at += length;
      badFrom = at;
    } else {
      const end = bytes.indexOf(LINE_FEED, at);
      at = end === -1 ? bytes.length : end + 1;
    }
  }
  if (badFrom < bytes.length) yield { offset: badFrom, length: bytes.length - badFrom, text: undefined };
}

/** How long the line there says that it is, its line feed included; undefined where no line begins. */
function lengthAt(bytes: Buffer, at: number): number | undefined {
  const length = PREFIX.exec(bytes.toString('latin1', at, at + PREFIX_BYTES))?.[1];
  return length === undefined ? undefined : PREFIX_BYTES + Number.parseInt(length, 16) + 1;
}

/** The text of a whole line, its line feed included; undefined where it is none. */
export function textOf(line: Buffer, seed: number): string | undefined {
  if (lengthAt(line, 0) !== line.length) return undefined;
  const checksum = Number.parseInt(line.toString('latin1', 9, 17), 16);
  const text = line.subarray(PREFIX_BYTES, -1);
  return checksum === crc32(text, seed) ? text.toString('utf8') : undefined;
}

/**
 * Whether the bytes at the end of a file are the beginning of a line whose writing was cut short, and not a line that
 * was whole once: only the former can never have been acknowledged.
 */
export function isTorn(tail: Buffer): boolean {
  if (tail.includes(LINE_FEED)) return false;
  if (tail.length < PREFIX_BYTES) return true;
  const length = lengthAt(tail, 0);
  return length !== undefined && tail.length < length;
}

/** Bytes of a file as text. What is no UTF-8 is called by its name, with how to convert it. */
import type { Place } from './problems.ts';

export type Decoded =
  { readonly text: string } | { readonly place: Place; readonly message: string; readonly hint: string };

/** A copy, because the thread of the decks would load every schema with the original. */
const WHOLE_FILE: Place = { line: 0, column: 0 };

const NEW_WORKBOOK = 'open it in a spreadsheet and save the sheet as "CSV UTF-8"';

/** What files begin with that are no text. */
const KINDS: readonly (readonly [start: string, message: string, hint: string])[] = [
  ['504b0304', 'is an Excel workbook (.xlsx) or another zip archive, not text', NEW_WORKBOOK],
  ['d0cf11e0', 'is an old Excel workbook (.xls), not text', NEW_WORKBOOK],
  ['1f8b', 'is compressed with gzip, not text', 'unpack it: gunzip -c FILE > NEW'],
  ['25504446', 'is a PDF document, not text', 'ask the carrier for a CSV file'],
];

/** The text of the bytes; a byte order mark is left out. */
export function decodeText(bytes: Buffer): Decoded {
  const start = bytes.subarray(0, 4).toString('hex');
  const kind = KINDS.find(([each]) => start.startsWith(each));
  if (kind !== undefined) return { place: WHOLE_FILE, message: kind[1], hint: kind[2] };
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) {
    return { place: WHOLE_FILE, message: `is ${utf16} text, not UTF-8`, hint: convert(utf16) };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return notUtf8(bytes);
  }
}

/** By its byte order mark, or because every other byte of the beginning is 0. */
function utf16Of(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  const head = bytes.subarray(0, 200);
  if (head.length < 2 || !head.includes(0)) return undefined;
  const zeros = (offset: 0 | 1): boolean => head.every((byte, index) => index % 2 !== offset || byte === 0);
  if (zeros(1)) return 'UTF-16LE';
  return zeros(0) ? 'UTF-16BE' : undefined;
}

/** One byte a character, as Windows and old programs write: the first byte that UTF-8 has not shows where to look. */
function notUtf8(bytes: Buffer): Decoded {
  const { line, text } = firstUnsoundLine(bytes);
  let sound = 0;
  for (let length = 1; length <= text.length && length - sound <= CHARACTER_BYTES_MAX; length += 1) {
    if (isSound(text.subarray(0, length))) sound = length;
  }
  const wrong = text.subarray(sound, sound + 1);
  const shown = new TextDecoder('windows-1252').decode(wrong);
  return {
    place: { line, column: sound + 1 },
    message:
      `is not UTF-8 text: the byte 0x${wrong.toString('hex').toUpperCase()} is "${shown}" in Windows-1252 (Latin-1), ` +
      'which the file probably is',
    hint: convert('WINDOWS-1252'),
  };
}

/** No character of UTF-8 has more. */
const CHARACTER_BYTES_MAX = 4;

function firstUnsoundLine(bytes: Buffer): { readonly line: number; readonly text: Buffer } {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const next = bytes.indexOf(0x0a, start);
    const text = bytes.subarray(start, next < 0 ? bytes.length : next);
    if (next < 0 || !isSound(text)) return { line, text };
    start = next + 1;
  }
}

function isSound(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function convert(from: string): string {
  return `save it as UTF-8: iconv -f ${from} -t UTF-8 FILE > NEW`;
}

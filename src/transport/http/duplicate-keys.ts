/** Finds keys that a JSON object has twice, which `JSON.parse` hides: it keeps the last one. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** A key may be anything, megabytes of it too. */
const SHOWN_LENGTH = 64;

/** What encloses a place in the text. */
interface Frame {
  /** Undefined in a list. */
  readonly keys: Set<string> | undefined;
  /** The key or the index of what is being read. */
  at: string | number;
}

/**
 * One walk over the text, from string to string.
 *
 * @param text - JSON that was parsed without an error.
 * @returns where the first one is, such as `terms.rate` or `recipients[3].to`.
 */
export function duplicateKey(text: string): string | undefined {
  const frames: Frame[] = [];
  let frame: Frame | undefined;
  let isKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (isKey && frame?.keys !== undefined) {
          const key = keyOf(text, at, end);
          frame.at = key;
          if (frame.keys.has(key)) return pathOf(frames);
          frame.keys.add(key);
          isKey = false;
        }
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_LIST:
        isKey = text.charCodeAt(at) === OPEN_OBJECT;
        frame = { keys: isKey ? new Set() : undefined, at: 0 };
        frames.push(frame);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        frames.pop();
        frame = frames.at(-1);
        isKey = false;
        break;
      case COMMA:
        isKey = frame?.keys !== undefined;
        if (frame !== undefined && typeof frame.at === 'number') frame.at += 1;
        break;
    }
  }
  return undefined;
}

/** Where its closing quote is. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

/** The same key may be spelled with escapes. */
function keyOf(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end);
  return inner.includes('\\') ? (JSON.parse(text.slice(start, end + 1)) as string) : inner;
}

function pathOf(frames: readonly Frame[]): string {
  let path = '';
  for (const { at } of frames) {
    if (typeof at === 'number') path += `[${at}]`;
    else path += (path === '' ? '' : '.') + at.slice(0, SHOWN_LENGTH).replace(/[^\x21-\x7e]/g, '?');
    if (path.length > 4 * SHOWN_LENGTH) break;
  }
  return path;
}

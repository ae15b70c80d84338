/** How many segments a text is billed as. */
export interface SegmentCount {
  /** At least 1: an empty message is sent, and billed, as one. */
  readonly segments: number;
  /** One character outside of GSM-7 turns the whole text into UCS-2. */
  readonly encoding: 'gsm7' | 'ucs2';
  /** Septets of GSM-7 (extension characters count two) or UTF-16 code units of UCS-2. */
  readonly units: number;
}

/**
 * Packs the text the way a phone does: an escape and its character, or the two halves of a surrogate pair, are never
 * parted, so a segment may end one unit short. Linear in the text.
 */
export function countSegments(text: string, profile: SegmentProfile): SegmentCount {
  const septets = gsmSeptets(text);
  if (septets !== undefined) {
    const segments = septets <= profile.gsmSingle ? 1 : pack(text, profile.gsmMulti, septetsAt);
    return { segments, encoding: 'gsm7', units: septets };
  }
  const segments = text.length <= profile.ucsSingle ? 1 : pack(text, profile.ucsMulti, codeUnitsAt);
  return { segments, encoding: 'ucs2', units: text.length };
}

/** Total septets, or undefined when some character is not in the alphabet. */
function gsmSeptets(text: string): number | undefined {
  let total = 0;
  for (let index = 0; index < text.length; index += 1) {
    const septets = septetsOf(text.charCodeAt(index));
    if (septets === 0) return undefined;
    total += septets;
  }
  return total;
}

/** Fills segments greedily with whole characters. */
function pack(text: string, capacity: number, unitsAt: (text: string, index: number) => CharacterSize): number {
  let segments = 1;
  let used = 0;
  for (let index = 0; index < text.length;) {
    const { units, codeUnits } = unitsAt(text, index);
    if (used + units > capacity) {
      segments += 1;
      used = 0;
    }
    used += units;
    index += codeUnits;
  }
  return segments;
}

interface CharacterSize {
  /** What it takes in a segment. */
  readonly units: number;
  /** What it takes in the string. */
  readonly codeUnits: number;
}

const ONE: CharacterSize = { units: 1, codeUnits: 1 };
const ESCAPED: CharacterSize = { units: 2, codeUnits: 1 };
const PAIR: CharacterSize = { units: 2, codeUnits: 2 };

function septetsAt(text: string, index: number): CharacterSize {
  return septetsOf(text.charCodeAt(index)) === 2 ? ESCAPED : ONE;
}

/** Half a surrogate pair on its own is a code unit like any other. */
function codeUnitsAt(text: string, index: number): CharacterSize {
  return (text.codePointAt(index) ?? 0) > 0xffff ? PAIR : ONE;
}

/* The default alphabet of 3GPP TS 23.038 section 6.2.1 and its extension table. National shift tables are ignored. */

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Sent as an escape and a second septet. */
const EXTENSION = '\f^{}\\[~]|€';

/** Septets by UTF-16 code unit; 0 is not in the alphabet. Every character of it is below U+20AD. */
const SEPTETS = septetTable();

/** How many septets a code unit takes in GSM-7: 1, 2, or 0 when it cannot be written. */
function septetsOf(codeUnit: number): number {
  return SEPTETS[codeUnit] ?? 0;
}

function septetTable(): Uint8Array {
  const table = new Uint8Array(0x20ad);
  for (const character of BASIC) table[character.charCodeAt(0)] = 1;
  for (const character of EXTENSION) table[character.charCodeAt(0)] = 2;
  return table;
}

/** How much text one billed segment holds. A catalog may define further profiles; these two are known everywhere. */
export interface SegmentProfile {
  readonly name: string;
  /** GSM-7 septets in a message of one segment. */
  readonly gsmSingle: number;
  /** GSM-7 septets in each segment of a longer message, at least 2. */
  readonly gsmMulti: number;
  /** UTF-16 code units in a message of one segment. */
  readonly ucsSingle: number;
  /** UTF-16 code units in each segment of a longer message, at least 2. */
  readonly ucsMulti: number;
}

/**
 * 3GPP TS 23.038 and 23.040: a message of several segments gives up six octets of each to the header that joins them.
 */
export const GSM_3GPP: SegmentProfile = {
  name: 'gsm_3gpp',
  gsmSingle: 160,
  gsmMulti: 153,
  ucsSingle: 70,
  ucsMulti: 67,
};

/** Products that bill 160 or 70 characters per segment flat, however many there are (rule MC-4). */
export const FLAT_160_70: SegmentProfile = {
  name: 'flat_160_70',
  gsmSingle: 160,
  gsmMulti: 160,
  ucsSingle: 70,
  ucsMulti: 70,
};

/** By the name that a catalog uses. */
export const SEGMENT_PROFILES: ReadonlyMap<string, SegmentProfile> = new Map(
  [GSM_3GPP, FLAT_160_70].map((profile) => [profile.name, profile]),
);

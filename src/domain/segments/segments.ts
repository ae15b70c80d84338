/** How many segments a text is billed as. */
import { septetsOf } from './gsm7.ts';
import type { SegmentProfile } from './profile.ts';

export interface SegmentCount {
  /** At least 1: an empty message is sent, and billed, as one. */
  readonly segments: number;
  /** One character outside of GSM-7 turns the whole text into UCS-2. */
  readonly encoding: 'gsm7' | 'ucs2';
  /** Septets of GSM-7 (extension characters count two) or UTF-16 code units of UCS-2. */
  readonly units: number;
}

/**
 * Packs the text the way a phone does: an escape and its character, or the two halves of a surrogate pair, are never parted,
 * so a segment may end one unit short. Linear in the text.
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

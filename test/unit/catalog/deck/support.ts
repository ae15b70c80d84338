import { Deck } from '../../../../src/catalog/deck/deck.ts';
import { type DeckMapping, OWN_MAPPING } from '../../../../src/catalog/deck/mapping.ts';
import { type ParsedDeck, parseDeck } from '../../../../src/catalog/deck/parse-deck.ts';
import type { DeckProblem } from '../../../../src/catalog/deck/problems.ts';

/** The header of this project for calls. */
export const HEADER = 'prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at';

/** Reads a deck called `carrier`; what the mapping leaves out is as in a file with our own header. */
function parsed(text: string, mapping: Partial<DeckMapping> = {}): ParsedDeck {
  return parseDeck(text, {
    name: 'carrier',
    file: 'deck.csv',
    currency: 'USD',
    mapping: { ...OWN_MAPPING, ...mapping },
  });
}

export function deckOf(text: string, mapping?: Partial<DeckMapping>): Deck {
  const result = parsed(text, mapping);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems.slice(0, 3)));
  return new Deck(result.tables);
}

export function problemsOf(text: string, mapping?: Partial<DeckMapping>): readonly DeckProblem[] {
  const result = parsed(text, mapping);
  return 'problems' in result ? result.problems : [];
}

/** `line:column message` of each problem. */
export function problemTexts(text: string, mapping?: Partial<DeckMapping>): string[] {
  return problemsOf(text, mapping).map(({ line, column, message }) => `${line}:${column} ${message}`);
}

/** All prefixes of a deck. */
export function codesOf(deck: Deck): string[] {
  return Array.from(deck.codesAt(0), ({ prefix }) => prefix);
}

/** Reads the rate decks, and keeps those whose bytes have not changed: half a million rows take a second to read. */
import { createHash } from 'node:crypto';
import type { LoadedDeck } from '../compile/deck-pricer.ts';
import type { Decks } from '../compile/rate-keys.ts';
import { parseDeck, parseMessageDeck } from '../deck/parse-deck.ts';
import { DECKS, type CatalogFiles } from './directory.ts';
import type { ProblemList } from './problems.ts';
import { decodeUtf8 } from './read-files.ts';

const DECK_NAME = /^decks\/([a-z][a-z0-9_-]{0,31})\.csv$/;
const WHOLE_FILE = { line: 0, column: 0 };

/** Decks of earlier loads by the hash of their bytes. */
export class DeckMemory {
  #known = new Map<string, LoadedDeck>();

  /** Reads all decks; those that are no longer there are forgotten. */
  read(files: CatalogFiles, problems: ProblemList): Decks {
    const loaded = new Map<string, LoadedDeck>();
    const names = new Set<string>();
    const kept = new Map<string, LoadedDeck>();
    for (const [file, bytes] of files.contents) {
      if (!file.startsWith(`${DECKS}/`)) continue;
      const name = DECK_NAME.exec(file)?.[1];
      if (name === undefined) {
        problems.add(
          file,
          WHOLE_FILE,
          'is not a deck name',
          'call it decks/<name>.csv, with small letters, digits, _ and -',
        );
        continue;
      }
      names.add(name);
      const hash = createHash('sha256').update(bytes).digest('hex');
      const deck = this.#known.get(hash) ?? parse(file, bytes, problems);
      if (deck === undefined) continue;
      loaded.set(name, deck);
      kept.set(hash, deck);
    }
    this.#known = kept;
    return { loaded, names };
  }
}

function parse(file: string, bytes: Buffer, problems: ProblemList): LoadedDeck | undefined {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    problems.add(file, WHOLE_FILE, 'is not UTF-8 text', 'save it as UTF-8');
    return undefined;
  }
  const kind = /^[^\n]*\bper_segment\b/.test(text) ? 'messages' : 'calls';
  const parsed = kind === 'messages' ? parseMessageDeck(text, file) : parseDeck(text, file);
  if ('deck' in parsed) return { deck: parsed.deck, kind };
  for (const { line, column, message, hint } of parsed.problems) problems.add(file, { line, column }, message, hint);
  return undefined;
}

/** A mistake in a deck, at the place where its author can mend it. */
export interface DeckProblem {
  readonly file: string;
  /** Counted from 1; 0 for the whole file. */
  readonly line: number;
  /** Counted from 1; 0 for the whole line. */
  readonly column: number;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
}

/** More are not listed: a deck with the wrong column order has a mistake in each of its half million lines. */
const LISTED_MAX = 1000;

/** Collects the problems of one file, in the order of its lines. */
export class DeckProblems {
  readonly #file: string;
  readonly #listed: DeckProblem[] = [];
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Problems found, listed or not. */
  get count(): number {
    return this.#count;
  }

  add(line: number, column: number, message: string, hint: string): void {
    this.#count += 1;
    if (this.#count <= LISTED_MAX) this.#listed.push({ file: this.#file, line, column, message, hint });
  }

  /** By line and column; when there are too many, a last one says how many are missing. */
  list(): DeckProblem[] {
    const sorted = this.#listed.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const last = sorted.at(-1);
    if (last === undefined || this.#count <= LISTED_MAX) return sorted;
    const message = `${this.#count - LISTED_MAX} more problems are not listed`;
    return [...sorted, { ...last, column: 1, message, hint: 'mend the ones above first' }];
  }
}

/** What to do about the sign of another currency, in any file of a catalog. */
export const FOREIGN_HINT =
  'convert the figure and leave the sign away; if the whole catalog is in that currency, ' +
  'set `currency` in catalog.yaml';

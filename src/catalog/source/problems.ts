/** Mistakes of a catalog, gathered until all of it has been looked at. */
import type { CatalogProblem } from '../manager-port.ts';

/** Keys and indexes from the top of a file to a value. */
export type SourcePath = readonly (string | number)[];

/** From 1; 0 for a whole file or line. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Notes a mistake at a value of one file. The message says what is wrong, the hint how to mend it. */
export type Report = (path: SourcePath, message: string, hint?: string) => void;

/** More than this many problems help nobody; a broken deck could have half a million. */
const PROBLEMS_MAX = 200;

export class ProblemList {
  readonly #problems: CatalogProblem[] = [];
  #left = 0;

  add(file: string, place: Place, message: string, hint = ''): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push({ file, ...place, message, hint });
    else this.#left += 1;
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** By file, then by place. */
  sorted(): readonly CatalogProblem[] {
    const sorted = this.#problems.toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
    if (this.#left === 0) return sorted;
    return [
      ...sorted,
      { file: '', line: 0, column: 0, message: `${this.#left} more problems`, hint: 'mend these first' },
    ];
  }
}

/** `rules[2].match.service`, or nothing for the top of a file. */
export function pathText(path: SourcePath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

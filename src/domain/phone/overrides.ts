/** The catalog's prefixes, longest first. */
import type { ClassOverride } from './number-class.ts';

interface CompiledOverrides {
  readonly byPrefix: ReadonlyMap<string, ClassOverride>;
  /** Lengths that occur, longest first. */
  readonly lengths: readonly number[];
}

/** Compiled once per catalog. */
const compiled = new WeakMap<readonly ClassOverride[], CompiledOverrides>();

/** The override with the longest prefix of these E.164 digits; of two equal prefixes the later one. */
export function findOverride(overrides: readonly ClassOverride[], digits: string): ClassOverride | undefined {
  if (overrides.length === 0) return undefined;
  let table = compiled.get(overrides);
  if (table === undefined) {
    table = compile(overrides);
    compiled.set(overrides, table);
  }
  for (const length of table.lengths) {
    const found = length <= digits.length ? table.byPrefix.get(digits.slice(0, length)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function compile(overrides: readonly ClassOverride[]): CompiledOverrides {
  const byPrefix = new Map(overrides.map((override) => [override.prefix.replace(/^\+/, ''), override]));
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);
  return { byPrefix, lengths };
}

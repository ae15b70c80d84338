/** Changes of the same kind are told together: of many countries, classes, plans and directions in one line. */

/** One thing that is true of all combinations of these values. */
export interface Group {
  /** By dimension, each sorted. */
  readonly values: readonly (readonly string[])[];
}

/**
 * Joins combinations as long as they differ in one dimension only.
 *
 * @param points - each has one value per dimension
 * @param order - the dimensions, those first that should be joined first
 */
export function grouped(points: readonly (readonly string[])[], order: readonly number[]): readonly Group[] {
  let groups = points.map((point) => point.map((value): readonly string[] => [value]));
  for (const dimension of order) {
    const joined = new Map<string, { readonly rest: readonly (readonly string[])[]; readonly own: Set<string> }>();
    for (const values of groups) {
      const key = values.map((each, index) => (index === dimension ? '' : each.join('\u0001'))).join('\u0002');
      const known = joined.get(key) ?? { rest: values, own: new Set<string>() };
      for (const value of values[dimension] ?? []) known.own.add(value);
      joined.set(key, known);
    }
    groups = [...joined.values()].map(({ rest, own }) =>
      rest.map((each, index) => (index === dimension ? [...own].sort((a, b) => (a < b ? -1 : 1)) : each)),
    );
  }
  return groups.map((values) => ({ values }));
}

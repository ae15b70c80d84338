type CamelWord<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelWord<Tail>>}`
  : S;

/** The same data, frozen, with `snake_case` keys spelt in `camelCase`. */
export type Camel<T> = T extends readonly (infer Item)[]
  ? readonly Camel<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as Key extends string ? CamelWord<Key> : Key]: Camel<T[Key]> }
    : T;

/** Renames the keys of plain data at every depth and freezes it. */
export function camelFrozen<T>(value: T): Camel<T> {
  if (Array.isArray(value)) {
    return Object.freeze(value.map((item: unknown) => camelFrozen(item))) as Camel<T>;
  }
  if (typeof value !== 'object' || value === null) {
    return value as Camel<T>;
  }
  const entries = Object.entries(value).map(([key, inner]) => [
    key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
    camelFrozen(inner as unknown),
  ]);
  return Object.freeze(Object.fromEntries(entries)) as Camel<T>;
}

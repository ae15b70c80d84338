/** Field names: camelCase in TypeScript, snake_case in proto, JSON and error messages. */

const wireNames = new Map<string, string>();

/**
 * `accountId` is `account_id` on the wire. The set of names with capitals is that of the proto, so remembering them is bounded; the keys of a map
 * (names of allowances) have none, and stay as they are.
 */
export function toWireName(name: string): string {
  if (name === name.toLowerCase()) return name;
  let wireName = wireNames.get(name);
  if (wireName === undefined) {
    wireName = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    wireNames.set(name, wireName);
  }
  return wireName;
}

/** A response as JSON has it: the same values under their wire names. */
export function toWireObject(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWireObject);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) result[toWireName(name)] = toWireObject(field);
  return result;
}

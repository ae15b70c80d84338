/**
 * The longest pause between moments that are in order, of which there are two at least.
 *
 * @returns how long it was, and the moment that ended it
 */
export function longestPause(atMs: readonly number[]): { readonly ms: number; readonly endAtMs: number } {
  const pauses = atMs.slice(1).map((endAtMs, before) => ({ ms: endAtMs - (atMs[before] ?? endAtMs), endAtMs }));
  return pauses.reduce((longest, pause) => (pause.ms > longest.ms ? pause : longest));
}

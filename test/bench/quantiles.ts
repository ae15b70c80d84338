/** The middle one; of an even count the upper of the two. 0 where there is none. */
export function median(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : quantile(numbers, 0.5);
}

/** The one that a share of them, from 0 to 1, is below. NaN where there is none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Which node the sentinels together call the primary. */

/** What one sentinel says. */
export interface Testimony {
  /** `host:port` of the node that it calls the primary. */
  readonly address: string;
  /** Of its configuration: each failover makes a higher one. */
  readonly epoch: number;
}

/**
 * The highest epoch is right, because each failover needs a majority of sentinels to make one. A sentinel that was cut
 * off says something older; it is not believed where something newer is known, even when nobody else can be reached.
 * Only when a majority of all sentinels says something older was their configuration made anew (`SENTINEL MONITOR`
 * begins at 0).
 *
 * @param said - by each sentinel that has answered lately
 * @param sentinels - how many there are
 * @param known - what was right until now
 */
export function namedPrimary(
  said: readonly Testimony[],
  sentinels: number,
  known: Testimony | undefined,
): Testimony | undefined {
  if (said.length === 0) return known;
  const epoch = Math.max(...said.map((each) => each.epoch));
  const newest = said.filter((each) => each.epoch === epoch);
  if (known !== undefined && epoch < known.epoch && newest.length * 2 <= sentinels) return known;
  const votes = new Map<string, number>();
  for (const { address } of newest) votes.set(address, (votes.get(address) ?? 0) + 1);
  const most = Math.max(...votes.values());
  const favourites = [...votes].filter(([, count]) => count === most).map(([address]) => address);
  const stays = known !== undefined && favourites.includes(known.address);
  return { address: stays ? known.address : (favourites[0] ?? ''), epoch };
}

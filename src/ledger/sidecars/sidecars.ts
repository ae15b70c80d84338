/** The sidecars of one store, and in what they disagree. Pure. */

/** What a sidecar says of itself. */
export interface SidecarFacts {
  /** Of its data directory: the same after a restart. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Of Tollgate. */
  readonly version: string;
  /** Since when it runs, by its own clock, in milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Where it listens for gRPC; other machines may not reach it there. */
  readonly grpcAddress: string;
  /** The catalog in force and the hash of its content; both empty while there is none. */
  readonly catalogName: string;
  readonly catalogVersion: string;
  /** Names of the keys of settle tokens, which do not give the keys away; the first signs. */
  readonly tokenKeyIds: readonly string[];
  readonly partitions: number;
  /** Of the store, as it knows it. */
  readonly generation: number;
  /** Where it keeps history: `embedded`, `postgres` or `off`; absent from a version that keeps none. */
  readonly archive?: string;
}

/** A sidecar as the store has it. */
export interface Sidecar extends SidecarFacts {
  /** Its last heartbeat, by the store's clock, in milliseconds since the epoch. */
  readonly seenAtMs: number;
  /** Partitions on which it does a work of one sidecar at a time just now: see `LEASE_PURPOSES`. */
  readonly leases: readonly number[];
}

/** In what sidecars of one store may disagree. With another number of partitions none is served at all. */
export const DISAGREEMENTS = ['catalog', 'token_keys', 'version', 'generation'] as const;
export type Disagreement = (typeof DISAGREEMENTS)[number];

/** The value in which one is compared; empty where it has none yet, which is no disagreement. */
const VALUES: Readonly<Record<Disagreement, (sidecar: SidecarFacts) => string>> = {
  catalog: ({ catalogVersion }) => catalogVersion,
  token_keys: ({ tokenKeyIds }) => tokenKeyIds.toSorted().join(' '),
  version: ({ version }) => version,
  generation: ({ generation }) => String(generation || ''),
};

/** Those others that differ from one, by what they differ in. */
export function disagreements(
  mine: SidecarFacts,
  all: readonly Sidecar[],
): ReadonlyMap<Disagreement, readonly Sidecar[]> {
  return new Map(
    DISAGREEMENTS.map((what) => {
      const value = VALUES[what](mine);
      const differs = (other: Sidecar): boolean => {
        const theirs = VALUES[what](other);
        return other.id !== mine.id && value !== '' && theirs !== '' && theirs !== value;
      };
      return [what, all.filter(differs)];
    }),
  );
}

export function valueOf(what: Disagreement, sidecar: SidecarFacts): string {
  return VALUES[what](sidecar);
}

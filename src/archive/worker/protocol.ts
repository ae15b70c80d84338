/** What Tollgate and the process of its archive say to each other, over the channel of a child process. */
import type { FaultReason } from '../../domain/fault.ts';
import type { StoreOptions } from '../../redis/store.ts';
import type { DatabasePlace } from '../sql/database.ts';
import type { Retention } from '../sql/retention.ts';

/** The name under which trimming knows the archive. */
export const READER = 'archive';

/** What the process is started with. */
export interface ArchiveConfig {
  readonly place: DatabasePlace;
  /** The id of this sidecar, by which leases and the list of sidecars know it. */
  readonly owner: string;
  readonly retention: Retention;
  readonly redis: StoreOptions & { readonly prefix: string; readonly partitions: number };
}

/** The store whose journal is read. */
export interface FollowedStore {
  /** Where Tollgate's own server is; absent where the settings say where it is. */
  readonly url?: string | undefined;
  readonly instanceId: string;
  readonly generation: number;
}

/** What the process says of itself, once a second. Counts are since it began. */
export interface ArchiveState {
  /** Why it does not keep the journal, for a person; empty while it does. */
  readonly trouble: string;
  /** Its database is open: history can be read. */
  readonly open: boolean;
  readonly epoch: number;
  /** Since when it has not kept all there is. */
  readonly lagMs: number;
  readonly entries: number;
  readonly missed: number;
  readonly superseded: number;
  /** Of the process, in bytes. */
  readonly memory: number;
}

export type ToArchive =
  | { readonly kind: 'start'; readonly config: ArchiveConfig }
  | { readonly kind: 'follow'; readonly store: FollowedStore | undefined }
  | { readonly kind: 'ask'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'stop' };

export type FromArchive =
  | { readonly kind: 'state'; readonly state: ArchiveState }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly facts: object; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly reason: FaultReason; readonly message: string };

export type LogLevel = 'info' | 'warn' | 'error';

export interface ArchiveLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

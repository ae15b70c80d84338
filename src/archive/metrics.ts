/** What the archive tells of itself in numbers. Implemented by `telemetry`. */
export interface ArchiveMetrics {
  /** What was kept since the last time. */
  kept(more: { readonly entries: number; readonly missed: number; readonly superseded: number }): void;
  /** How it stands. */
  stands(state: { readonly isUp: boolean; readonly lagMs: number; readonly memoryBytes: number }): void;
}

/** What the catalog reports. Implemented by `telemetry`; declared here so that the catalog does not depend on it. */

/** How a reload ended. `unchanged` found the catalog that is in force already. */
export type ReloadResult = 'loaded' | 'unchanged' | 'refused';

export interface CatalogMetrics {
  reloaded(result: ReloadResult): void;
  /** A catalog was put into force. */
  inForce(catalog: {
    readonly name: string;
    readonly version: string;
    readonly cases: number;
    readonly atMs: number;
  }): void;
}

export interface CatalogLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

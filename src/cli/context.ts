import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { Settings } from '../settings/load-settings.ts';

/** What `serve` needs to know of a running Tollgate. */
export interface RunningApp {
  readonly grpcAddress: string;
  readonly httpAddress: string;
  /** True when this start created the store. */
  readonly firstRun: boolean;
  /** The catalog that it started with. */
  readonly catalog: CatalogSnapshot;
  stop(): Promise<void>;
}

/** The world as a command sees it. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  /** Of the package. */
  readonly version: string;
  /** Whether a person reads the standard output. */
  readonly isTerminal: boolean;
  /** Writes a line, or several, to the standard output. */
  print(text: string): void;
  /** Writes a line, or several, to the standard error. */
  complain(text: string): void;
  /** Starts the server; it is not part of the command line, and is not loaded before somebody wants it. */
  startApp(settings: Settings, options: { readonly version: string }): Promise<RunningApp>;
}

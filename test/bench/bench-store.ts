/** The store of a bench, beside the servers that are measured, and its ledger. */
import { Keys } from '../../src/ledger/redis/keys.ts';
import type { LedgerOptions } from '../../src/ledger/redis/runner.ts';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore, Script, ScriptStore } from '../../src/redis/store.ts';
import { silentLogger } from '../support/silent-logger.ts';
import type { BareCommand } from './bare-commands.ts';

const DAY_MS = 86_400_000;

/** As a Tollgate without settings of its own has it. */
export const LEDGER_OPTIONS: LedgerOptions = {
  keys: new Keys('tollgate', 64),
  tombstoneMs: 7 * DAY_MS,
  earlyReleaseMs: 60_000,
  journalRetentionMs: 2 * DAY_MS,
  journalMaxBytes: 1_073_741_824,
  onceMs: 400 * DAY_MS,
};

/** Patient, and content with a Redis that does not sync: what a bench opens is gone at its end. */
export function connectBenchStore(url: string): Promise<RedisStore> {
  const none = { observeCommand: () => undefined, setInfo: () => undefined };
  const options = {
    url,
    mode: 'single',
    clusterNodes: [],
    sentinels: [],
    sentinelName: '',
    sentinelTls: false,
    addressMap: [],
    commandTimeoutMs: 5_000,
    connectTimeoutMs: 5_000,
    durability: 'local',
    allowUnsafe: true,
    allowEmbedded: false,
    dataDir: '/nonexistent',
  } as const;
  return connectStore(options, silentLogger, none);
}

/** Hands scripts on; while something captures, keeps them instead of sending them. */
export class CapturingStore implements ScriptStore {
  readonly #store: ScriptStore;
  #captured: BareCommand[] | undefined;

  constructor(store: ScriptStore) {
    this.#store = store;
  }

  async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    if (this.#captured === undefined) return this.#store.run(script, keys, args);
    this.#captured.push({ source: script.source, sha1: script.sha1, keys, args });
    throw new Error('captured');
  }

  /** The scripts that this would run; none of them is run. */
  async capture(run: () => Promise<unknown>): Promise<readonly BareCommand[]> {
    const captured: BareCommand[] = [];
    this.#captured = captured;
    await run().catch(() => undefined);
    this.#captured = undefined;
    return captured;
  }
}

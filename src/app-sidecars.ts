/** This sidecar among the others of its store. */
import { hostname } from 'node:os';
import type { Base, CatalogPart, StorePart } from './app-parts.ts';
import type { SettleTokens } from './control/settle-token.ts';
import { Heartbeat } from './ledger/sidecars/heartbeat.ts';
import type { SidecarRegister } from './ledger/sidecars/register.ts';
import type { SidecarFacts } from './ledger/sidecars/sidecars.ts';
import type { Part } from './parts.ts';

/** What of this sidecar is known at the start. */
export interface Myself {
  readonly id: string;
  readonly version: string;
  readonly tokens: SettleTokens;
  /** Where it listens, by listener; empty until it does. */
  readonly addresses: ReadonlyMap<string, string>;
}

export function heartbeatPart(
  { settings, metrics, logger, health }: Base,
  register: SidecarRegister,
  { guard }: StorePart,
  { catalog }: CatalogPart,
  { id, version, tokens, addresses }: Myself,
): Part {
  const startedAtMs = Date.now();
  const facts = (): SidecarFacts => {
    const { inForce } = catalog;
    return {
      id,
      host: hostname(),
      pid: process.pid,
      version,
      startedAtMs,
      grpcAddress: addresses.get('grpc') ?? '',
      catalogName: inForce?.name ?? '',
      catalogVersion: inForce?.version ?? '',
      tokenKeyIds: tokens.keyIds,
      partitions: settings.redis.partitions,
      generation: guard.view().generation,
      archive: settings.archive.mode,
    };
  };
  const heartbeat = new Heartbeat({ register, facts, metrics: metrics.sidecars, logger });
  let stopWatching = (): void => undefined;
  return {
    name: 'heartbeat',
    start() {
      // The catalog may come after the store: the others hear at once which one it is.
      stopWatching = health.watch(() => heartbeat.beatNow());
      heartbeat.start();
    },
    stop() {
      stopWatching();
      return heartbeat.stop();
    },
  };
}

/** What a failure of Redis says about the store: the second half of the way from an error to what callers hear. */
import { errorText, Fault, isPassing, STORE_REASONS, type StoreTrouble } from '../../domain/fault.ts';
import { StoreFault, type StoreFaultKind, type StoreInfo } from '../../redis/store.ts';
import type { StoreView } from '../store-admin.ts';
import type { StoreIdentity } from './marks.ts';

/** What each failure of Redis says about the store; a defect of a script says nothing about it. */
const TROUBLES: Readonly<Record<Exclude<StoreFaultKind, 'script'>, StoreTrouble>> = {
  unavailable: 'away',
  failover: 'away',
  loading: 'away',
  cluster: 'away',
  timeout: 'slow',
  busy: 'slow',
  unconfirmed: 'slow',
  oom: 'full',
  misconf: 'full',
  readonly: 'replica',
  replicas: 'replica',
};

/** What is the matter with a store that failed like this; undefined for a defect. */
export function troubleOf(kind: StoreFaultKind): StoreTrouble | undefined {
  return kind === 'script' ? undefined : TROUBLES[kind];
}

/** States that pass by themselves give way to those that do not. */
export function graver(seen: StoreTrouble, known: StoreTrouble | undefined): StoreTrouble {
  return known !== undefined && isPassing(seen) && !isPassing(known) ? known : seen;
}

/** Kinds of failure that are no answer of Redis. */
export const SILENCES: ReadonlySet<StoreFaultKind> = new Set(['unavailable', 'timeout']);

/** Who hears how the store is doing from the scripts, and knows more than one of them can see. */
export interface StoreWatcher {
  /** A script found a partition without a mark. */
  heardLost(): void;
  /** Redis refused a script. */
  heard(kind: StoreFaultKind): void;
  /** What is the matter with the store as far as is known; undefined when nothing is. */
  trouble(): StoreTrouble | undefined;
}

/** What is the matter, and why. */
export interface Trouble {
  readonly trouble: StoreTrouble;
  /** For a person. */
  readonly why: string;
  /** Whether it is what Redis itself answered. */
  readonly said?: boolean;
}

/** How long what Redis said stands against silence. */
const SAYING_STANDS_MS = 5_000;

/**
 * The trouble that was met last. A replica's refusal ends the connection, so silence does not take its place at once.
 */
export class Troubles {
  #last: Trouble | undefined;
  #saidUntilMs = 0;

  get now(): Trouble | undefined {
    return this.#last;
  }

  meet(trouble: Trouble): void {
    if (trouble.said !== true && this.#last?.said === true && Date.now() < this.#saidUntilMs) return;
    this.#last = trouble;
    this.#saidUntilMs = Date.now() + SAYING_STANDS_MS;
  }

  /** The store has answered as it should. */
  pass(): void {
    this.#last = undefined;
  }
}

export function lostBecause(what: string): Trouble {
  return { trouble: 'lost', why: `the store has lost its data: ${what}` };
}

/** Work on the store beside the ledger's scripts: what it fails with, as its callers hear of it. */
export async function orFault<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const trouble = error instanceof StoreFault ? troubleOf(error.kind) : undefined;
    if (trouble === undefined) throw error;
    throw new Fault(STORE_REASONS[trouble], errorText(error), { retryAfterMs: 1_000, cause: error });
  }
}

/** The store as operators see it. */
export function viewOf(
  trouble: Trouble | undefined,
  known: StoreIdentity | undefined,
  info: StoreInfo | undefined,
  partitions: number,
): StoreView {
  return {
    state: trouble?.trouble ?? 'up',
    detail: trouble?.why ?? '',
    instanceId: known?.instanceId ?? '',
    generation: known?.generation ?? 0,
    partitions,
    mode: info?.mode ?? '',
    address: info?.address ?? '',
    engine: info?.engine ?? '',
    version: info?.version ?? '',
    durable: info?.durable ?? false,
  };
}

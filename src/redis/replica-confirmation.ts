/**
 * `durability: replica`: the replies of a batch count only once a replica has what the batch wrote. One WAIT follows
 * the commands that leave together, so that hundreds of scripts wait once.
 */
import type { Writable } from 'node:stream';
import type { Redis } from 'ioredis';
import { PatientCommand } from './patience.ts';
import { StoreFault } from './store.ts';

/** How long a replica may take. Shorter than a command may, so that the caller hears why. */
const WAIT_MS = 100;

/** The commands that leave together on one connection. */
interface Batch {
  readonly node: Redis;
  readonly confirmed: Promise<void>;
  settle(outcome: Promise<void>): void;
}

export class ReplicaConfirmation {
  readonly #gathering = new Map<Writable, Batch>();

  /** Resolves when a replica has what the command writes that is about to be sent. @throws StoreFault `unconfirmed` */
  join(node: Redis): Promise<void> {
    let batch = this.#gathering.get(node.stream);
    if (batch === undefined) {
      const { promise, resolve } = promiseOf();
      batch = { node, confirmed: promise, settle: resolve };
      this.#gathering.set(node.stream, batch);
    }
    return batch.confirmed;
  }

  /** To be called when all commands of a turn have been written to the stream. */
  flush(stream: Writable): void {
    const batch = this.#gathering.get(stream);
    if (batch === undefined) return;
    this.#gathering.delete(stream);
    batch.settle(waitOn(batch.node));
  }
}

function promiseOf(): { readonly promise: Promise<void>; readonly resolve: (outcome: Promise<void>) => void } {
  let resolve!: (outcome: Promise<void>) => void;
  const promise = new Promise<void>((settle) => (resolve = settle));
  // Those who joined hear of it; a command that failed by itself does not listen any more.
  promise.catch(() => undefined);
  return { promise, resolve };
}

async function waitOn(node: Redis): Promise<void> {
  const command = new PatientCommand('wait', ['1', String(WAIT_MS)]);
  let confirmed: unknown;
  try {
    void node.sendCommand(command);
    confirmed = await command.promise;
  } catch (error) {
    throw unconfirmed(
      `no replica could be asked for it: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  } finally {
    command.ended();
  }
  if (Number(confirmed) < 1) throw unconfirmed(`no replica has confirmed it within ${WAIT_MS} ms`);
}

/** It is applied on the primary, and may be lost with it. */
export function unconfirmed(why: string, cause?: unknown): StoreFault {
  return new StoreFault('unconfirmed', `written to the primary, but ${why}`, { outcomeUnknown: true, cause });
}

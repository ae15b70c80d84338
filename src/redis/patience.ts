/**
 * Time limits for answers of Redis that count only time in which this process could have read them.
 *
 * A timer runs before the sockets are read: after a pause of the event loop (a flood, a large catalog, garbage) it
 * would call answers late that lie in the socket, and each repeat would make the next pause longer.
 */
import { Command } from 'ioredis';
import type { Duplex } from 'node:stream';

/** A timer this late tells of a pause. */
const LATE_MS = 20;
/** All extensions together: no caller waits for longer. */
const EXTENSION_MS_MAX = 1_000;

/**
 * Calls `expire` after `ms`, and after what has arrived by then was read. A timer that comes late waits once more for
 * as long as it was late, for the command may have left only at the end of the pause.
 *
 * @returns gives up.
 */
function patientTimeout(ms: number, expire: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let reading: NodeJS.Immediate | undefined;
  let extensionMs = EXTENSION_MS_MAX;
  const arm = (afterMs: number) => {
    const dueAt = performance.now() + afterMs;
    timer = setTimeout(() => {
      const lateMs = performance.now() - dueAt;
      // Immediates run after the sockets were read.
      reading = setImmediate(() => {
        const moreMs = Math.min(lateMs, ms, extensionMs);
        if (lateMs < LATE_MS || moreMs < LATE_MS) {
          expire();
          return;
        }
        extensionMs -= moreMs;
        arm(moreMs);
      });
    }, afterMs);
  };
  arm(ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(reading);
  };
}

/** A command whose time limit is patient. */
export class PatientCommand extends Command {
  #cancel: (() => void) | undefined;
  #handedOver = 0;

  /** Whether a cluster sent it to another master than the one that it was meant for. */
  get wasRedirected(): boolean {
    return this.#handedOver > 1;
  }

  /** Called by the client when the command is handed to it, and again when a cluster redirects it. */
  override setTimeout(ms: number): void {
    this.#handedOver += 1;
    this.#cancel ??= patientTimeout(ms, () => {
      if (!this.isResolved) this.reject(new Error('Command timed out'));
    });
  }

  /** To be called when the command has ended. */
  ended(): void {
    this.#cancel?.();
  }
}

/** How often it is looked whether anything has come. */
const LOOK_MS = 250;
/** A connection is dead when this many looks in a row found nothing new while an answer was due: a second. */
const SILENT_LOOKS = 4;

interface Watched {
  /** Read from it at the last look. */
  bytes: number;
  /** In a row, without anything new. */
  looks: number;
  /** Whether a command was sent since the last look. */
  sent: boolean;
}

/** Ends connections on which nothing arrives while answers are due. However long a pause was, it is one look. */
export class SilenceWatch {
  readonly #due = new Map<Duplex, Watched>();
  #timer: NodeJS.Timeout | undefined;

  /** To be called when a command is sent. */
  sent(stream: Duplex): void {
    const watched = this.#due.get(stream);
    if (watched === undefined) this.#due.set(stream, { bytes: bytesRead(stream), looks: 0, sent: false });
    else watched.sent = true;
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#due.clear();
  }

  #look(): void {
    for (const [stream, watched] of this.#due) {
      const bytes = bytesRead(stream);
      if (stream.destroyed || (bytes !== watched.bytes && !watched.sent)) {
        this.#due.delete(stream);
        continue;
      }
      if (bytes !== watched.bytes) Object.assign(watched, { bytes, looks: 0 });
      watched.sent = false;
      watched.looks += 1;
      // What came during the pause that this look ended is read before the next one.
      if (watched.looks > SILENT_LOOKS) {
        stream.destroy(new Error(`nothing came from Redis for ${SILENT_LOOKS * LOOK_MS} ms although answers were due`));
      }
    }
    if (this.#due.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function bytesRead(stream: Duplex): number {
  return 'bytesRead' in stream && typeof stream.bytesRead === 'number' ? stream.bytesRead : 0;
}

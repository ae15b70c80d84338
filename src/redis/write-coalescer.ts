import type { Writable } from 'node:stream';

/**
 * Lets the commands of one event-loop turn leave in one system call.
 *
 * The first command of a turn corks the socket and the end of the turn uncorks it. Measured with one connection to a
 * local Redis: 9.6 to 5.6 µs of CPU per command at 32 commands in flight, 7.8 to 3.9 at 256, and within the noise
 * with a single one. `setImmediate` beats `nextTick` here because requests of different gateway connections arrive in
 * different callbacks of the same turn.
 */
export class WriteCoalescer {
  private readonly corked = new Set<Writable>();

  /** To be called before each command is written to `stream`. */
  beforeWrite(stream: Writable): void {
    if (this.corked.has(stream)) {
      return;
    }
    stream.cork();
    this.corked.add(stream);
    if (this.corked.size === 1) {
      setImmediate(this.uncorkAll);
    }
  }

  // A socket that broke meanwhile is uncorked like any other: it drops what it held, and the client has already
  // rejected those commands.
  private readonly uncorkAll = (): void => {
    for (const stream of this.corked) {
      stream.uncork();
    }
    this.corked.clear();
  };
}

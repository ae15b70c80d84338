/**
 * Bounds the HTTP/2 streams that are open at once, over all connections.
 *
 * A stream that is open has cost most of what its request costs, also where it is then refused: beyond what can be
 * worked off, requests must wait where they cost nothing, in their clients. HTTP/2 lets a server say how many streams a
 * connection may have; clients keep the others back until there is room. grpc-js says it once for each connection,
 * which bounds no total, so it is said again here when connections come and go.
 *
 * Where the number sinks, what is open stays open. A stream that was under way is refused with REFUSED_STREAM, which
 * tells the client that nobody looked at it; gRPC libraries send it again by themselves.
 */
import type { Http2Session, ServerHttp2Stream } from 'node:http2';

/** A connection that asked for nothing in this time gives its share away. */
const QUIET_MS = 2_000;
/** Streams that such a connection may open before it has a share again. */
export const QUIET_STREAMS = 4;
/** When several connections come or go together, the shares are dealt once. */
const DEAL_AFTER_MS = 20;
/** Streams of a connection that may stay open beside its share: they wait for news, and are no work. */
const LASTING_STREAMS = 16;

/** One connection's part. */
interface Share {
  /** As it was last told. */
  told: number;
  /** Streams that last are open; they stand beside the share. */
  lasting: number;
  /** Whether it opened a stream since the last look. */
  busy: boolean;
  quiet: boolean;
}

export class StreamShares {
  readonly #total: number;
  readonly #shares = new Map<Http2Session, Share>();
  #active = 0;
  #isDealing = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(total: number) {
    this.#total = total;
  }

  get connections(): number {
    return this.#shares.size;
  }

  /** To be called when a connection begins; it is dropped when it ends. */
  add(session: Http2Session): void {
    const share: Share = { told: QUIET_STREAMS, lasting: 0, busy: false, quiet: true };
    this.#shares.set(session, share);
    session.once('close', () => {
      this.#shares.delete(session);
      if (!share.quiet) this.#active -= 1;
      this.#dealSoon();
    });
    // A client that is slow to confirm is told again when it has.
    session.on('localSettings', () => this.#tell(session, share));
  }

  /** To be called for every stream. */
  opened(session: Http2Session | undefined, stream: ServerHttp2Stream, lasts: boolean): void {
    const share = session === undefined ? undefined : this.#shares.get(session);
    if (session === undefined || share === undefined) return;
    share.busy = true;
    if (share.quiet) {
      share.quiet = false;
      this.#active += 1;
      this.#tell(session, share);
      this.#dealSoon();
      this.#looking ??= setInterval(() => this.#look(), QUIET_MS / 2).unref();
    }
    if (lasts) {
      share.lasting += 1;
      this.#tell(session, share);
      stream.once('close', () => {
        share.lasting -= 1;
        this.#tell(session, share);
      });
    }
  }

  /** What was not busy since the last look is quiet. */
  #look(): void {
    for (const share of this.#shares.values()) {
      if (!share.busy && !share.quiet) {
        share.quiet = true;
        this.#active -= 1;
        this.#dealSoon();
      }
      share.busy = false;
    }
    if (this.#active > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #dealSoon(): void {
    if (this.#isDealing) return;
    this.#isDealing = true;
    setTimeout(() => {
      this.#isDealing = false;
      for (const [session, share] of this.#shares) this.#tell(session, share);
    }, DEAL_AFTER_MS).unref();
  }

  #tell(session: Http2Session, share: Share): void {
    const equal = Math.max(1, Math.floor(this.#total / Math.max(1, this.#active)));
    const streams = (share.quiet ? Math.min(equal, QUIET_STREAMS) : equal) + Math.min(share.lasting, LASTING_STREAMS);
    if (streams === share.told || session.destroyed || session.pendingSettingsAck) return;
    share.told = streams;
    session.settings({ maxConcurrentStreams: streams });
  }
}

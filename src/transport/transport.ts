/** What a transport is, what it hands to the edge, and what transports need of sockets. */
import type { EventEmitter } from 'node:events';
import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { Fault } from '../domain/fault.ts';
import type { Authenticator, Identity } from './auth.ts';
import type { Message } from './method.ts';

/** One way in. The composition root keeps them in a list. */
export interface Transport {
  /** One word, for logs and settings. */
  readonly name: string;
  /** Rejects when the address cannot be bound. Resolves to what clients connect to. */
  start(): Promise<{ readonly address: string }>;
  /**
   * Finishes what is in the works for at most `ms`, then cuts it. `HealthState.drain` comes first and is the caller's.
   */
  drain(ms: number): Promise<void>;
}

/** What a transport knows about a request besides the message. */
export interface Caller {
  /** As `Edge.requestId` gave it. */
  readonly requestId: string;
  /** On the sidecar's clock (`Date.now()`); 0 when the caller set none. */
  readonly deadlineAtMs: number;
  /** Whether it came by the listener for what cannot wait: completions and emergency calls. */
  readonly priority: boolean;
  /** What all requests of one connection have in common, and nobody else's. */
  connection(): object;
  /** Calls back when the caller goes away before a stream has come to its end; maybe also after that. */
  onGone(gone: () => void): void;
  /** However the caller proves itself on this transport. Throws an `unauthenticated` fault. */
  identify(authenticator: Authenticator): Identity;
}

/** A message as it came. It is decoded only after its caller is known, because decoding is most of what it costs. */
export interface Incoming {
  /** Bytes on the wire. */
  readonly size: number;
  /** Throws a fault when it is no message of its type, or has more entries than its verb allows. */
  decode(): Decoded;
}

export interface Decoded {
  readonly message: Message;
  /** What the transport itself found wrong with the message, for instance an unknown JSON key. */
  readonly malformed: Fault | undefined;
}

export type Reply = (fault: Fault | undefined, response: object | undefined) => void;

/** Answers one request by calling `reply` exactly once. Never throws. */
export type ServeUnary = (incoming: Incoming, caller: Caller, reply: Reply) => void;

/** Answers one request, or a stream of them, with a stream that throws faults only. */
export type ServeStream = (incoming: Incoming | AsyncIterable<Incoming>, caller: Caller) => AsyncIterable<object>;

/* A Unix socket that only its owner can reach, from its first moment. */

/**
 * Calls `bind` with a path inside a new directory that only the owner may enter, sets the socket's mode to 0600, and
 * moves it to its place. Binding in place would leave it open to everybody between bind and chmod. A socket that nobody
 * listens on any more is replaced; a live one is an error.
 *
 * @returns a function that removes the socket.
 */
export async function bindPrivately(path: string, bind: (path: string) => Promise<unknown>): Promise<() => void> {
  if (await isLive(path)) {
    throw Object.assign(new Error(`another process listens on ${path}`), { code: 'EADDRINUSE' });
  }
  const directory = mkdtempSync(join(dirname(path), '.tg-'));
  try {
    const temporary = join(directory, 's');
    await bind(temporary);
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return () => rmSync(path, { force: true });
}

function isLive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/* Waits for a reader of a stream, but not for ever. */

/** A connection that has not begun to ask by then is ended. */
export const SILENT_CALLER_MS = 5_000;
/** A caller that neither sends the rest of its request nor takes the answer for this long is gone. */
export const STALLED_MS = 10_000;

/**
 * Resolves when the reader wants more or has gone; rejects when it does neither for too long.
 *
 * @param gone - the event by which the stream says that nobody reads any more.
 */
export function drained(stream: EventEmitter, gone: 'cancelled' | 'close'): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Fault('READER_STALLED', 'the reader takes nothing'));
    }, STALLED_MS);
    const go = () => {
      clearTimeout(timer);
      stream.off('drain', go);
      stream.off(gone, go);
      resolve();
    };
    stream.once('drain', go);
    stream.once(gone, go);
  });
}

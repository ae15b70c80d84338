/** Waits for a reader of a stream, but not for ever. */
import type { EventEmitter } from 'node:events';
import { Fault } from '../domain/fault.ts';

/** A reader that takes nothing for this long is gone; it must not keep its place in the works. */
const STALLED_READER_MS = 30_000;

/**
 * Resolves when the reader wants more or has gone; rejects when it does neither for too long.
 *
 * @param gone - the event by which the stream says that nobody reads any more.
 */
export function drained(stream: EventEmitter, gone: 'cancelled' | 'close'): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Fault('deadline_exceeded', 'READER_STALLED', 'the reader takes nothing'));
    }, STALLED_READER_MS);
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

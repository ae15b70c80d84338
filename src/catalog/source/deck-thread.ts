/** Parses decks on a thread of its own, so that the event loop goes on answering calls meanwhile. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DeckSource } from '../deck/mapping.ts';
import { type ParsedDeck, parseDeck } from '../deck/parse-deck.ts';
import { decodeText } from './encoding.ts';

/** One file, and the decks that are read from it. */
export interface DeckJob {
  /** Plain bytes: a Buffer does not stay one on its way to the thread. */
  readonly bytes: Uint8Array;
  readonly sources: readonly DeckSource[];
}

/** By source. */
export type DeckOutcome = readonly ParsedDeck[];

/** Below this the start of a thread takes longer than the parsing, which is done in 5 ms. */
const INLINE_BYTES_MAX = 64 * 1024;

const YOUNG_GENERATION_MB = 128;

/**
 * What the decks say, in the order of the jobs. The bytes of large jobs are handed over and gone afterwards.
 *
 * @throws Error when the thread fails, for want of memory.
 */
export async function runJobs(jobs: readonly DeckJob[]): Promise<readonly DeckOutcome[]> {
  const size = jobs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return size <= INLINE_BYTES_MAX ? jobs.map((job) => runJob(job)) : onThread(jobs);
}

export function runJob({ bytes, sources }: DeckJob): DeckOutcome {
  const decoded = decodeText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return sources.map((source) => {
    if ('text' in decoded) return parseDeck(decoded.text, source);
    const { place, message, hint } = decoded;
    return { problems: [{ file: source.file, ...place, message, hint }] };
  });
}

function onThread(jobs: readonly DeckJob[]): Promise<readonly DeckOutcome[]> {
  const whole = jobs.map(({ bytes, sources }) => ({ bytes: ofItsOwn(bytes), sources }));
  const worker = startWorker(whole, [...new Set(whole.map(({ bytes }) => bytes.buffer))]);
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the thread that parses decks ended with code ${code}`));
    });
  });
}

/** Small files share a buffer with others, which must not be handed over. */
function ofItsOwn(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

function startWorker(jobs: readonly DeckJob[], transferList: ArrayBuffer[]): Worker {
  const entry = new URL(`deck-worker${extname(import.meta.url)}`, import.meta.url);
  // Half a million rows fill the usual young generation of the heap again and again.
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
  const options = { workerData: jobs, transferList, resourceLimits, name: 'decks' };
  if (entry.pathname.endsWith('.js')) return new Worker(entry, options);
  // From the sources, in development and in tests: a thread does not inherit what understands TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import('${entry.href}'); })`;
  return new Worker(start, { ...options, eval: true });
}

/** The memory of tables that is handed over instead of copied. */
export function buffersOf(outcome: DeckOutcome): ArrayBuffer[] {
  return outcome.flatMap((parsed) => {
    if (!('tables' in parsed)) return [];
    const { index, prices, ...columns } = parsed.tables;
    const arrays: unknown[] = [...Object.values(index), ...Object.values(prices), ...Object.values(columns)];
    return arrays.flatMap((each) =>
      ArrayBuffer.isView(each) && each.buffer instanceof ArrayBuffer ? [each.buffer] : [],
    );
  });
}

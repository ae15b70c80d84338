/** Reads a file of call records line by line, also a packed one; the standard input is `-`. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { PastCall, RowProblem } from '../past-call.ts';
import { type Column, type LayoutName, layoutOf } from './columns.ts';
import { type RecordDefaults, RecordReader, separatorOf } from './record-reader.ts';
import { splitCsvLine } from '../../catalog/deck/csv.ts';

export interface RecordFileOptions extends RecordDefaults {
  /** For files without a header that show nothing of their kind. */
  readonly layout: LayoutName | undefined;
  /** Headers of the file that mean one of our columns. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Rows that began before, or at or after, are left out. Milliseconds since 1970; 0 is no bound. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Takes each call, in the order of the file. */
  readonly onCall: (call: PastCall) => void;
  /** Told of each row that cannot be read. */
  readonly onProblem: (problem: RowProblem) => void;
  /** Told of what is read, as a part of 1. */
  readonly onProgress: (done: number) => void;
}

/** What a file said. */
export interface RecordFile {
  /** By account: what the first of its rows that says so had when it began. Milli-cents. */
  readonly balances: ReadonlyMap<string, number>;
  /** Rows that hold a record, also those outside of the time asked for. */
  readonly rows: number;
  /** Rows outside of the time asked for. */
  readonly outside: number;
  /** How its columns were understood. */
  readonly readBy: string;
}

/** The file as a whole cannot be understood. The message says why, and what would be right. */
export class RecordFileError extends Error {}

const ROWS_PER_PROGRESS = 5_000;

/** @throws RecordFileError when it cannot be read or its columns cannot be understood */
export async function readRecordFile(path: string, options: RecordFileOptions): Promise<RecordFile> {
  const { stream, done } = await opened(path);
  const balances = new Map<string, { readonly atMs: number; readonly milliCents: number }>();
  let [lineNumber, rows, outside] = [0, 0, 0];
  let reader: { readonly records: RecordReader; readonly by: string } | undefined;
  for await (const line of linesOf(stream)) {
    lineNumber += 1;
    if (line.trim() === '') continue;
    if (reader === undefined) {
      const begun = begin(line, path, options);
      reader = begun;
      if (begun.hasHeader) continue;
    }
    rows += 1;
    if (rows % ROWS_PER_PROGRESS === 0) options.onProgress(done());
    const read = reader.records.read(line, lineNumber);
    if ('kind' in read) {
      options.onProblem(read);
      continue;
    }
    const { call, balanceMilliCents } = read;
    if (call.startMs < options.fromMs || (options.toMs > 0 && call.startMs >= options.toMs)) {
      outside += 1;
      continue;
    }
    options.onCall(call);
    const known = balances.get(call.accountId);
    if (balanceMilliCents !== undefined && (known === undefined || call.startMs < known.atMs)) {
      balances.set(call.accountId, { atMs: call.startMs, milliCents: balanceMilliCents });
    }
  }
  if (reader === undefined) throw new RecordFileError(`${path} is empty`);
  const first = new Map([...balances].map(([accountId, { milliCents }]) => [accountId, milliCents]));
  return { balances: first, rows, outside, readBy: reader.by };
}

function begin(
  line: string,
  path: string,
  options: RecordFileOptions,
): { readonly records: RecordReader; readonly by: string; readonly hasHeader: boolean } {
  const separator = separatorOf(line);
  const cells = splitCsvLine(line, separator);
  if (!cells.ok) throw new RecordFileError(`${path}:1:${cells.fault.column}: ${cells.fault.message}`);
  const layout = layoutOf(cells.cells, options.layout, options.columns);
  if ('problem' in layout) throw new RecordFileError(`${path}:1: ${layout.problem}`);
  return { records: new RecordReader(layout, separator, options), by: layout.by, hasHeader: layout.hasHeader };
}

interface Opened {
  readonly stream: Readable;
  /** The part of it that has been read, of 1. */
  readonly done: () => number;
}

async function opened(path: string): Promise<Opened> {
  if (path === '-') return { stream: process.stdin, done: () => 0 };
  try {
    const { size } = await stat(path);
    const file = createReadStream(path, { highWaterMark: 256 * 1024 });
    const done = (): number => (size === 0 ? 1 : file.bytesRead / size);
    return { stream: (await isPacked(path)) ? file.pipe(createGunzip()) : file, done };
  } catch (error) {
    throw new RecordFileError(error instanceof Error ? error.message : String(error));
  }
}

async function isPacked(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Without the byte order mark that spreadsheets put in front, and with any kind of line end. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of stream) {
    rest += decoder.decode(chunk as Buffer, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      yield rest.slice(start, rest[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}

/** One line of a file of call records becomes a call of the past, or what is wrong with it. */
import { splitCsvLine, type Separator, SEPARATORS } from '../../catalog/deck/csv.ts';
import { ceilDiv, MoneyError, parseMoney, parseRate } from '../../domain/money.ts';
import { accountIdProblem, type Direction, subjectIdProblem } from '../../domain/traffic.ts';
import { archivedNumber } from '../archived-numbers.ts';
import type { PastCall, RowProblem, RowProblemKind } from '../past-call.ts';
import type { Column, Columns, Layout } from './columns.ts';
import { StampReader } from './stamps.ts';

/** What counts for rows that do not say it themselves. */
export interface RecordDefaults {
  /** Undefined: every row must name its account. */
  readonly accountId: string | undefined;
  readonly service: string;
  readonly direction: Direction;
  /** IANA name: whose clock stamps without a zone show. */
  readonly timeZone: string;
  /** ISO 4217, whose sign amounts may carry. */
  readonly currency: string;
}

/** A call, and what its account had when it began, where the row says so. */
export interface ReadRecord {
  readonly call: PastCall;
  /** Milli-cents. */
  readonly balanceMilliCents: number | undefined;
}

/** The separator that cuts a line into the most cells. */
export function separatorOf(line: string): Separator {
  const count = (separator: Separator): number => line.split(separator).length;
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best), SEPARATORS[0]);
}

/** A day, in seconds: a record of a longer call is one of a call that nobody ended. */
const LONGEST_CALL_SECONDS = 172_800;

/** By how much two figures of a switch for the same time differ, since each is rounded. Milliseconds. */
const ROUNDING_MS = 2_000;

class Unreadable extends Error {
  readonly kind: RowProblemKind;

  constructor(kind: RowProblemKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export class RecordReader {
  readonly #columns: Columns;
  readonly #separator: Separator;
  readonly #defaults: RecordDefaults;
  readonly #stamps: StampReader;
  /** One copy of each id and number: a million rows repeat them. */
  readonly #texts = new Map<string, string>();

  constructor(layout: Layout, separator: Separator, defaults: RecordDefaults) {
    this.#columns = layout.columns;
    this.#separator = separator;
    this.#defaults = defaults;
    this.#stamps = new StampReader(defaults.timeZone);
  }

  /** @param lineNumber - from 1 */
  read(line: string, lineNumber: number): ReadRecord | RowProblem {
    const split = splitCsvLine(line, this.#separator);
    if (!split.ok) return { kind: 'malformed', line: lineNumber, message: split.fault.message };
    try {
      return this.#record(split.cells, lineNumber);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { kind: error.kind, line: lineNumber, message: error.message };
    }
  }

  #record(cells: readonly string[], line: number): ReadRecord {
    const time = this.#times(cells);
    const text = (column: Column): string => this.#kept(this.#cell(cells, column));
    const subjectId = text('subject_id');
    const wrong = subjectId === '' ? undefined : subjectIdProblem(subjectId);
    if (wrong !== undefined) throw new Unreadable('malformed', `subject_id ${wrong}`);
    const call: PastCall = {
      line,
      callId: this.#cell(cells, 'call_id'),
      accountId: this.#account(cells),
      subjectId,
      gatewayId: text('gateway_id'),
      parentHoldId: text('parent_hold_id'),
      service: text('service') || this.#defaults.service,
      ...this.#parties(cells),
      ratePlan: text('rate_plan') || undefined,
      ...time,
      units: this.#whole(cells, 'units'),
      costMilliCents: this.#cost(cells),
      wasDenied: /^(decision_)?den(y|ied)$/i.test(this.#cell(cells, 'disposition')),
    };
    return { call, balanceMilliCents: this.#money(cells, 'balance') };
  }

  #account(cells: readonly string[]): string {
    const id = this.#kept(this.#cell(cells, 'account_id')) || this.#defaults.accountId;
    if (id === undefined) throw new Unreadable('missing', 'account_id is empty');
    const wrong = accountIdProblem(id);
    if (wrong !== undefined) throw new Unreadable('malformed', `account_id ${wrong}, not "${shown(id)}"`);
    return id;
  }

  #direction(cells: readonly string[]): Direction {
    const text = this.#cell(cells, 'direction').toLowerCase();
    if (text === '') return this.#defaults.direction;
    if (/^(direction_)?out/.test(text)) return 'outbound';
    if (/^(direction_)?in/.test(text)) return 'inbound';
    throw new Unreadable('malformed', `direction must be inbound or outbound, not "${shown(text)}"`);
  }

  /** An archive has one number, of the other party, and maybe not the whole of it. */
  #parties(cells: readonly string[]): Pick<PastCall, 'direction' | 'from' | 'to' | 'other'> {
    const direction = this.#direction(cells);
    const parties = { direction, from: this.#kept(this.#cell(cells, 'from')), to: this.#kept(this.#cell(cells, 'to')) };
    const text = this.#cell(cells, 'number');
    if (text === '') return parties;
    const side = direction === 'outbound' ? 'to' : 'from';
    if (/^\+?\d+$/.test(text)) return { ...parties, [side]: this.#kept(text) };
    const other = archivedNumber(text, this.#cell(cells, 'number_class'), this.#cell(cells, 'country'));
    if (other === undefined) throw new Unreadable('missing', 'number is not whole, and class is empty');
    return { ...parties, [side]: this.#kept(other.name), other };
  }

  /** When it began, was answered and ended: of start, answer, end and the two durations some follow from others. */
  #times(cells: readonly string[]): Pick<PastCall, 'startMs' | 'answerMs' | 'endMs' | 'connectedSeconds'> {
    const start = this.#stamp(cells, 'start');
    const answer = this.#stamp(cells, 'answer');
    const end = this.#stamp(cells, 'end');
    const duration = this.#seconds(cells, 'duration_seconds');
    const connected = this.#connected(cells, answer, end, duration);
    const startMs = start || (end > 0 && duration !== undefined ? end - duration * 1000 : answer || end);
    if (startMs === 0) throw new Unreadable('missing', 'start is empty');
    if (end > 0 && end < startMs) throw new Unreadable('malformed', 'end is before start');
    if (answer > 0 && answer + ROUNDING_MS < startMs) throw new Unreadable('malformed', 'answer is before start');
    const lastsMs = end > 0 ? end - startMs : (duration ?? 0) * 1000;
    if (lastsMs > 0 && connected * 1000 > lastsMs + ROUNDING_MS) {
      throw new Unreadable('malformed', 'it was connected for longer than it lasted');
    }
    const connectedMs = Math.round(connected * 1000);
    const answerMs = Math.max(startMs, answer || (connected > 0 ? startMs + lastsMs - connectedMs : startMs));
    const endMs = connected > 0 ? answerMs + connectedMs : startMs + Math.round(lastsMs);
    return { startMs, answerMs, endMs, connectedSeconds: connected };
  }

  #connected(cells: readonly string[], answer: number, end: number, duration: number | undefined): number {
    const told = this.#seconds(cells, 'connected_seconds');
    if (told !== undefined) return told;
    if (answer > 0 && end > 0) return Math.max(0, (end - answer) / 1000);
    // Where neither says when it was answered, the duration is that of the conversation.
    if (this.#columns.has('answer') || this.#columns.has('connected_seconds')) return 0;
    const started = this.#stamp(cells, 'start');
    return duration ?? (end > 0 && started > 0 ? (end - started) / 1000 : 0);
  }

  #stamp(cells: readonly string[], column: 'start' | 'answer' | 'end'): number {
    const text = this.#cell(cells, column);
    const atMs = this.#stamps.read(text);
    if (atMs === undefined) throw new Unreadable('malformed', `${column} is no time: "${shown(text)}"`);
    return atMs;
  }

  #seconds(cells: readonly string[], column: 'duration_seconds' | 'connected_seconds'): number | undefined {
    const text = this.#cell(cells, column);
    if (text === '') return undefined;
    const clock = /^(\d{1,3}):(\d\d):(\d\d)$/.exec(text);
    const seconds = clock === null ? Number(text) : 3600 * Number(clock[1]) + 60 * Number(clock[2]) + Number(clock[3]);
    if (clock === null && !/^\d+(\.\d+)?$/.test(text)) {
      throw new Unreadable('malformed', `${column} must be seconds, 0 or more, not "${shown(text)}"`);
    }
    if (seconds > LONGEST_CALL_SECONDS) throw new Unreadable('malformed', `${column} is more than two days`);
    return seconds;
  }

  #whole(cells: readonly string[], column: 'units'): number | undefined {
    const text = this.#cell(cells, column);
    if (text === '') return undefined;
    // What was not used was not billed, and says nothing about how much was asked for.
    if (/^\d{1,9}$/.test(text)) return Number(text) || undefined;
    throw new Unreadable('malformed', `${column} must be a whole number, not "${shown(text)}"`);
  }

  #cost(cells: readonly string[]): number | undefined {
    const text = this.#cell(cells, 'cost_milli_cents');
    if (text === '') return this.#money(cells, 'cost');
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new Unreadable('malformed', `cost_milli_cents must be a whole number, not "${shown(text)}"`);
  }

  /** Finer parts than milli-cents count as one. */
  #money(cells: readonly string[], column: 'cost' | 'balance'): number | undefined {
    const text = this.#cell(cells, column);
    if (text === '') return undefined;
    try {
      const { currency } = this.#defaults;
      if (text.startsWith('-') || !/\.\d{6}/.test(text)) return parseMoney(text, currency);
      const { rate, rateUnits } = parseRate(text, currency);
      return ceilDiv(rate, rateUnits);
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
      throw new Unreadable('malformed', `${column}: ${error.message}`);
    }
  }

  #cell(cells: readonly string[], column: Column): string {
    const index = this.#columns.get(column);
    return index === undefined ? '' : (cells[index] ?? '');
  }

  #kept(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

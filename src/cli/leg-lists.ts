/**
 * Lists of active legs as gateways and people write them: JSON, one leg on each line or all in one, CSV, and what
 * Kamailio prints for `dlg.list`, by kamcmd or by JSON-RPC. A list that breaks off, or is an error, must not read as a
 * short one.
 */
import { splitCsvLine } from '../catalog/deck/csv.ts';

/** A leg that is up, as Reconcile takes it. */
export interface ListedLeg {
  readonly accountId?: string;
  readonly holdId?: string;
  readonly settleToken?: string;
  readonly connectedSeconds?: number;
  readonly units?: number;
  readonly answered?: boolean;
}

/** A list that cannot be read: it counts for nothing. The message names line and column. */
export class ListError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ListError';
  }
}

export interface LegList {
  readonly legs: readonly ListedLeg[];
  /** Dialogs of Kamailio that Tollgate knows nothing of: emergency calls, and those of others. */
  readonly others: number;
}

/** @param name - of the list, for messages. @throws {ListError} */
export function readLegList(text: string, name: string): LegList {
  const list = text.replace(/^\uFEFF/, '').trim();
  if (list === '') return { legs: [], others: 0 };
  const whole = parsed(list);
  if (whole !== undefined) return fromJson(whole, name);
  if (list.startsWith('error: '))
    throw new ListError(`${name}: Kamailio answered with an ${list.split('\n')[0] ?? ''}`);
  if (/^\{\s*$/m.test(list.split('\n')[0] ?? '')) return fromDialogs(kamcmdDialogs(list, name), name);
  if (list.startsWith('{'))
    return { legs: lines(list).map(([line, at]) => jsonLine(line, `${name}:${at}`)), others: 0 };
  return { legs: csvLegs(list, name), others: 0 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Those that are not blank, with their numbers. */
function lines(text: string): (readonly [line: string, number: number])[] {
  return text.split(/\r?\n/).flatMap((line, index) => (line.trim() === '' ? [] : [[line, index + 1] as const]));
}

/* Legs in JSON and CSV. */

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromJson(whole: unknown, name: string): LegList {
  if (isObject(whole) && 'jsonrpc' in whole) return fromDialogs(jsonRpcDialogs(whole, name), name);
  const list = isObject(whole) && Array.isArray(whole['active_legs']) ? whole['active_legs'] : whole;
  const legs: readonly unknown[] = Array.isArray(list) ? list : [list];
  return { legs: legs.map((leg, index) => legOf(leg, `${name}: leg ${index + 1}`)), others: 0 };
}

function jsonLine(line: string, place: string): ListedLeg {
  const leg = parsed(line);
  if (leg === undefined) throw new ListError(`${place}: is no JSON; one leg on each line, or a whole document`);
  return legOf(leg, place);
}

const COLUMNS = ['account_id', 'hold_id', 'settle_token', 'connected_seconds', 'units', 'answered'] as const;

function legOf(leg: unknown, place: string): ListedLeg {
  if (!isObject(leg)) throw new ListError(`${place}: must be an object such as {"account_id": "acme", "hold_id": "1"}`);
  const unknown = Object.keys(leg).find((key) => !COLUMNS.some((column) => column === key));
  if (unknown !== undefined) {
    throw new ListError(`${place}: "${unknown}" is no field of a leg; there are ${COLUMNS.join(', ')}`);
  }
  const text = (key: string): string | undefined => {
    const value = leg[key];
    if (value === undefined || typeof value === 'string') return value;
    throw new ListError(`${place}: ${key} must be a text`);
  };
  const number = (key: string): number | undefined => {
    const value = leg[key];
    if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
    throw new ListError(`${place}: ${key} must be a number, 0 or more`);
  };
  const { answered } = leg;
  if (answered !== undefined && typeof answered !== 'boolean') {
    throw new ListError(`${place}: answered must be true or false`);
  }
  return named(
    {
      accountId: text('account_id'),
      holdId: text('hold_id'),
      settleToken: text('settle_token'),
      connectedSeconds: number('connected_seconds'),
      units: number('units'),
      answered,
    },
    place,
  );
}

type Read = { readonly [Key in keyof ListedLeg]-?: ListedLeg[Key] | undefined };

/** Whole seconds: what is left of one says nothing in a heartbeat. */
function named({ connectedSeconds, ...read }: Read, place: string): ListedLeg {
  const isNamed = (read.accountId ?? '') !== '' && (read.holdId ?? '') !== '';
  if (!isNamed && (read.settleToken ?? '') === '') {
    throw new ListError(`${place}: needs account_id and hold_id, or a settle_token, which names both`);
  }
  const seconds = connectedSeconds === undefined ? {} : { connectedSeconds: Math.floor(connectedSeconds) };
  const given = Object.entries(read).filter(([, value]) => value !== undefined && value !== '');
  return { ...(Object.fromEntries(given) as ListedLeg), ...seconds };
}

function csvLegs(text: string, name: string): ListedLeg[] {
  const [header, ...rows] = lines(text).map(([line, number]) => [cellsOf(line, `${name}:${number}`), number] as const);
  const [columns = []] = header ?? [];
  const unknown = columns.find((column) => !COLUMNS.some((each) => each === column));
  if (unknown !== undefined || !(columns.includes('hold_id') || columns.includes('settle_token'))) {
    const problem = unknown === undefined ? 'names no hold' : `has the column "${unknown}"`;
    throw new ListError(
      `${name}:1: is neither JSON nor what Kamailio prints for dlg.list, and as the header of a CSV file it ` +
        `${problem}; columns are ${COLUMNS.join(', ')}`,
    );
  }
  return rows.map(([cells, number]) => {
    const place = `${name}:${number}`;
    if (cells.length !== columns.length) {
      throw new ListError(`${place}: has ${cells.length} cells, and the header ${columns.length}`);
    }
    const cell = (column: string): string | undefined => cells[columns.indexOf(column)] || undefined;
    const answered = cell('answered');
    if (answered !== undefined && !['true', 'false', '1', '0'].includes(answered)) {
      throw new ListError(`${place}: answered must be true or false, not "${answered}"`);
    }
    return named(
      {
        accountId: cell('account_id'),
        holdId: cell('hold_id'),
        settleToken: cell('settle_token'),
        connectedSeconds: figure(cell('connected_seconds'), `${place}: connected_seconds`),
        units: figure(cell('units'), `${place}: units`),
        answered: answered === undefined ? undefined : answered === 'true' || answered === '1',
      },
      place,
    );
  });
}

function cellsOf(line: string, place: string): readonly string[] {
  const split = splitCsvLine(line);
  if (split.ok) return split.cells;
  throw new ListError(`${place}:${split.fault.column}: ${split.fault.message}`);
}

function figure(cell: string | undefined, place: string): number | undefined {
  if (cell === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(cell)) throw new ListError(`${place} must be a number, 0 or more, not "${cell}"`);
  return Number(cell);
}

/* Kamailio. */

/** What counts of a dialog. */
interface Dialog {
  readonly callId: string;
  /** 1 not confirmed, 2 ringing, 3 answered, 4 confirmed, 5 over. */
  readonly state: number;
  /** Since it was answered, by Kamailio's own clock. */
  readonly seconds: number;
  /** In the order in which they stand there. */
  readonly variables: readonly (readonly [name: string, value: string])[];
}

const ANSWERED = 3;
const OVER = 5;
/** A settle token, whatever the variable is called that it is kept in. */
const TOKEN = /^[hes]\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** A dialog has a leg for each token that it keeps: two where a call was forwarded. */
function fromDialogs(dialogs: readonly Dialog[], name: string): LegList {
  const legs: ListedLeg[] = [];
  let others = 0;
  for (const dialog of dialogs) {
    // Its hold is settled, or its report waits to be sent.
    if (dialog.state === OVER) continue;
    const found = legsIn(dialog, `${name}: the dialog of ${dialog.callId}`);
    if (found.length === 0) others += 1;
    legs.push(...found);
  }
  return { legs, others };
}

function legsIn({ state, seconds, variables }: Dialog, place: string): ListedLeg[] {
  const answered = state >= ANSWERED;
  const shared = { units: undefined, connectedSeconds: answered ? seconds : undefined, answered };
  const nobody = { accountId: undefined, holdId: undefined };
  const tokens = variables.map(([, value]) => value).filter((value) => TOKEN.test(value));
  if (tokens.length > 0) return tokens.map((settleToken) => named({ ...shared, ...nobody, settleToken }, place));
  const [accountId, holdId] = ['account_id', 'hold_id'].map((key) => variables.find(([name]) => name === key)?.[1]);
  if (accountId === undefined || holdId === undefined) return [];
  return [named({ ...shared, accountId, holdId, settleToken: undefined }, place)];
}

/**
 * As kamcmd prints it: each dialog in braces, each depth indented by a tab, one value on a line. Only the depth says
 * what a line is, since a value may be anything that a caller sent.
 */
function kamcmdDialogs(list: string, name: string): Dialog[] {
  const dialogs: Dialog[] = [];
  let fields: Map<string, string> | undefined;
  let variables: [string, string][] = [];
  let section = '';
  for (const [line, number] of lines(list)) {
    const depth = /^\t*/.exec(line)?.[0].length ?? 0;
    const [, key = '', value = ''] = /^\t*([^:]*): ?(.*)$/.exec(line) ?? [];
    if (line === '{' && fields === undefined) [fields, variables, section] = [new Map(), [], ''];
    else if (fields === undefined) throw new ListError(`${name}:${number}: is not what kamcmd prints for dlg.list`);
    else if (line === '}') {
      dialogs.push(dialogOf((field) => fields?.get(field), variables, `${name}:${number}`));
      fields = undefined;
    } else if (depth === 1) {
      section = key;
      fields.set(key, value);
    } else if (depth === 3 && section === 'variables') variables.push([key, value]);
  }
  if (fields !== undefined) throw new ListError(`${name}: breaks off in the middle of a dialog`);
  return dialogs;
}

function jsonRpcDialogs(answer: Json, name: string): Dialog[] {
  const { error, result } = answer;
  if (isObject(error)) throw new ListError(`${name}: Kamailio answered with the error "${String(error['message'])}"`);
  if (!Array.isArray(result)) throw new ListError(`${name}: has no list of dialogs for its result`);
  return result.map((dialog: unknown, index) => {
    const place = `${name}: dialog ${index + 1}`;
    if (!isObject(dialog)) throw new ListError(`${place} must be an object`);
    const { variables } = dialog;
    const pairs = (Array.isArray(variables) ? variables : [])
      .filter(isObject)
      .flatMap((each) => Object.entries(each).map(([key, value]): [string, string] => [key, String(value)]));
    return dialogOf((field) => scalarText(dialog[field]), pairs, place);
  });
}

function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function dialogOf(field: (name: string) => string | undefined, variables: Dialog['variables'], place: string): Dialog {
  const number = (name: string): number => {
    const text = field(name) ?? '';
    if (/^\d+$/.test(text)) return Number(text);
    throw new ListError(`${place}: a dialog without ${name}; is it what Kamailio 5 answers to dlg.list?`);
  };
  return { callId: field('call-id') ?? '', state: number('state'), seconds: number('duration'), variables };
}

/**
 * The Lua scripts as Redis gets them: one text with one hash. Files under `lua/` name the pieces of `lua/include/` that
 * they use in an `-- include:` line, which the pieces replace. Redis makes every function of a script anew each time
 * that it runs, so what the rest of a script needs is included where the rest begins, and what only some runs need is
 * named in a `-- lazily:` line where they need it: its functions are made when the run comes by. Their names are known
 * everywhere, and hold nil until then.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Script } from '../../redis/store.ts';

const SCRIPT_NAMES = [
  'authorize',
  'answer',
  'extend',
  'settle',
  'interim',
  'release',
  'sweep',
  'confirm',
  'take_page',
  'named_in_list',
  'mark_missing',
  'charge',
  'reverse',
  'post',
  'create_account',
  'create_stub',
  'update_account',
  'put_subject',
  'read_subject',
  'read_subjects',
  'read_account',
  'read_accounts',
  'list_accounts',
  'read_hold',
  'read_open_holds',
  'read_gateway',
  'read_deadlines',
  'read_journal',
  'read_tail',
  'read_currencies',
  'trim_journal',
  'acknowledge_journal',
  'due_holds',
  'lease_partition',
  'set_aside',
  'read_aside',
  'retry_aside',
  'read_totals',
  'adopt_hold',
  'older_holds',
  'open_partition',
  'verify_accounts',
  'verify_holds',
  'verify_index',
  'read_checkpoints',
  'write_checkpoints',
  'read_verified',
  'note_verified',
  'scan_keys',
  'export_family',
  'export_keys',
  'load_keys',
  'load_journal',
  'mark_restored',
  'begin_epoch',
  'register_sidecar',
  'read_leases',
  'read_recharge',
  'swap_recharge',
  'due_recharges',
  'low_recharges',
  'set_alerts',
  'read_alerts',
  'cross_alert',
  'take_alerts',
  'finish_alert',
  'list_alerts',
  'resend_alerts',
] as const;

export type ScriptName = (typeof SCRIPT_NAMES)[number];

export type Scripts = Readonly<Record<ScriptName, Script>>;

const LUA_DIRECTORY = fileURLToPath(new URL('./lua/', import.meta.url));

function isLazyMark(line: string): boolean {
  return line === LAZY.begin || line === LAZY.next || line === LAZY.end;
}

/** Comments and blank lines cost Redis nothing when it runs a script, but they cost memory and the first load. */
function withoutComments(source: string): string {
  return source
    .split('\n')
    .filter((line) => line.trim() !== '' && (!line.trim().startsWith('--') || isLazyMark(line)))
    .join('\n');
}

const INCLUDE = /^-- include: *(.*)$/gm;
const LAZILY = /^ *-- lazily: *(.*)$/gm;
/** The first line of a piece that uses others. */
const NEEDS = /^-- needs: *(.*)$/m;
/** Around and between the pieces that are made lazily, as long as the text is being put together. */
const LAZY = { begin: '--<lazily', next: '--lazily', end: '--lazily>' } as const;

/** Puts the pieces in the place of the lines that name them. */
export function expandIncludes(source: string, readPiece: (name: string) => string): string {
  const seen = new Set<string>();
  // What a piece needs stands before it, once.
  const withNeeds = (name: string): readonly string[] => {
    if (seen.has(name)) return [];
    seen.add(name);
    const piece = readPiece(name);
    const needs = NEEDS.exec(piece)?.[1]?.split(/\s+/) ?? [];
    return [...needs.flatMap(withNeeds), piece];
  };
  const pieces = (names: string): readonly string[] =>
    names
      .split(/\s+/)
      .filter((name) => name !== '')
      .flatMap((name) => {
        if (seen.has(name)) throw new Error(`Lua piece "${name}" is included twice`);
        return withNeeds(name);
      });
  const included = source.replace(INCLUDE, (_, names: string) => pieces(names).join('\n'));
  const between = `\n${LAZY.next}\n`;
  return included.replace(LAZILY, (_, names: string) => `${LAZY.begin}\n${pieces(names).join(between)}\n${LAZY.end}`);
}

/** A function at the outermost level: its name and its text. */
const TOP_FUNCTION = /^local function (\w+)\([\s\S]*?^end$\n?/gm;

/** Leaves out the functions of the pieces that the script never reaches. */
function withoutUnused(source: string): string {
  const bodies = new Map([...source.matchAll(TOP_FUNCTION)].map(([text, name = '']) => [name, text]));
  const reached = new Set<string>();
  const reach = (text: string): void => {
    for (const [word] of text.matchAll(/\w+/g)) {
      const body = bodies.get(word);
      if (body === undefined || reached.has(word)) continue;
      reached.add(word);
      reach(body);
    }
  };
  reach(source.replace(TOP_FUNCTION, ''));
  return source.replace(TOP_FUNCTION, (text: string, name: string) => (reached.has(name) ? text : ''));
}

/** What a lazy piece declares at its outermost level: functions and constants. */
const LAZY_LOCAL = /^local (function )?(\w+)/gm;

/**
 * Declares the names of the lazy pieces at the top of the script, and lets the pieces give them their values. Those
 * that no other piece uses stay in a block of their own: no more than 200 may be known in one place.
 */
function withLazyNames(source: string): string {
  const names: string[] = [];
  const [head = '', ...regions] = source.split(`${LAZY.begin}\n`);
  if (regions.length === 0) return source;
  const parts = regions.map((region) => {
    const [lazy = '', rest = ''] = region.split(`${LAZY.end}\n`);
    return { pieces: lazy.split(`${LAZY.next}\n`), rest };
  });
  const places = placesByWord([head, ...parts.flatMap(({ pieces, rest }) => [...pieces, rest])]);
  const assigned = (piece: string): string => {
    let own = 0;
    const text = piece.replace(LAZY_LOCAL, (whole, isFunction: string | undefined, name: string) => {
      if (places.get(name) === 1) {
        own++;
        return whole;
      }
      names.push(name);
      return isFunction === undefined ? name : `function ${name}`;
    });
    return own > 0 ? `do\n${text}end\n` : text;
  };
  const body = parts.map(({ pieces, rest }) => pieces.map(assigned).join('') + rest);
  if (names.length === 0) return source;
  // After the line that says in which lane the script runs.
  return (head + body.join('')).replace('\n', `\nlocal ${names.join(', ')}\n`);
}

/** In how many of the texts each word stands. */
function placesByWord(texts: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(text.match(/\w+/g))) places.set(word, (places.get(word) ?? 0) + 1);
  }
  return places;
}

/** Variants of the scripts, for tests. */
export interface ScriptOptions {
  /** Never takes the short path of an account that pays from its balance alone. */
  readonly alwaysGeneral?: boolean;
}

const SHORT_PATH = 'local IS_ALWAYS_GENERAL = false';

/** One of them, for who runs no other. */
export function loadScript(name: ScriptName, { alwaysGeneral = false }: ScriptOptions = {}): Script {
  const read = (path: string): string => readFileSync(LUA_DIRECTORY + path, 'utf8');
  const whole = expandIncludes(read(`${name}.lua`), (piece) => read(`include/${piece}.lua`));
  const text = withLazyNames(withoutUnused(withoutComments(whole)));
  const source = alwaysGeneral ? text.replace(SHORT_PATH, SHORT_PATH.replace('false', 'true')) : text;
  return { name, source, sha1: createHash('sha1').update(source).digest('hex') };
}

const loaded = new Map<boolean, Scripts>();

/**
 * All scripts, put together once for the process. Throws when one is missing, so a broken installation fails at the
 * start.
 */
export function loadScripts({ alwaysGeneral = false }: ScriptOptions = {}): Scripts {
  const known = loaded.get(alwaysGeneral);
  if (known !== undefined) return known;
  const scripts = Object.fromEntries(SCRIPT_NAMES.map((name) => [name, loadScript(name, { alwaysGeneral })]));
  loaded.set(alwaysGeneral, scripts as Record<ScriptName, Script>);
  return scripts as Record<ScriptName, Script>;
}

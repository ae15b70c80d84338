/**
 * The Lua scripts as Redis gets them. Files under `lua/` name the pieces of `lua/include/` that they use in one `--
 * include:` line; the pieces are put in its place, so that Redis sees one text with one hash.
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
  'release',
  'sweep',
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
  'read_hold',
  'read_open_holds',
  'read_gateway',
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
  'open_partition',
] as const;

export type ScriptName = (typeof SCRIPT_NAMES)[number];

export type Scripts = Readonly<Record<ScriptName, Script>>;

const LUA_DIRECTORY = fileURLToPath(new URL('./lua/', import.meta.url));

/** Comments and blank lines cost Redis nothing when it runs a script, but they cost memory and the first load. */
function withoutComments(source: string): string {
  return source
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('--'))
    .join('\n');
}

/** Puts the included pieces in the place of the `-- include:` line. */
export function expandIncludes(source: string, readPiece: (name: string) => string): string {
  const seen = new Set<string>();
  const expanded = source.replace(/^-- include: *(.*)$/m, (_, names: string) =>
    names
      .split(/\s+/)
      .filter((name) => name !== '')
      .map((name) => {
        if (seen.has(name)) throw new Error(`Lua piece "${name}" is included twice`);
        seen.add(name);
        return readPiece(name);
      })
      .join('\n'),
  );
  if (/^-- include:/m.test(expanded))
    throw new Error('a Lua script has more than one include line, or a piece includes another');
  return expanded;
}

/** A function at the outermost level: its name and its text. */
const TOP_FUNCTION = /^local function (\w+)\([\s\S]*?^end$\n?/gm;

/**
 * Leaves out the functions of the pieces that the script never reaches: Redis makes every function of a script anew
 * each time that it runs, which for thirty needless ones costs as much as a command.
 */
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

function loadScript(name: string): Script {
  const read = (path: string): string => readFileSync(LUA_DIRECTORY + path, 'utf8');
  const whole = expandIncludes(read(`${name}.lua`), (piece) => read(`include/${piece}.lua`));
  const source = withoutUnused(withoutComments(whole));
  return { name, source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** Reads all scripts; throws when one is missing, so a broken installation fails at the start. */
export function loadScripts(): Scripts {
  return Object.fromEntries(SCRIPT_NAMES.map((name) => [name, loadScript(name)])) as Record<ScriptName, Script>;
}

/** `check`: a catalog directory without a server, and its cases brought up to a number that was changed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogProblem } from '../catalog/manager-port.ts';
import { defaultCatalogDirectory } from '../settings/load-settings.ts';
import { checkCatalog } from '../simulate/run-cases.ts';
import { type CasesUpdate, type FigureChange, type Flip, planCasesUpdate } from '../simulate/update-cases.ts';
import { defineCommand, EXIT, flag, option, UsageError } from './command.ts';
import type { Context } from './connection.ts';
import { countText, problemLines, table } from './text.ts';

export const check = defineCommand({
  path: 'check',
  summary: 'check catalog directories and run their cases, without a server',
  positionals: {
    DIR: {
      meaning:
        'directories with a catalog.yaml each (default: TOLLGATE_CATALOG, else config/catalog, else the catalog of ' +
        'this package)',
      optional: true,
      multiple: true,
    },
  },
  options: {
    json: flag('print the result as JSON; a list where several directories are named'),
    update: flag('show which figures of cases.yaml the catalog has changed, old and new, and rewrite them after a yes'),
    yes: flag('with --update: rewrite without asking'),
    flip: {
      ...option('CASE', 'with --update: accept that the case of this name now allows what it denied, or denies it'),
      multiple: true,
    },
  },
  examples: [
    'tollgate check config/catalog',
    'tollgate check examples/catalogs/*',
    'tollgate check config/catalog --update',
    "tollgate check config/catalog --update --yes --flip 'too little for the hold'",
  ],
  notes: [
    'Lists every problem as file:line:column and ends with 1 if there is any. Warnings do not count.',
    '--update rewrites figures only: amounts, seconds, reasons, sentences. Everything else in cases.yaml stays as it ' +
      'is. A case whose answer turned from allow to deny, or back, must be named with --flip, or nothing is written. ' +
      'Where the variable CI is set, nothing is written at all and changed figures end with 1.',
  ],
  async run(args, context) {
    const named = args.list('DIR');
    const directories = named.length > 0 ? named : [context.env['TOLLGATE_CATALOG'] || defaultCatalogDirectory()];
    directories.forEach(requireDirectory);
    const isUpdate = args.flag('update');
    const choice = { yes: args.flag('yes'), flips: args.list('flip'), json: args.flag('json') };
    if (!isUpdate && (choice.yes || choice.flips.length > 0)) throw new UsageError('--yes and --flip need --update');
    const results: Result[] = [];
    for (const directory of directories) {
      const update = isUpdate ? await updateCases(directory, choice, context) : undefined;
      const { version, problems, warnings, cases } = await checkCatalog(directory);
      const result = { directory, version, problems, warnings, cases, ...(update !== undefined && { update }) };
      results.push(result);
      if (!choice.json) context.print(resultText(result));
    }
    for (const name of isUpdate ? choice.flips : []) {
      if (results.some(({ update }) => update?.flips.some((flip) => flip.case === name))) continue;
      context.complain(`--flip ${shellQuoted(name)}: there is no case of this name whose answer turned round`);
    }
    if (choice.json) {
      const objects = results.map(resultObject);
      context.print(JSON.stringify(named.length > 1 ? objects : objects[0], undefined, 2));
    }
    return results.every(({ problems }) => problems.length === 0) ? EXIT.ok : EXIT.fault;
  },
});

interface Result {
  readonly directory: string;
  readonly version: string;
  readonly problems: readonly CatalogProblem[];
  readonly warnings: readonly CatalogProblem[];
  readonly cases: number;
  readonly update?: Updated;
}

function requireDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${directory} is not a directory: name one with catalog.yaml in it`);
  }
}

function resultText({ directory, version, problems, warnings, cases, update }: Result): string {
  if (problems.length === 0) {
    const found = problemLines(warnings, directory, 'warning: ');
    return [...found, `OK: ${directory}, version ${version}, ${countText(cases, 'case')}`].join('\n');
  }
  // What is wrong with the figures was just shown as changes.
  if (update?.written === false && update.problems.length === 0) {
    return `${directory}: ${countText(update.changes.length, 'figure')} not as cases.yaml says`;
  }
  const shown = update?.written === false ? update.problems : problems;
  return [...problemLines(shown, directory), countText(shown.length, 'problem')].join('\n');
}

function resultObject({ directory, version, problems, warnings, cases, update }: Result): object {
  const result = { directory, version, ok: problems.length === 0, problems, warnings, in_force: false, cases };
  if (update === undefined) return result;
  return { ...result, changes: update.changes, flips: update.flips, written: update.written };
}

/* --update */

interface Choice {
  readonly yes: boolean;
  /** Names of cases whose answer may turn round. */
  readonly flips: readonly string[];
  readonly json: boolean;
}

type Updated = Omit<CasesUpdate, 'write'> & { readonly written: boolean };

async function updateCases(directory: string, choice: Choice, context: Context): Promise<Updated> {
  const { write, ...update } = await planCasesUpdate(directory);
  const tell = (text: string) => (choice.json ? context.complain(text) : context.print(text));
  if (update.changes.length > 0 && !choice.json) context.print(changesText(directory, update.changes));
  const wanted = update.changes.length > 0 && (await isWanted(directory, update, choice, context, tell));
  if (!wanted) return { ...update, written: false };
  const obstacle = await write();
  const outcome =
    obstacle === undefined
      ? `: ${countText(update.changes.length, 'figure')} rewritten`
      : ` cannot be written: ${obstacle}`;
  tell(`${join(directory, 'cases.yaml')}${outcome}`);
  return { ...update, written: obstacle === undefined };
}

async function isWanted(
  directory: string,
  { problems, changes, flips }: Omit<CasesUpdate, 'write'>,
  choice: Choice,
  context: Context,
  tell: (text: string) => void,
): Promise<boolean> {
  const unnamed = flips.filter((flip) => !choice.flips.includes(flip.case));
  if (flips.length > 0) tell(flipsText(directory, flips, choice.flips));
  if (problems.length > 0) tell('Nothing is rewritten before what follows is mended.');
  else if (unnamed.length > 0) tell(`Nothing is rewritten. If that is meant, name it: ${flipOptions(unnamed)}`);
  else if (isCi(context.env)) tell('Nothing is rewritten, because the variable CI is set: run it where you edit.');
  else if (choice.yes) return true;
  else {
    const cases = new Set(changes.map((change) => change.case)).size;
    const question = `Rewrite ${countText(changes.length, 'figure')} in ${countText(cases, 'case')}? [y/N] `;
    const answer = await context.ask(question);
    if (answer === undefined) tell('Nothing is rewritten: there is nobody to ask here. --yes rewrites without asking.');
    return answer !== undefined && /^y(?:es)?$/i.test(answer.trim());
  }
  return false;
}

/** As build servers set it. */
function isCi({ CI: value = '' }: NodeJS.ProcessEnv): boolean {
  return value !== '' && value !== 'false' && value !== '0';
}

function changesText(directory: string, changes: readonly FigureChange[]): string {
  const lines: string[] = [];
  for (const name of new Set(changes.map((change) => change.case))) {
    const own = changes.filter((change) => change.case === name);
    const rows = table(own, [
      { title: '', cell: ({ line }) => `${join(directory, 'cases.yaml')}:${line}` },
      { title: '', cell: ({ key }) => key },
      { title: '', cell: ({ before, after }) => `${valueText(before)} → ${valueText(after)}` },
    ]).slice(1);
    lines.push(`case "${name}"`, ...rows.map((row) => `  ${row}`));
  }
  return lines.join('\n');
}

function valueText(value: string | number | boolean): string {
  return value === '' ? "''" : String(value).replaceAll('\n', String.raw`\n`);
}

function flipsText(directory: string, flips: readonly Flip[], named: readonly string[]): string {
  return flips
    .map(({ case: name, line, before, after, reason }) => {
      const why = reason === '' ? '' : ` (${reason})`;
      const accepted = named.includes(name) ? ', as you say' : '';
      const place = `${join(directory, 'cases.yaml')}:${line}`;
      return `${place}: case "${name}" turns from ${before} to ${after}${why}${accepted}`;
    })
    .join('\n');
}

/** To be pasted into a shell. */
function flipOptions(flips: readonly Flip[]): string {
  const names = [...new Set(flips.map((flip) => flip.case))];
  return names.map((name) => `--flip ${shellQuoted(name)}`).join(' ');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

import { statSync } from 'node:fs';
import type { CatalogProblem } from '../catalog/manager-port.ts';
import { checkCatalog } from '../simulate/check-catalog.ts';
import { defineCommand, flag } from './command.ts';
import { EXIT } from './exit-code.ts';
import { countText, problemLines } from './problem-text.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_DIRECTORY = 'config/catalog';

export const check = defineCommand({
  path: 'check',
  summary: 'check catalog directories and run their cases, without a server',
  positionals: {
    DIR: {
      meaning: `directories with a catalog.yaml each (default: TOLLGATE_CATALOG, else ${DEFAULT_DIRECTORY})`,
      optional: true,
      multiple: true,
    },
  },
  options: { json: flag('print the result as JSON; a list where several directories are named') },
  examples: ['tollgate check config/catalog', 'tollgate check examples/catalogs/*'],
  notes: ['Lists every problem as file:line:column and ends with 1 if there is any.'],
  async run(args, context) {
    const named = args.list('DIR');
    const directories = named.length > 0 ? named : [context.env['TOLLGATE_CATALOG'] || DEFAULT_DIRECTORY];
    directories.forEach(requireDirectory);
    const results: Result[] = [];
    for (const directory of directories) {
      const { version, problems, cases } = await checkCatalog(directory);
      results.push({ directory, version, problems, cases });
      if (!args.flag('json')) context.print(resultText({ directory, version, problems, cases }));
    }
    if (args.flag('json')) {
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
  readonly cases: number;
}

function requireDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${directory} is not a directory: name one with catalog.yaml in it`);
  }
}

function resultText({ directory, version, problems, cases }: Result): string {
  if (problems.length === 0) return `OK: ${directory}, version ${version}, ${countText(cases, 'case')}`;
  return [...problemLines(problems, directory), countText(problems.length, 'problem')].join('\n');
}

function resultObject({ directory, version, problems, cases }: Result): object {
  return { directory, version, ok: problems.length === 0, problems, in_force: false, cases };
}

import { statSync } from 'node:fs';
import { checkCatalog } from '../simulate/check-catalog.ts';
import { defineCommand, flag } from './command.ts';
import { EXIT } from './exit-code.ts';
import { countText, problemLines } from './problem-text.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_DIRECTORY = 'config/catalog';

export const check = defineCommand({
  path: 'check',
  summary: 'check a catalog directory and run its cases, without a server',
  positionals: {
    DIR: {
      meaning: `the directory with catalog.yaml (default: TOLLGATE_CATALOG, else ${DEFAULT_DIRECTORY})`,
      optional: true,
    },
  },
  options: { json: flag('print the result as JSON') },
  examples: ['tollgate check config/catalog'],
  notes: ['Lists every problem as file:line:column and ends with 1 if there is any.'],
  async run(args, context) {
    const directory = args.text('DIR') ?? (context.env['TOLLGATE_CATALOG'] || DEFAULT_DIRECTORY);
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UsageError(`${directory} is not a directory: name one with catalog.yaml in it`);
    }
    const { version, problems, cases } = await checkCatalog(directory);
    const ok = problems.length === 0;
    if (args.flag('json')) {
      context.print(JSON.stringify({ version, ok, problems, in_force: false, cases }, undefined, 2));
    } else if (ok) {
      context.print(`OK: ${directory}, version ${version}, ${countText(cases, 'case')}`);
    } else {
      context.print([...problemLines(problems, directory), countText(problems.length, 'problem')].join('\n'));
    }
    return ok ? EXIT.ok : EXIT.fault;
  },
});

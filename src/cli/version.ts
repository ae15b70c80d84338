import { defineCommand, flag } from './command.ts';
import { EXIT } from './exit-code.ts';

export const version = defineCommand({
  path: 'version',
  summary: 'print the versions of Tollgate and of Node',
  positionals: {},
  options: { json: flag('print them as JSON') },
  examples: ['tollgate version'],
  run(args, context) {
    const versions = { tollgate: context.version, node: process.versions.node };
    context.print(
      args.flag('json') ? JSON.stringify(versions) : `tollgate ${versions.tollgate} (node ${versions.node})`,
    );
    return Promise.resolve(EXIT.ok);
  },
});

import { SERVICES } from '../transport/definitions.ts';
import { defineCommand } from './command.ts';
import { CONNECTION_OPTIONS } from './connection.ts';
import { EXIT } from './exit-code.ts';
import { fields } from './layout.ts';
import { withServer } from './remote.ts';

const SERVING = 'SERVING';

export const health = defineCommand({
  path: 'health',
  summary: 'ask a running Tollgate whether it can do its work',
  positionals: {},
  options: { ...CONNECTION_OPTIONS, json: { meaning: 'print the states as JSON' } },
  examples: ['tollgate health'],
  notes: [
    'Ends with 0 while everything works, else with 1: for container health checks. It asks the standard health service of gRPC, which needs no token.',
  ],
  run: (args, context) =>
    withServer('health', args, context, async ({ client, address }) => {
      const overall = await client.health();
      const states = await Promise.all(SERVICES.map(async (name) => [name, await client.health(name)] as const));
      if (args.flag('json')) {
        context.print(JSON.stringify({ status: overall, services: Object.fromEntries(states) }, undefined, 2));
      } else {
        context.print([`${overall} at ${address}`, ...fields(states)].join('\n'));
        const advice = adviceFor(new Map(states));
        if (overall !== SERVING) context.complain(advice);
      }
      return overall === SERVING ? EXIT.ok : EXIT.fault;
    }),
});

/** The catalog is needed by all services, Redis by all but one. */
function adviceFor(states: ReadonlyMap<string, string>): string {
  return states.get('CatalogService') === SERVING
    ? 'Redis does not answer: look into the log of Tollgate.'
    : 'It is starting or stopping, or has no catalog: look into the log of Tollgate.';
}

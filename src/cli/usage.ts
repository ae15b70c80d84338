import { given } from './command.ts';
import { table, timeText } from './layout.ts';
import { FROM_OPTION, TO_OPTION } from './movements.ts';
import { defineQuestion } from './remote.ts';

export const usage = defineQuestion({
  path: 'usage',
  summary: 'total the usage of an account by day and service',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: { from: FROM_OPTION, to: TO_OPTION },
  examples: ['tollgate usage demo --from 2026-08-01'],
  response: 'Usage',
  ask: (client, args) =>
    client.getUsage({
      accountId: args.required('ACCOUNT'),
      ...given({ fromMs: args.timeMs('from'), toMs: args.timeMs('to') }),
    }),
  show: ({ rows, coveredFromMs }, money) => [
    ...(rows.length === 0
      ? ['no usage']
      : table(rows, [
          { title: 'DAY', cell: ({ day }) => day },
          { title: 'SERVICE', cell: ({ service }) => service },
          { title: 'CHARGES', align: 'right', cell: ({ count }) => count },
          { title: 'UNITS', align: 'right', cell: ({ billedUnits }) => billedUnits },
          { title: 'CHARGED', align: 'right', cell: ({ billingAmountMilliCents }) => money(billingAmountMilliCents) },
        ])),
    ...(coveredFromMs === '0' ? [] : [`covered from ${timeText(coveredFromMs)}`]),
  ],
});

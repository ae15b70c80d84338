/** `holds stats`: what hold rules keep and deny, on a running server. */
import type { GetHoldStatsResponse__Output } from '../gen/tollgate/v1/GetHoldStatsResponse.ts';
import type { HoldRuleStats__Output } from '../gen/tollgate/v1/HoldRuleStats.ts';
import { catalogCurrency, defineQuestion, type MoneyWriter } from './connection.ts';
import { table, timeText } from './text.ts';

export const holdStats = defineQuestion({
  path: 'holds stats',
  summary: 'show what open holds keep, by hold rule, and how the rules have fitted: age, stranded, charged, denials',
  positionals: {},
  options: {},
  examples: ['tollgate holds stats', 'tollgate holds stats --json'],
  notes: [
    'STRANDED is what open holds keep beyond what their calls would cost if they ended now. CHARGED is the mean of ' +
      'charged over reserved, of the holds that this sidecar has ended since it started; DENIED are its denials for ' +
      'want of money.',
    '`tollgate replay` says which hold rule would fit better: docs/tuning.md.',
  ],
  response: 'GetHoldStatsResponse',
  ask: (client): Promise<GetHoldStatsResponse__Output> => client.getHoldStats({}),
  currency: (_response, client) => catalogCurrency(client),
  show: ({ rules, readAtMs, complete }, money) => [
    `Open holds as of ${timeText(readAtMs)}${complete ? '' : ': there are more than are read'}`,
    ...(rules.length === 0 ? ['no hold is open, and none has ended'] : lines(rules, money)),
  ],
});

function lines(rules: readonly HoldRuleStats__Output[], money: MoneyWriter): string[] {
  return table(rules, [
    { title: 'RULE', cell: ({ holdRule }) => holdRule || 'unknown' },
    { title: 'SERVICE', cell: ({ service }) => service },
    { title: 'OPEN', align: 'right', cell: ({ openHolds }) => openHolds },
    { title: 'HELD', align: 'right', cell: ({ heldMilliCents }) => money(heldMilliCents) },
    { title: 'STRANDED', align: 'right', cell: ({ strandedMilliCents }) => money(strandedMilliCents) },
    { title: 'AGE P50', align: 'right', cell: (each) => age(each.openHolds, each.ageP50Seconds) },
    { title: 'P90', align: 'right', cell: (each) => age(each.openHolds, each.ageP90Seconds) },
    { title: 'OLDEST', align: 'right', cell: (each) => age(each.openHolds, each.ageOldestSeconds) },
    { title: 'ENDED', align: 'right', cell: ({ endedHolds }) => endedHolds },
    {
      title: 'CHARGED',
      align: 'right',
      cell: ({ endedHolds, chargedRatio }) => (endedHolds === '0' ? '' : `${(100 * chargedRatio).toFixed(1)} %`),
    },
    { title: 'DENIED', cell: ({ denials }) => denialText(denials) },
  ]);
}

function age(open: string, seconds: string): string {
  return open === '0' ? '' : `${seconds} s`;
}

function denialText(denials: HoldRuleStats__Output['denials']): string {
  return Object.entries(denials)
    .filter(([, count]) => count !== '0')
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

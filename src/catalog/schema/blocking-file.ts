import { z } from 'zod';
import { matchSchema, mode, money, ruleName, sentence } from './scalars.ts';

const blockRuleSchema = z.strictObject({
  name: ruleName.describe('Shown in logs and explanations.'),
  match: matchSchema
    .default({})
    .describe(
      'Traffic that is blocked. Without a `direction` it is outbound traffic and forwarded legs; name `inbound` ' +
        'to block that.',
    ),
  except: z
    .array(matchSchema)
    .max(100)
    .default([])
    .describe('Traffic that this rule leaves alone; each entry is like a `match`.'),
  max_rate_per_minute: money
    .optional()
    .describe('Blocks only what costs more than this per minute, in quotes. For services counted in seconds.'),
  mode: mode.default('enforce').describe('`shadow` counts what would be denied without denying it.'),
  message: sentence
    .optional()
    .describe('Told to the person whose call is denied, after "This destination is blocked."'),
});

const highRisk = z.enum(['enforce', 'shadow', 'allow']).default('enforce');

const highRiskSchema = z.strictObject({
  satellite: highRisk.describe('Satellite and other global networks (+870, +881, +882, +883).'),
  international_premium: highRisk.describe('Premium numbers of other countries, +979 among them.'),
  caribbean: highRisk.describe(
    'For a home country within +1: other +1 countries outside the United States, their territories and Canada.',
  ),
  except: z
    .array(matchSchema)
    .max(100)
    .default([])
    .describe('Traffic that these three leave alone, for instance `country: JM`.'),
});

export const blockingFileSchema = z.strictObject({
  blocked_at_zero: z
    .array(matchSchema)
    .max(100)
    .default([{ direction: 'outbound' }, { direction: 'inbound', number_class: 'toll_free' }])
    .describe(
      'Traffic that needs posted credit above zero, even if it costs nothing or an allowance covers it. Forwarded' +
        ' legs count as outbound. Default: outbound, and inbound to toll-free numbers.',
    ),
  high_risk: highRiskSchema
    .default({ satellite: 'enforce', international_premium: 'enforce', caribbean: 'enforce', except: [] })
    .describe('Destinations that toll fraud prefers. Blocked unless the catalog allows them.'),
  rules: z.array(blockRuleSchema).max(1_000).default([]).describe('What is blocked besides. Every rule is looked at.'),
});

export type BlockingFile = z.infer<typeof blockingFileSchema>;
export type BlockRuleSource = z.infer<typeof blockRuleSchema>;

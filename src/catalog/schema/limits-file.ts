import { z } from 'zod';
import { matchSchema, mode, money, ruleName } from './scalars.ts';

const limitRuleSchema = z.strictObject({
  name: ruleName.describe('Shown in the log line of a denial.'),
  match: matchSchema.default({}).describe('Traffic that is limited; everything when absent.'),
  per: z
    .enum(['account', 'subject', 'company'])
    .default('account')
    .describe(
      'For whom the limits are counted: the account of the request, each `subject` of it by itself (traffic that ' +
        'names none is not limited), or the `company`, which is the root account and all under it together. ' +
        '`max_cost_per_call` holds for one call, whatever stands here.',
    ),
  max_open_holds: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('How many holds may be open at once, the one that is asked for included.'),
  max_cost_per_call: money
    .optional()
    .describe(
      'The most that one hold may cost, in quotes. It shortens the grant; below `min_grant_seconds` it denies.',
    ),
  max_new_holds: z
    .strictObject({
      count: z.int().min(1).max(1_000_000).describe('How many are allowed in each window.'),
      per_seconds: z
        .int()
        .min(1)
        .max(86_400)
        .describe('Length of the window. Windows follow each other without a gap.'),
    })
    .optional()
    .describe('How many holds and charges may begin: a guard against bursts of short calls.'),
  max_spend_per_day: money
    .optional()
    .describe(
      "The most that one calendar day in the account's time zone may cost, held and charged together, in quotes. " +
        'Counted from when the rule first meets such traffic.',
    ),
  max_spend_per_cycle: money
    .optional()
    .describe(
      'The most that one billing cycle of the plan may cost, held and charged together, in quotes. Counted from ' +
        'when the rule first meets such traffic.',
    ),
  mode: mode.default('enforce').describe('`shadow` counts what would be denied without denying it.'),
});

export const limitsFileSchema = z.strictObject({
  rules: z
    .array(limitRuleSchema)
    .max(1_000)
    .default([])
    .describe('For each limit and each `per`, the first rule that matches and names it decides.'),
});

export type LimitsFile = z.infer<typeof limitsFileSchema>;
export type LimitRuleSource = z.infer<typeof limitRuleSchema>;

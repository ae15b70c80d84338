import { z } from 'zod';
import { ELAPSED_TOLERANCE_SECONDS } from '../../domain/hold.ts';
import { matchSchema, money, ruleName } from './scalars.ts';

/** A day: the longest call. Ended holds and settle tokens are kept for a week, which must be much longer. */
const LONGEST_SECONDS = 86_400;

const stepsSchema = z.strictObject({
  initial_seconds: z.int().min(1).max(LONGEST_SECONDS).describe('Reserved when the call is authorized.'),
  extend_seconds: z
    .int()
    .min(1)
    .max(LONGEST_SECONDS)
    .describe('Added by each Extend of the gateway, up to `max_seconds`.'),
});

const storeDownSchema = z.strictObject({
  allow_up_to: money.describe(
    'What one account may owe for calls and messages that one sidecar let through while Redis was away. Their whole ' +
      'grants count, and from its end each counts what it used. Accounts that the sidecar has not seen since its ' +
      'start, and those that had too little available when they were seen last, are refused.',
  ),
});

const holdRuleSchema = z.strictObject({
  name: ruleName.describe('Shown in explanations.'),
  match: matchSchema.default({}).describe('Traffic that this rule is about; everything when absent.'),
  max_seconds: z
    .int()
    .min(1)
    .max(LONGEST_SECONDS)
    .optional()
    .describe('The longest call. Required where the rule meets services counted in seconds.'),
  max_units: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'The most segments, messages, pages or interactions of one request. Required where the rule meets such services.',
    ),
  reserve: z
    .union([z.literal('all'), stepsSchema])
    .default('all')
    .describe('`all` reserves the price of `max_seconds` at once; otherwise a first step, and more with each Extend.'),
  below_hold: z
    .enum(['deny', 'shorten'])
    .default('deny')
    .describe('When less than the hold is available: deny, or grant as many whole increments as the money covers.'),
  min_grant_seconds: z
    .int()
    .min(1)
    .max(LONGEST_SECONDS)
    .default(1)
    .describe('The shortest grant that is worth a call; used by `shorten` and by `max_cost_per_call`.'),
  ring_seconds: z
    .int()
    .min(1)
    .max(LONGEST_SECONDS)
    .default(180)
    .describe('A hold that nobody answered (or, for messages, settled) is released after this time.'),
  grace_seconds: z
    .int()
    .min(0)
    .max(LONGEST_SECONDS)
    .default(60)
    .describe(
      'How long after the end of its grant an answered hold waits for the settle before it is ended by estimate.',
    ),
  cut_tolerance_seconds: z
    .int()
    .min(0)
    .max(60)
    .default(2)
    .describe('Connected time up to the grant plus this bills as the grant: gateways cut inexactly.'),
  elapsed_tolerance_seconds: z
    .int()
    .min(0)
    .max(LONGEST_SECONDS)
    .default(ELAPSED_TOLERANCE_SECONDS)
    .describe(
      'How much longer than the time since its authorize a call may have been by its report, and still be billed as ' +
        'reported, up to its grant. What is above it cannot be true: then the time since authorize and 5 s are ' +
        'billed. Raise it for a gateway that authorizes and settles its calls after they are over.',
    ),
  unproven: z
    .enum(['granted', 'release'])
    .default('granted')
    .describe(
      'What an answered hold costs when neither a settle nor an Extend ever came: the whole grant, or nothing.',
    ),
  answer_reports: z
    .boolean()
    .default(true)
    .describe(
      'Whether the gateway reports answers. If not, an unanswered hold waits for ring, grant and grace together.',
    ),
  when_store_is_down: z
    .union([z.enum(['deny', 'allow']), storeDownSchema])
    .default('deny')
    .describe(
      'What happens to this traffic while Redis cannot be reached: refused as unavailable, or let through without' +
        ' asking, up to an amount or without bound, and reserved and charged when Redis is back.',
    ),
});

export const holdsFileSchema = z.strictObject({
  rules: z
    .array(holdRuleSchema)
    .min(1)
    .max(1_000)
    .describe(
      'Tried in order; the first that matches decides. The last rule of each service must match all of its traffic.',
    ),
});

export type HoldsFile = z.infer<typeof holdsFileSchema>;
export type HoldRuleSource = z.infer<typeof holdRuleSchema>;

import { z } from 'zod';
import { matchSchema, money, oneOrMany, word } from './scalars.ts';

/** A length that begins on the account's anchor day, in its time zone. */
const period = z.enum(['month', 'year']);

const perAccountOrSeat = z.enum(['account', 'seat']).default('account');

const creditsSchema = z.strictObject({
  amount: money.describe('Given at the start of every `cycle`, in quotes.'),
  per: perAccountOrSeat.describe('`seat` gives the amount for each seat of the account.'),
});

const allowanceSchema = z.strictObject({
  name: word.describe(
    'Its use is counted under this name: under another name it begins anew. An account may have a total of its ' +
      "own for it, instead of the plan's.",
  ),
  minutes: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('How much is included, for services counted in seconds. Either this or `units`.'),
  units: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('How much is included, in the unit of the services that it covers. Either this or `minutes`.'),
  per: z
    .enum(['account', 'seat', 'subject'])
    .default('account')
    .describe(
      'Whose it is: shared by the account, shared and as large as its `seat`s together, or one for each ' +
        '`subject`. Traffic that names no subject has none of the latter.',
    ),
  every: period.optional().describe("When it begins anew. Without it with the plan's `cycle`."),
  match: matchSchema
    .default({})
    .describe(
      "Traffic that is included. Unless it names `leg`, forwarded legs are included only to the account's own numbers.",
    ),
  except: z
    .array(matchSchema)
    .max(100)
    .default([])
    .describe('Traffic that is not included all the same; each entry is like a `match`.'),
});

const bundleSchema = z.strictObject({
  name: word.describe('Shown in movements. `plan` is taken: it is what the `credits` are called there.'),
  amount: money.describe('Given at the start of every period, in quotes; what is left at its end is gone.'),
  per: perAccountOrSeat.describe('`seat` gives the amount for each seat of the account.'),
  every: period.default('month').describe('When it begins anew, by the same days as the `cycle`.'),
  services: oneOrMany(word).optional().describe('Services that it pays for; all when absent.'),
});

const planSchema = z.strictObject({
  signup_credit: money.default('0').describe('Given once, when a root account is created on this plan, in quotes.'),
  minimum_top_up: money
    .default('0')
    .describe('The least that may be bought at a time, in quotes. Adjustments by hand may be smaller.'),
  cycle: period
    .default('month')
    .describe(
      "The billing cycle, at whose start plan credits and allowances begin anew: on the account's anchor day, in " +
        'its time zone. A `year` begins in the month in which the account was created.',
    ),
  credits: creditsSchema
    .optional()
    .describe('Plan credits: money that is there in every cycle, used first, and gone at the end of the cycle.'),
  on_plan_exhausted: z
    .enum(['stop', 'use_balance'])
    .default('use_balance')
    .describe(
      'When the plan credits are used up: `use_balance` goes on with bundles and purchased credit; `stop` denies ' +
        'until the next cycle, or until credit is bought after they ran out. Account and subject may say otherwise.',
    ),
  allowances: z
    .array(allowanceSchema)
    .max(100)
    .default([])
    .describe('Units that are included, such as minutes or messages. Drawn on before any money, in this order.'),
  bundles: z
    .array(bundleSchema)
    .max(100)
    .default([])
    .describe(
      'Further money for some services or a period of its own. Used after plan credits and before purchased credit.',
    ),
});

export const plansFileSchema = z.strictObject({
  plans: z
    .record(word, planSchema)
    .describe('The plans that an account may be on, by name. An account that names none is on `default`.'),
  rate_plans: z
    .array(word)
    .max(1_000)
    .default([])
    .describe('Names of the rate plans (licences) that subjects may have and rules may match on.'),
});

export type PlansFile = z.infer<typeof plansFileSchema>;
export type PlanSource = z.infer<typeof planSchema>;
export type AllowanceSource = z.infer<typeof allowanceSchema>;
export type BundleSource = z.infer<typeof bundleSchema>;

import { z } from 'zod';
import { increments, matchSchema, money, rate, ruleName, word } from './scalars.ts';

const percent = z
  .union([
    z.number().min(0).max(100_000),
    z.string().regex(/^\d{1,6}(\.\d{1,4})?$/, 'is not a percentage such as 80 or "12.5"'),
  ])
  .meta({ examples: [80] });

const rateRuleSchema = z.strictObject({
  name: ruleName.describe('Shown in terms, call records and explanations.'),
  match: matchSchema.default({}).describe('Traffic that this rule prices; everything when absent.'),
  per_minute: rate.optional().describe('Price of 60 seconds, in quotes. For services counted in seconds.'),
  per_second: rate.optional().describe('Price of one second, in quotes. For services counted in seconds.'),
  per_unit: rate
    .optional()
    .describe('Price of one segment, message, page or interaction, in quotes; rounded up to a milli-cent per unit.'),
  deck: word
    .optional()
    .describe(
      "A rate deck: `decks/<name>.csv`. The longest prefix of the other party's number wins; where none fits, the" +
        ' next rule is tried.',
    ),
  free: z.literal(true).optional().describe('Costs nothing.'),
  connect_fee: money
    .optional()
    .describe('Charged once when anything is billed, in quotes. Not with a deck, whose rows have their own.'),
  increments: increments
    .optional()
    .describe('First and next billed block in units; default 1/1. Not with a deck, whose rows have their own.'),
  minimum_charge: money.optional().describe('The least that a billed use costs, in quotes.'),
  markup_percent: percent
    .optional()
    .describe("Added to the rate and to the connect fee: the price over a carrier's cost."),
});

export const ratesFileSchema = z.strictObject({
  rules: z
    .array(rateRuleSchema)
    .min(1)
    .max(5_000)
    .describe(
      'Tried in order; the first that matches sets the price. Traffic that none matches is denied with NO_RATE.',
    ),
});

export type RatesFile = z.infer<typeof ratesFileSchema>;
export type RateRuleSource = z.infer<typeof rateRuleSchema>;

/** The keys of which a rate rule has exactly one. */
export const PRICE_KEYS = ['per_minute', 'per_second', 'per_unit', 'deck', 'free'] as const;

import { z } from 'zod';
import { money, word } from './scalars.ts';

const planSchema = z.strictObject({
  signup_credit: money.default('0').describe('Given once, when a root account is created on this plan, in quotes.'),
});

export const plansFileSchema = z.strictObject({
  plans: z
    .record(word, planSchema)
    .describe('The plans that an account may be on, by name. An account that names none is on `default`.'),
  rate_plans: z
    .array(word)
    .max(1_000)
    .default([])
    .describe('Names of the rate plans (licences) that subjects may have and rate rules may match on.'),
});

export type PlansFile = z.infer<typeof plansFileSchema>;

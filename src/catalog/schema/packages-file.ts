import { z } from 'zod';
import { matchSchema, money, oneOrMany, title, word } from './scalars.ts';

/** What a package may be for: what stays true of traffic for as long as the package lasts. */
const packageMatchSchema = matchSchema.pick({
  service: true,
  direction: true,
  country: true,
  number_class: true,
  prefix: true,
});

const packageSchema = z.strictObject({
  title: title.optional().describe('What people read, such as "100 minutes to Mexico, 30 days".'),
  price: money.describe('Taken from the balance of the account that buys it, in quotes.'),
  minutes: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('What is in it, for services counted in seconds. One of this, `units` and `amount`.'),
  units: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('What is in it, in the unit of its services. One of this, `minutes` and `amount`.'),
  amount: money
    .optional()
    .describe('What is in it as money for its services, in quotes: a lot. One of this, `minutes` and `units`.'),
  days: z
    .int()
    .min(1)
    .max(3_660)
    .optional()
    .describe('How long it lasts: so many times 24 hours from when it was bought. Without it, it never ends.'),
  match: packageMatchSchema
    .default({})
    .describe(
      'Traffic that it pays for. Minutes and units need a `service`, and leave out the number classes `premium`, ' +
        '`shared_cost`, `special` and `satellite` unless `number_class` names them; money may name a `service` only.',
    ),
  plans: oneOrMany(word).optional().describe('Plans of the accounts that may buy it; all when absent.'),
});

export const packagesFileSchema = z.strictObject({
  packages: z
    .record(word, packageSchema)
    .default({})
    .describe('What accounts may buy from their balance, by id. `tollgate account buy` sells it.'),
});

export type PackagesFile = z.infer<typeof packagesFileSchema>;
export type PackageSource = z.infer<typeof packageSchema>;

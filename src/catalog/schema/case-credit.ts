/** Credit that a case buys: money, or a pack of units. */
import { z } from 'zod';
import { NUMBER_CLASSES } from '../../domain/phone/metadata.ts';
import { countryReference, e164Prefix, money, word } from './scalars.ts';

export const creditSchema = z.strictObject({
  amount: money.optional().describe('Purchased credit to add, in quotes. Either this, or `units` or `minutes`.'),
  units: z.int().min(1).max(1_000_000_000).optional().describe('A pack of so many units of the `services`.'),
  minutes: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('A pack of so many minutes, for services counted in seconds.'),
  expires_in_seconds: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('Makes it a lot that ends after this time; of a pack, when that ends.'),
  services: z
    .array(word)
    .max(100)
    .default([])
    .describe('Makes it a lot for these services only. A pack needs at least one.'),
  directions: z
    .array(z.enum(['outbound', 'inbound']))
    .default([])
    .describe('A pack for these only.'),
  countries: z.array(countryReference).max(300).default([]).describe('A pack for these countries of the other party.'),
  number_classes: z
    .array(z.enum(NUMBER_CLASSES))
    .default([])
    .describe(
      'A pack for these classes of the called or receiving number. Without any: for all but `premium`, ' +
        '`shared_cost`, `special` and `satellite`.',
    ),
  prefixes: z.array(e164Prefix).max(100).default([]).describe('A pack for numbers that begin so, in quotes.'),
});

/** Which traffic a rule is about. Every key that is given must hold; a list holds when one of its values does. */
import { z } from 'zod';
import { NUMBER_CLASSES } from '../../domain/phone/number-class.ts';
import { countryReference, e164Prefix, oneOrMany, word } from './scalars.ts';
import { timeSchema } from './time.ts';

const COUNTRIES =
  'A country code, a name out of `country_groups`, or `home`, `abroad` (known, but not home), `unknown`';

export const matchSchema = z.strictObject({
  service: oneOrMany(word).optional().describe('Services of `services.yaml`.'),
  direction: oneOrMany(z.enum(['outbound', 'inbound']))
    .optional()
    .describe('Seen from the account: `outbound` is what it calls or sends.'),
  leg: oneOrMany(z.enum(['direct', 'forwarded']))
    .optional()
    .describe('`forwarded` is a leg with a parent hold: a transfer or redirection.'),
  number_class: oneOrMany(z.enum(NUMBER_CLASSES))
    .optional()
    .describe(
      'Class of the called or receiving number, in both directions: inbound toll-free is judged by the number that was called.',
    ),
  country: oneOrMany(countryReference).optional().describe(`Country of the other party. ${COUNTRIES}.`),
  own_country: oneOrMany(countryReference)
    .optional()
    .describe("Country of the account's own number. Values as for `country`."),
  caller_country: oneOrMany(countryReference)
    .optional()
    .describe(
      'Country of the calling or sending number; for outbound traffic the `location` of the subject, where it has one. Values as for `country`.',
    ),
  prefix: oneOrMany(e164Prefix).optional().describe("Beginnings of the other party's number, in quotes."),
  own_number: z.boolean().optional().describe("Whether the other party is one of the account's own numbers."),
  plan: oneOrMany(word).optional().describe('Plans of the paying account.'),
  rate_plan: oneOrMany(word)
    .optional()
    .describe('Rate plans (licences) of the subject; out of `rate_plans` in `plans.yaml`.'),
  time: timeSchema
    .optional()
    .describe("Times of the week by the clock of the account's time zone, when the request is made; one must hold."),
});

/** One `match:` as written. */
export type MatchSource = z.infer<typeof matchSchema>;

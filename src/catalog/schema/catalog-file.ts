import { z } from 'zod';
import { NUMBER_CLASSES } from '../../domain/phone/metadata.ts';
import {
  countryCode,
  dialled,
  e164,
  e164Prefix,
  emergencyNumber,
  fraction,
  holidaysSchema,
  matchSchema,
  ruleName,
  shortCode,
  word,
} from './scalars.ts';

const overridable = z.enum(NUMBER_CLASSES).exclude(['emergency']);

const numberOverride = z.strictObject({
  prefix: e164Prefix.optional().describe('Beginning of the numbers, in quotes. The longest prefix wins.'),
  short_code: shortCode
    .optional()
    .describe('Instead of a prefix: one short code of the home country, exactly as dialled, in quotes.'),
  class: overridable.describe('What these numbers are, whatever the public data says.'),
  country: countryCode.optional().describe('Country that they count as, if it differs from the public data.'),
});

const statusReference = z.strictObject({
  service: word.default('call').describe('Service of the reference.'),
  to: e164.describe('Destination of the reference, in quotes.'),
  from: dialled.optional().describe('Caller of the reference, in quotes, where prices depend on it.'),
});

const payerRule = z.strictObject({
  name: ruleName.describe('For people who read the file.'),
  match: matchSchema
    .default({})
    .describe("Traffic that this rule is about; everything when absent. It cannot name a `plan`: that is the payer's."),
  payer: z
    .enum(['account', 'root'])
    .describe(
      '`account` is whoever funds the account of the request, as set for each account; `root` always the root ' +
        'account of the company, such as the primary office.',
    ),
});

export const catalogFileSchema = z.strictObject({
  name: ruleName.describe('Name of the catalog, for logs and the console.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not a currency code')
    .default('USD')
    .describe('ISO 4217. Accounts must have the same currency.'),
  home_country: countryCode.describe('Numbers without a country code belong to this country.'),
  emergency_countries: z
    .array(countryCode)
    .max(300)
    .default([])
    .describe(
      'Further countries whose emergency numbers count, wherever the caller is: those in which accounts have ' +
        'lines. The home country always counts, and so does the country of a subject.',
    ),
  emergency_numbers: z
    .array(emergencyNumber)
    .max(100)
    .default([])
    .describe(
      'Further emergency numbers, exactly as dialled; they count behind a calling code too, as all do. Those of ' +
        'the public numbering data are always emergency numbers.',
    ),
  number_overrides: z
    .array(numberOverride)
    .max(10_000)
    .default([])
    .describe(
      'What the catalog knows better than the public numbering data. It has the last word about validity, class and ' +
        'country, for prefixes and for short codes; but emergency numbers stay emergency numbers.',
    ),
  country_groups: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{1,31}$/, 'is not a group name'),
      z.array(countryCode).min(1).max(300),
    )
    .default({})
    .describe('Names for sets of countries, to use wherever a rule matches on a country.'),
  holidays: holidaysSchema
    .default({})
    .describe(
      'Days that rules name in `dates`: lists of dates by name, or one list, whose name is `holidays`. Each is ' +
        'a date, `12-25` for every year, or a stretch from..to.',
    ),
  payers: z
    .array(payerRule)
    .max(1_000)
    .default([])
    .describe(
      'Who pays for which traffic. Tried in order; the first that matches decides. Without one it is `account`.',
    ),
  fraction: fraction
    .default('up')
    .describe(
      'What a fraction of a second of connected time counts as, before anything else: `up` is the next whole second, ' +
        'so that 60.02 s are 61 s, and two minutes where started minutes are billed; `nearest` makes that 60 s, as ' +
        'does `down`, which leaves every fraction out. A rate rule may say otherwise.',
    ),
  status_reference: statusReference
    .optional()
    .describe(
      'The traffic that account status is judged by: RED when its hold would be denied, AMBER when fewer than two' +
        ' fit. Without it every active account is GREEN.',
    ),
});

export type CatalogFile = z.infer<typeof catalogFileSchema>;

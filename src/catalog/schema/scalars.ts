/**
 * The small words of which every catalog file is made. They check form; what needs other files is checked when the
 * catalog is compiled.
 */
import { z } from 'zod';
import { DATE_FORM } from '../../domain/calendar-dates.ts';
import { SIGN_BEFORE, SIGN_BEHIND } from '../../domain/currency.ts';
import { WEEKDAYS } from '../../domain/local-time.ts';
import { NUMBER_CLASSES } from '../../domain/phone/metadata.ts';

/** A schema message may carry a hint behind this character, which no catalog text can hold. */
const SEPARATOR = '\u0000';

/** Joins what is wrong and how to mend it into one schema message. */
export function withHint(message: string, hint: string): string {
  return `${message}${SEPARATOR}${hint}`;
}

/** The opposite of `withHint`; a message without a hint has an empty one. */
export function splitHint(text: string): { readonly message: string; readonly hint: string } {
  const [message = '', hint = ''] = text.split(SEPARATOR);
  return { message, hint };
}

/** What YAML made of a value that should have been quoted. */
function unquoted(example: string): (issue: { readonly input?: unknown }) => string | undefined {
  return ({ input }) => {
    if (typeof input !== 'number') return undefined;
    return withHint(`must be text in quotes, not the number ${input}`, `put it in quotes, such as "${example}"`);
  };
}

const MONEY_FORM = withHint('is not an amount of money', 'write a decimal with at most 5 decimals, such as "0.05"');
/** As the reader of money has it for amounts that pass this form and are too large all the same. */
const MONEY_SIZE = withHint('is more than 10,000,000.00, the most that one amount may be', 'write a smaller amount');
/** More digits before the point than the form has room for, but otherwise money. */
const LARGE_MONEY = /^-?\d{9,}(\.\d{1,5})?$/;

function moneyProblem({ input }: { readonly input?: unknown }): string {
  return typeof input === 'string' && LARGE_MONEY.test(input) ? MONEY_SIZE : MONEY_FORM;
}

const RATE_FORM = withHint('is not a price', 'write a decimal with at most 9 decimals, such as "0.05" or "0.0123"');

/**
 * Currency signs may stand around the figure. Whether they are the catalog's is judged where amounts are read, because
 * the schema does not know its currency.
 */
function withSigns(minus: string, figure: string): RegExp {
  return new RegExp(`^${minus}${SIGN_BEFORE}${figure}${SIGN_BEHIND}$`);
}

/** Currency units, 0 or more, exact to a milli-cent. */
export const money = z
  .string({ error: unquoted('0.05') })
  .regex(withSigns('', String.raw`\d{1,8}(\.\d{1,5})?`), { error: moneyProblem })
  .meta({ examples: ['0.05'] });

/** Currency units, either sign. */
export const signedMoney = z
  .string({ error: unquoted('1.88') })
  .regex(withSigns('-?', String.raw`\d{1,8}(\.\d{1,5})?`), { error: moneyProblem })
  .meta({ examples: ['1.88', '-0.05'] });

/** Currency units per minute, second or unit. */
export const rate = z
  .string({ error: unquoted('0.05') })
  .regex(withSigns('', String.raw`\d{1,7}(\.\d{1,9})?`), RATE_FORM)
  .meta({ examples: ['0.05'] });

/** First and next increment in units: `60/60`. */
export const increments = z
  .string({ error: unquoted('60/60') })
  .regex(
    /^[1-9]\d{0,4}\/[1-9]\d{0,4}$/,
    withHint('are not increments', 'write first/next in units, such as 60/60, 30/6 or 1/1'),
  )
  .meta({ examples: ['1/1', '60/60', '30/6'] });

/** A number with its country code. */
export const e164 = z
  .string({ error: unquoted('+18005551234') })
  .regex(
    /^\+[1-9]\d{4,14}$/,
    withHint('is not a number in E.164 form', 'write it in quotes with plus and country code: "+18005551234"'),
  )
  .meta({ examples: ['+18005551234'] });

/** The beginning of an E.164 number. */
export const e164Prefix = z
  .string({ error: unquoted('+1900') })
  .regex(
    /^\+[1-9]\d{0,14}$/,
    withHint('is not a prefix in E.164 form', 'write it in quotes with plus and country code: "+1900"'),
  )
  .meta({ examples: ['+1900'] });

/** Whatever a person may dial, in quotes. */
export const dialled = z.string({ error: unquoted('+18005551234') }).max(512);

/** A short number exactly as dialled. */
export const emergencyNumber = z
  .string({ error: unquoted('9911') })
  .regex(/^[0-9]{2,8}$/, withHint('is not an emergency number', 'write the digits as dialled, in quotes: "9911"'))
  .meta({ examples: ['9911'] });

/** A short code exactly as dialled. */
export const shortCode = z
  .string({ error: unquoted('40404') })
  .regex(/^[0-9]{2,8}$/, withHint('is not a short code', 'write the digits as dialled, in quotes: "40404"'))
  .meta({ examples: ['40404'] });

/** Some short codes: one, those that begin alike, or all. */
const shortCodes = z
  .string({ error: unquoted('40404') })
  .regex(
    /^(?:[0-9]{2,8}|[0-9]{0,7}\*)$/,
    withHint('names no short codes', 'write "40404", or "404*" for those that begin so, or "*" for all, in quotes'),
  )
  .meta({ examples: ['40404', '404*', '*'] });

/** Name of a rule. No slash: explanations put one between a rule and its deck entry. */
export const ruleName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._:,()-]{0,79}$/,
    withHint('is not a rule name', 'use letters, digits, spaces and . _ - : , ( )'),
  );

/** What a limit is counted under. */
export const limitId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    withHint('is not an id', 'use small letters, digits, _ and -, beginning with a letter or a digit'),
  );

/** What a case shows, on one line. */
export const title = z.string().regex(/^[^\n]{1,120}$/, 'is not one line of at most 120 characters');

/** Name of a service, plan, rate plan, deck, country group or profile: it appears in requests, metrics and files. */
export const word = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,31}$/,
    withHint('is not a name', 'use small letters, digits, _ and -, beginning with a letter'),
  );

/** ISO 3166 alpha-2. */
export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, withHint('is not a country code', 'write two capital letters, such as US'));

/** A country, a group of `country_groups`, or `home`, `abroad`, `unknown`. */
export const countryReference = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{1,31}$/,
    withHint('is not a country or group', 'write a code such as US, or the name of a country group'),
  );

/** Text for a person. */
export const sentence = z.string().min(1).max(300);

/** How a connected time that is no whole number of seconds becomes one. */
export const fraction = z.enum(['up', 'nearest', 'down']);

/** Whether a rule denies, or only counts what it would deny. */
export const mode = z.enum(['enforce', 'shadow']);

/** One value or a list of them. */
export function oneOrMany<Item extends z.ZodType>(item: Item): z.ZodUnion<[Item, z.ZodArray<Item>]> {
  return z.union([item, z.array(item).min(1).max(500)]);
}

/** What was written as one value or as a list of them. */
export function listOf<Value>(source: Value | readonly Value[] | undefined): readonly Value[] {
  if (source === undefined) return [];
  return Array.isArray(source) ? (source as readonly Value[]) : [source as Value];
}

/* Times of the week: nights, weekends, office hours. */

const clock = (pattern: RegExp, range: string, example: string): z.ZodString =>
  z
    .string({ error: unquoted(example) })
    .regex(pattern, withHint('is not a time of day', `write hours and minutes in quotes, "${range}"`))
    .meta({ examples: [example] });

const timeWindowSchema = z.strictObject({
  days: oneOrMany(z.enum(WEEKDAYS))
    .optional()
    .describe('Days on which the window begins; every day when absent. A night of `fri` ends on Saturday morning.'),
  from: clock(/^([01]\d|2[0-3]):[0-5]\d$/, '00:00" to "23:59', '22:00').describe(
    'First minute, in quotes, by the clock of the account.',
  ),
  to: clock(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '00:00" to "24:00', '06:00').describe(
    'End, in quotes, not included. Earlier than `from` it is on the next day; `24:00` is the end of the same day.',
  ),
});

const timeSchema = z
  .array(timeWindowSchema)
  .min(1, withHint('names no time', 'remove it, or add a window such as { from: "22:00", to: "06:00" }'))
  .max(100);

const dateSpan = z
  .string({ error: unquoted('12-25') })
  .regex(DATE_FORM, withHint('is no date', 'write 2026-12-25, 12-25 for every year, or from..to'))
  .meta({ examples: ['12-25', '2026-12-24..2027-01-02'] });

const datesSchema = oneOrMany(
  z
    .string({ error: unquoted('12-25') })
    .regex(
      new RegExp(`${DATE_FORM.source}|^[a-z][a-z0-9_-]{0,31}$`),
      withHint('is neither a date nor the name of a list of holidays', 'write 2026-12-25, 12-25 or 12-24..01-02'),
    )
    .meta({ examples: ['12-25', '2026-12-24..2027-01-02'] }),
);

/** Days that have a name; a list is used by the names `holidays`, blocks by their own. */
export const holidaysSchema = z.union([z.array(dateSpan).max(5_000), z.record(word, z.array(dateSpan).max(5_000))]);

/** One window as written. */
export type TimeWindowSource = z.infer<typeof timeWindowSchema>;

/* Which traffic a rule is about. Every key that is given must hold; a list holds when one of its values does. */

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
      'Class of the called or receiving number, in both directions: inbound toll-free is judged by the number ' +
        'that was called.',
    ),
  country: oneOrMany(countryReference).optional().describe(`Country of the other party. ${COUNTRIES}.`),
  own_country: oneOrMany(countryReference)
    .optional()
    .describe("Country of the account's own number. Values as for `country`."),
  caller_country: oneOrMany(countryReference)
    .optional()
    .describe(
      'Country of the calling or sending number; for outbound traffic the `location` of the subject, where it has' +
        ' one. Values as for `country`.',
    ),
  prefix: oneOrMany(e164Prefix)
    .optional()
    .describe("Beginnings of the other party's E.164 number, in quotes. A short code has none."),
  short_code: oneOrMany(shortCodes)
    .optional()
    .describe(
      'Short codes of the home country that are the other party, in quotes: `"40404"`, all that begin so (`"404*"`), ' +
        'or every one (`"*"`). No deck has a price for a short code.',
    ),
  own_number: z.boolean().optional().describe("Whether the other party is one of the account's own numbers."),
  plan: oneOrMany(word).optional().describe('Plans of the paying account.'),
  rate_plan: oneOrMany(word)
    .optional()
    .describe('Rate plans (licences) of the subject; out of `rate_plans` in `plans.yaml`.'),
  time: timeSchema
    .optional()
    .describe("Times of the week by the clock of the account's time zone, when the request is made; one must hold."),
  dates: datesSchema
    .optional()
    .describe(
      "Days by the calendar of the account's time zone, when the request is made, in quotes: a date, `12-25` for " +
        'every year, a stretch from..to, or the name of a list of `holidays`; one must hold.',
    ),
});

/** One `match:` as written. */
export type MatchSource = z.infer<typeof matchSchema>;

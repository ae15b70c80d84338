/**
 * What may stand in services.yaml, rates.yaml, blocking.yaml and limits.yaml: the kinds of traffic, and lists of rules.
 */
import { z } from 'zod';
import { ADDRESSES } from '../../domain/phone/classify.ts';
import { deckSchema } from './decks.ts';
import { fraction, increments, limitId, matchSchema, mode, money, rate, ruleName, sentence, word } from './scalars.ts';

/* services.yaml */

const serviceSchema = z.strictObject({
  unit: z
    .enum(['second', 'segment', 'message', 'page', 'interaction'])
    .describe('What is counted and priced. `second` makes it a call: granted, answered, extended and cut.'),
  label: z.string().min(1).max(40).describe('Plural that denial messages begin with, for instance "Calls".'),
  noun: z.string().min(1).max(40).describe('One of it in denial messages, for instance "call".'),
  needs_number: z.boolean().default(true).describe('Whether a request must carry the dialled or receiving number.'),
  addresses: z
    .enum(ADDRESSES)
    .default('dialled')
    .describe(
      'What its parties are named by. `dialled`: as people dial, with national numbers and short codes. `e164`: ' +
        'international numbers with or without plus that nobody dials, as in WhatsApp ids, so that ranges which a ' +
        'numbering plan has retired pass. `opaque`: ids of any form, which have no country and the class `standard`.',
    ),
  segments: word
    .optional()
    .describe('For unit `segment`: `gsm_3gpp` (the default), `flat_160_70`, or one of `segment_profiles`.'),
  fallback_channel: word
    .optional()
    .describe('Where the sender may turn when a message is denied, for instance `email`.'),
});

const perSegment = z.int().min(2).max(1_000);

const segmentProfileSchema = z.strictObject({
  gsm_single: perSegment.describe('GSM-7 septets in a message of one segment.'),
  gsm_multi: perSegment.describe('GSM-7 septets in each segment of a longer message.'),
  ucs_single: perSegment.describe('UTF-16 units in a message of one segment.'),
  ucs_multi: perSegment.describe('UTF-16 units in each segment of a longer message.'),
});

export const servicesFileSchema = z.strictObject({
  services: z
    .record(word, serviceSchema)
    .describe('Every kind of traffic that is charged, by the name that requests use.'),
  segment_profiles: z
    .record(word, segmentProfileSchema)
    .default({})
    .describe('Further ways to count segments, by name.'),
});

export type ServicesFile = z.infer<typeof servicesFileSchema>;
export type ServiceSource = z.infer<typeof serviceSchema>;

/* rates.yaml */

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
      "A rate deck: `decks/<name>.csv`, or the file that `decks` names. The longest prefix of the other party's " +
        'E.164 number wins; where none fits, and for every short code, the next rule is tried.',
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
  free_seconds: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .describe(
      'A call that was connected for no longer than this costs nothing at all and uses no allowance; a longer one ' +
        'counts from its first second. The hold does not become smaller. For services counted in seconds.',
    ),
  fraction: fraction
    .optional()
    .describe("Instead of the catalog's `fraction`, for what this rule prices. For services counted in seconds."),
});

export const ratesFileSchema = z.strictObject({
  decks: z
    .record(word, deckSchema)
    .default({})
    .describe(
      'How the files of decks are to be read, by the name that rules use. A deck whose file has the header of this ' +
        'project needs no entry.',
    ),
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

/* blocking.yaml */

const blockRuleSchema = z.strictObject({
  name: ruleName.describe('Shown in logs and explanations.'),
  match: matchSchema
    .default({})
    .describe(
      'Traffic that is blocked. Without a `direction` it is outbound traffic and forwarded legs; name `inbound` ' +
        'to block that.',
    ),
  except: z
    .array(matchSchema)
    .max(100)
    .default([])
    .describe('Traffic that this rule leaves alone; each entry is like a `match`.'),
  max_rate_per_minute: money
    .optional()
    .describe('Blocks only what costs more than this per minute, in quotes. For services counted in seconds.'),
  mode: mode.default('enforce').describe('`shadow` counts what would be denied without denying it.'),
  message: sentence
    .optional()
    .describe('Told to the person whose call is denied, after "This destination is blocked."'),
});

const highRisk = z.enum(['enforce', 'shadow', 'allow']).default('enforce');

const highRiskSchema = z.strictObject({
  satellite: highRisk.describe('Satellite and other global networks (+870, +881, +882, +883).'),
  international_premium: highRisk.describe('Premium numbers of other countries, +979 among them.'),
  caribbean: highRisk.describe(
    'For a home country within +1: other +1 countries outside the United States, their territories and Canada.',
  ),
  except: z
    .array(matchSchema)
    .max(100)
    .default([])
    .describe('Traffic that these three leave alone, for instance `country: JM`.'),
});

export const blockingFileSchema = z.strictObject({
  blocked_at_zero: z
    .array(matchSchema)
    .max(100)
    .default([{ direction: 'outbound' }, { direction: 'inbound', number_class: 'toll_free' }])
    .describe(
      'Traffic that needs posted credit above zero, even if it costs nothing or an allowance covers it. Forwarded' +
        ' legs count as outbound. Default: outbound, and inbound to toll-free numbers.',
    ),
  high_risk: highRiskSchema
    .default({ satellite: 'enforce', international_premium: 'enforce', caribbean: 'enforce', except: [] })
    .describe('Destinations that toll fraud prefers. Blocked unless the catalog allows them.'),
  rules: z.array(blockRuleSchema).max(1_000).default([]).describe('What is blocked besides. Every rule is looked at.'),
});

export type BlockingFile = z.infer<typeof blockingFileSchema>;
export type BlockRuleSource = z.infer<typeof blockRuleSchema>;

/* limits.yaml */

const limitRuleSchema = z.strictObject({
  id: limitId
    .optional()
    .describe(
      'What its counters are called. Give it one and keep it: under another id, or under another name where it has ' +
        'none, a rule begins to count anew, and a cap that was full is empty.',
    ),
  name: ruleName.describe('Shown in the log line of a denial.'),
  match: matchSchema.default({}).describe('Traffic that is limited, and that is counted; everything when absent.'),
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
        .describe('Length of the window. It slides: a call is in it for so long after it came.'),
    })
    .optional()
    .describe(
      'How many holds and charges may begin: a guard against bursts of short calls. Exact up to 64; beyond that a ' +
        'call may stay in the window for up to a 64th of it longer.',
    ),
  max_spend_per_day: money
    .optional()
    .describe(
      "The most that one calendar day in the account's time zone may cost, held and charged together, in quotes. " +
        'Without a `match` all of the day counts, whenever the rule was written; with one, what it has met since.',
    ),
  max_spend_per_cycle: money
    .optional()
    .describe(
      'The most that one billing cycle of the plan may cost, held and charged together, in quotes. Without a `match` ' +
        'all of the cycle counts, whenever the rule was written; with one, what it has met since.',
    ),
  mode: mode.default('enforce').describe('`shadow` counts what would be denied without denying it.'),
});

export const limitsFileSchema = z.strictObject({
  rules: z
    .array(limitRuleSchema)
    .max(1_000)
    .default([])
    .describe(
      'A rule counts all traffic that it matches, and no other. For each limit and each `per`, the first rule that ' +
        'matches and names it decides; the ones behind it only count.',
    ),
});

export type LimitsFile = z.infer<typeof limitsFileSchema>;
export type LimitRuleSource = z.infer<typeof limitRuleSchema>;

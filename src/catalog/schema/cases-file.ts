/**
 * Decisions that a catalog must give. They run through the real verbs over the reference ledger when the catalog is
 * loaded.
 */
import { z } from 'zod';
import { DENIAL_REASONS, EMERGENCY } from '../../domain/decision.ts';
import { creditSchema } from './case-credit.ts';
import { countryCode, dialled, money, signedMoney, title, withHint, word } from './scalars.ts';

const count = z.int().min(0).max(1_000_000_000);
const accountId = z.string().regex(/^[A-Za-z0-9._@+-]{1,128}$/, 'is not an account id');
const holdIdForm = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'is not a hold id');

const exhausted = z.enum(['stop', 'use_balance']);

const subjectSchema = z.strictObject({
  rate_plan: word.optional().describe('Its licence, out of `rate_plans` in `plans.yaml`.'),
  country: countryCode.optional().describe('Where it is, instead of what its number says.'),
  max_open_holds: count.default(0).describe('Its own limit of open holds; 0 is none.'),
  spending_limit: money.optional().describe('What it may spend in a cycle, in quotes.'),
  on_limit: exhausted.default('stop').describe('At the limit: stop, or go on without the plan credits.'),
  on_plan_exhausted: exhausted.optional().describe('Instead of what the account says.'),
});

const accountSchema = z.strictObject({
  id: accountId.default('acme').describe('Account id.'),
  plan: word.default('default').describe('Its plan.'),
  balance: signedMoney
    .optional()
    .describe(
      'Purchased credit at the beginning, in quotes. Without it the account has the signup credit of its plan.',
    ),
  credit_limit: money.default('0').describe('How far below zero the balance may be used, in quotes.'),
  numbers: z
    .array(dialled)
    .max(1_000)
    .default([])
    .describe('Own numbers in E.164 form, or prefixes that end in `*`, in quotes.'),
  max_open_holds: count.default(0).describe("The account's own limit of open holds; 0 means the catalog's."),
  seats: count.default(1).describe('Seats, by which plan credits, allowances and bundles are counted.'),
  cycle_anchor_day: z.int().min(1).max(31).default(1).describe('Day of the month on which billing cycles begin.'),
  parent: accountId.optional().describe('The account above it, which stands before it in `parents`.'),
  funded_by: z.enum(['self', 'parent']).default('self').describe('Whose credit pays for its traffic.'),
  on_plan_exhausted: exhausted.optional().describe('Instead of what the plan says.'),
  allowances: z
    .record(word, count)
    .default({})
    .describe("Totals of allowances that are its own instead of the plan's, by name, in units."),
  subjects: z
    .record(z.string().max(128), subjectSchema)
    .default({})
    .describe('Users or lines with particulars, by id.'),
  time_zone: z.string().max(64).default('UTC').describe('IANA name, for instance `Europe/Berlin`.'),
  state: z
    .enum(['active', 'suspended', 'closed', 'absent'])
    .default('active')
    .describe('State of the account; `absent` is one that does not exist.'),
});

const holdId = holdIdForm.default('hold').describe('Id of the hold. One is enough for most cases.');

const traffic = {
  service: word.default('call').describe('Service of the catalog.'),
  direction: z.enum(['outbound', 'inbound']).default('outbound').describe('Seen from the account.'),
  from: dialled.default('').describe('Calling or sending number, in quotes.'),
  to: dialled.default('').describe('Called or receiving number, in quotes.'),
  subject: z.string().max(128).default('').describe('User or line of the account.'),
  parent_hold: z.string().max(255).default('').describe('Makes this a forwarded leg.'),
  requested_seconds: count.default(0).describe('0 is the maximum of the hold rule.'),
  text: z.string().max(100_000).default('').describe('Text of a message.'),
  segments: count.default(0).describe('Segments of a message, where no text is given.'),
  units: count.optional().describe('Units of other services.'),
};

const authorizeSchema = z.strictObject({ hold: holdId, ...traffic });
const quoteSchema = z.strictObject(traffic);
const chargeSchema = z.strictObject({
  idempotency_key: z.string().max(255).default('').describe('The charge happens once per key.'),
  ...traffic,
});
const answerSchema = z.strictObject({ hold: holdId });
/** As a gateway measures it. */
const seconds = z.number().min(0).max(1_000_000_000);
const extendSchema = z.strictObject({
  hold: holdId,
  connected_seconds: seconds.describe('Used so far, such as 60 or 60.5.'),
  sequence: count.min(1).describe('1 for the first Extend.'),
});
const settleSchema = z.strictObject({
  hold: holdId,
  connected_seconds: seconds
    .optional()
    .describe(
      'For calls, such as 65 or 65.4. Zero is a release. Where no `advance_seconds` came since the authorize, so ' +
        'much time passes by itself.',
    ),
  duration_seconds: seconds.default(0).describe('Total time with ringing; 0 is not known.'),
  ended_seconds_ago: seconds.default(0).describe('How long ago the call ended.'),
  interim: z.boolean().default(false).describe('The call goes on: only what was used so far is charged.'),
  sequence: count.min(1).default(1).describe('With `interim`: 1 for the first one of a hold, then rising.'),
  units: count.optional().describe('For messages and events; absent is what was authorized.'),
});
const releaseSchema = z.strictObject({ hold: holdId });
const reverseSchema = z.strictObject({
  hold: holdId,
  charge: z.string().max(255).optional().describe('The key of a charge, instead of a hold.'),
  amount: money.optional().describe('So much of it, in quotes. Without it and `units`: all that is left.'),
  units: count.min(1).optional().describe('The price of so many billed units.'),
  idempotency_key: z.string().max(255).optional().describe('It happens once per key; absent: one of its own.'),
});
const updateSchema = z.strictObject({
  state: z.enum(['active', 'suspended', 'closed']).optional().describe('State of the account.'),
  plan: word.optional().describe('Another plan, in the middle of the cycle.'),
  seats: count.optional().describe('Seats from then on.'),
  time_zone: z.string().max(64).optional().describe('IANA name of another time zone.'),
  on_plan_exhausted: exhausted.optional().describe('Instead of what the plan says.'),
  allowances: z.record(word, count).optional().describe('Replaces its own totals of allowances, in units.'),
});

const reason = z.enum([...DENIAL_REASONS, EMERGENCY, '']);

const expectSchema = z.strictObject({
  decision: z.enum(['allow', 'deny']).optional().describe('Of an authorize, extend, charge or quote.'),
  reason: reason.optional().describe('Reason of the denial; empty for an ordinary allow.'),
  message: z.string().optional().describe('The exact sentence for a person.'),
  hold: money.optional().describe('What is reserved, or would have to be, in quotes.'),
  granted: count.optional().describe('Seconds or units that the hold covers.'),
  rate_per_minute: money.optional().describe('Of the terms, in quotes.'),
  rule: z.string().optional().describe('Rate rule of the terms, with the deck entry after a slash.'),
  number_class: z.string().optional().describe('Class of the called number.'),
  segments: count.optional().describe('Segments that were counted.'),
  shortfall: money.optional().describe('Credit that is missing, in quotes.'),
  fallback_channel: z.string().optional().describe('Where a denied message may go.'),
  account_status: z.enum(['green', 'amber', 'red']).optional().describe('After this step.'),
  available: signedMoney.optional().describe('What can still be reserved after this step, in quotes.'),
  balance: signedMoney.optional().describe('Balance after this step, in quotes.'),
  held: money.optional().describe('Sum of the open holds after this step, in quotes.'),
  open_holds: count.optional().describe('Open holds after this step.'),
  charge: money.optional().describe('What a settle or charge took, in quotes.'),
  released: money.optional().describe('What a settle or release gave back, in quotes.'),
  reversed: money.optional().describe('What a reverse gave back, in quotes.'),
  lapsed: money.optional().describe('Of that, what had come from a cycle or lot that has ended, in quotes.'),
  remaining: money.optional().describe('What is still charged after a reverse, in quotes.'),
  write_off: money.optional().describe('What could not be covered and was forgiven, in quotes.'),
  billed: count.optional().describe('Billed seconds or units; after a reverse those that still are.'),
  from_allowances: count.optional().describe('Units that allowances cover, of what was reserved or charged.'),
  from_packs: count.optional().describe('Units that packs cover of it.'),
  from_plan: money.optional().describe('What plan credits pay of it, in quotes.'),
  from_lots: money.optional().describe('What lots pay of it, in quotes.'),
  from_balance: money.optional().describe('What the balance pays of it, in quotes.'),
  plan_credits: money.optional().describe('Plan credits that are left after this step, in quotes.'),
  lots: money.optional().describe('What is left of other credit that ends, after this step, in quotes.'),
  packs: count.optional().describe('Units that are left of all packs after this step, of whatever unit.'),
  cycle_ends: z
    .string()
    .optional()
    .describe("When the billing cycle ends: a date and time by the clock of the account's time zone."),
  status: z.enum(['reserved', 'settled', 'released']).optional().describe('Reservation status of the call record.'),
  clamped: z.boolean().optional().describe('Whether a settle or extend reported more than can have been used.'),
  inconsistent: z.boolean().optional().describe('Whether the report of a settle contradicted itself.'),
  shadowed: z.boolean().optional().describe('Whether a denial was only counted.'),
  replayed: z.boolean().optional().describe('Whether an earlier answer was repeated.'),
  fault: z.string().optional().describe('The reason of a fault, for what is an error and not an answer.'),
});

const stepShape = {
  as: accountId.optional().describe('Id of the account that the step is about; `account` when absent.'),
  advance_seconds: count.optional().describe('Time that passes before this step.'),
  authorize: authorizeSchema.optional().describe('Reserve credit.'),
  answer: answerSchema.optional().describe('Billable time begins.'),
  extend: extendSchema.optional().describe('Heartbeat, and more grant.'),
  settle: settleSchema.optional().describe('Charge what was used.'),
  release: releaseSchema.optional().describe('Free everything.'),
  charge: chargeSchema.optional().describe('Authorize and settle in one.'),
  reverse: reverseSchema.optional().describe('Give a charge back.'),
  quote: quoteSchema.optional().describe('Ask for the price.'),
  credit: creditSchema.optional().describe('Buy credit.'),
  buy: word.optional().describe('Buy a package of `packages.yaml` from the balance.'),
  update: updateSchema.optional().describe('Change the account.'),
  expect: expectSchema.optional().describe('What must come of it. Only what is named is compared.'),
};

const stepSchema = z.strictObject(stepShape);

const caseSchema = z.strictObject({
  name: title.describe('What the case shows.'),
  at: z
    .string()
    .regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/,
      withHint('is not a date and time', 'write one such as "2026-03-01T23:30:00", or with a Z for UTC'),
    )
    .default('2026-01-15T12:00:00Z')
    .describe("When the case begins: by the clock of the account's `time_zone`, or with a `Z` in UTC."),
  account: accountSchema
    .default({
      id: 'acme',
      plan: 'default',
      credit_limit: '0',
      numbers: [],
      max_open_holds: 0,
      seats: 1,
      cycle_anchor_day: 1,
      funded_by: 'self',
      allowances: {},
      subjects: {},
      time_zone: 'UTC',
      state: 'active',
    })
    .describe('The account that it is about.'),
  parents: z.array(accountSchema).max(4).default([]).describe('Accounts above it, from the root down.'),
  ...stepShape,
  steps: z
    .array(stepSchema)
    .min(1)
    .max(100)
    .optional()
    .describe('Several steps, one after the other. A case of one step may leave this out and name the step itself.'),
});

export const casesFileSchema = z.strictObject({
  cases: z.array(caseSchema).max(5_000).describe('A catalog that does not give all of these is refused.'),
});

export type CasesFile = z.infer<typeof casesFileSchema>;
export type CaseSource = z.infer<typeof caseSchema>;
export type StepSource = z.infer<typeof stepSchema>;
export type ExpectSource = z.infer<typeof expectSchema>;
export type CaseTraffic = z.infer<typeof quoteSchema>;

/** The verbs of which a step has exactly one (an `advance_seconds` may stand alone). */
export const STEP_VERBS = [
  'authorize',
  'answer',
  'extend',
  'settle',
  'release',
  'charge',
  'reverse',
  'quote',
  'credit',
  'buy',
  'update',
] as const;

/** What is expected as an amount of money. */
export const EXPECTED_MONEY = [
  'hold',
  'rate_per_minute',
  'shortfall',
  'available',
  'balance',
  'held',
  'charge',
  'released',
  'reversed',
  'lapsed',
  'remaining',
  'write_off',
  'from_plan',
  'from_lots',
  'from_balance',
  'plan_credits',
  'lots',
] as const;

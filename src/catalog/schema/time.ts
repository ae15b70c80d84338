/** Times of the week: nights, weekends, office hours. */
import { z } from 'zod';
import { WEEKDAYS } from '../../domain/local-time.ts';
import { withHint } from './hint.ts';
import { oneOrMany, unquoted } from './scalars.ts';

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

export const timeSchema = z
  .array(timeWindowSchema)
  .min(1, withHint('names no time', 'remove it, or add a window such as { from: "22:00", to: "06:00" }'))
  .max(100);

/** One window as written. */
export type TimeWindowSource = z.infer<typeof timeWindowSchema>;

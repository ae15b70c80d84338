/** What may stand in `decks:` of rates.yaml: how the file of a carrier is to be read. */
import { z } from 'zod';
import { BLOCKED_WORDS } from '../deck/closing-words.ts';
import { SEPARATORS } from '../deck/csv.ts';
import { DATE_FORM } from '../deck/dates.ts';
import { type DeckField, OWN_MAPPING } from '../deck/mapping.ts';
import { increments, withHint } from './scalars.ts';

const column = z
  .union([z.string().min(1).max(200), z.int().min(1).max(1_000)])
  .meta({ examples: ['Dest Code'] })
  .optional();

const columnsSchema = z.strictObject({
  prefix: column.describe(
    'The codes. A cell may hold one (`44`, `+44`, `0044`, `44*`), several (`7700;7701`), and ranges (`7700-7702`).',
  ),
  country_code: column.describe('The country code of each row, where it stands apart from the area codes.'),
  area_codes: column.describe('The codes behind `country_code`; an empty cell is the whole country.'),
  per_minute: column.describe('Price of 60 seconds, or a word that closes the code. For calls.'),
  per_segment: column.describe('Price of one segment, or a word that closes the code. For messages.'),
  connect_fee: column.describe('Charged once when anything is billed.'),
  first_increment: column.describe('First billed block in seconds.'),
  next_increment: column.describe('Every further billed block in seconds.'),
  increments: column.describe('Both blocks in one cell, such as `60/6`; a single number is both.'),
  name: column.describe('What the destination is called.'),
  effective_at: column.describe('From when the row is in effect; an empty cell is always.'),
  ends_at: column.describe('Until when; a day belongs to the row to its end. Afterwards the code has no price.'),
  status: column.describe('Whether the code is open; see `blocked`.'),
} satisfies Record<DeckField, unknown>);

export const deckSchema = z.strictObject({
  file: z
    .string()
    .regex(
      /^[^/\\]+$/,
      withHint('is not the name of a file in decks/', 'write it without a directory, such as rates.csv'),
    )
    .optional()
    .describe('The file in `decks/`; `<name>.csv` when absent. Several decks may read one file.'),
  columns: columnsSchema
    .default({})
    .describe(
      'By what the column says: its header in the file, in any case, or its number from 1 in a file without a ' +
        'header. Other columns are ignored. When absent, the file has the header of this project.',
    ),
  separator: z
    .enum(SEPARATORS)
    .optional()
    .describe('What stands between cells, a tab as `"\\t"`; found out when absent.'),
  decimal: z
    .enum(['.', ','])
    .optional()
    .describe('What stands before decimals; found out when absent, by the first figure that shows it.'),
  dates: z
    .string()
    .regex(
      DATE_FORM,
      withHint('is not the form of a date', 'write YYYY (or YY), MM (or Mon) and DD, such as MM/DD/YYYY'),
    )
    .default(OWN_MAPPING.dates)
    .describe('Form of dates: `YYYY` or `YY`, `MM` or `Mon`, `DD`, such as `MM/DD/YYYY`. A time of day may follow.'),
  time_zone: z
    .string()
    .optional()
    .describe('IANA name, such as Europe/Berlin: where days begin and times of day are meant. UTC days when absent.'),
  codes: z
    .literal('e164')
    .optional()
    .describe(
      'The codes begin with their country code. This, `country_code` or a column of that name must stand here.',
    ),
  country_code: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, withHint('is not a country code', 'write its digits in quotes, such as "1"'))
    .optional()
    .describe('Stands before every code of the file, such as `"1"` before NPA-NXX.'),
  increments: increments
    .optional()
    .describe('First and next billed block of rows that do not say it, such as `60/60`.'),
  blocked: z
    .array(z.union([z.string().min(1).max(100), z.number().transform(String), z.boolean().transform(String)]))
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Words that close a code, in the column `status` or in place of the rate. Then every other word of `status` ' +
        `leaves it open. When absent: ${BLOCKED_WORDS.join(', ')}. In place of the ` +
        'rate always also N/A, not available, withdrawn, suspended and their like.',
    ),
});

export type DeckSettings = z.infer<typeof deckSchema>;

/** The name of its file in `decks/`. */
export function deckFileName(name: string, settings: Pick<DeckSettings, 'file'> | undefined): string {
  return settings?.file ?? `${name}.csv`;
}

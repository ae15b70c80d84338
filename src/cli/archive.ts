/** `archive status` and `archive erase`: they open the database of the archive themselves, as the settings say. */
import type { ArchiveDatabase } from '../archive/sql/database.ts';
import { errorText } from '../domain/fault.ts';
import { formatProblem } from '../settings/complaints.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { type Arguments, defineCommand, EXIT, type ExitCode, flag, option } from './command.ts';
import type { Context } from './connection.ts';
import { fields } from './text.ts';

const CONFIG = option('FILE', 'the settings file', 'TOLLGATE_CONFIG, else config/tollgate.yaml if it exists');
const WHERE =
  'It opens the database that the settings name (`archive.mode`, `archive.url`, `redis.data_dir`). One that is ' +
  'embedded belongs to the running Tollgate: stop that first.';

export const archiveStatus = defineCommand({
  path: 'archive status',
  summary: 'say how much history there is, since when, and what differs from the store',
  positionals: {},
  options: { config: CONFIG, json: flag('print it as JSON') },
  examples: ['tollgate archive status'],
  notes: [WHERE, 'Whether a running Tollgate keeps up says its metric tollgate_archive_lag_seconds.'],
  run: (args, context) =>
    withDatabase('archive status', args, context, async (db) => {
      const { readSizes, readDifferences } = await import('../archive/sql/sizes.ts');
      const { calls, movements, bytes, oldestMs } = await readSizes(db);
      const { missed, superseded } = await readDifferences(db);
      const oldest = oldestMs === 0 ? '' : new Date(oldestMs).toISOString();
      const facts = { oldest_call: oldest, calls, movements, bytes, missed_entries: missed, superseded };
      if (args.flag('json')) context.print(JSON.stringify(facts));
      else {
        context.print(
          fields([
            ['oldest call', oldest || 'there is none yet'],
            ['calls', `about ${calls}`],
            ['movements', `about ${movements}`],
            ['size', `${(bytes / 1_048_576).toFixed(1)} MiB`],
            ['entries missed', String(missed)],
            ['movements set apart', String(superseded)],
          ]).join('\n'),
        );
      }
    }),
});

export const archiveErase = defineCommand({
  path: 'archive erase',
  summary: 'take all history of an account off, for good',
  positionals: { ACCOUNT: { meaning: 'whose calls, movements, days and subjects are erased' } },
  options: { config: CONFIG, json: flag('print what was erased as JSON') },
  examples: ['tollgate archive erase demo'],
  notes: [WHERE, 'Its balance and holds, and its journal until that is trimmed, are in Redis and stay.'],
  run: (args, context) =>
    withDatabase('archive erase', args, context, async (db) => {
      const { eraseAccount } = await import('../archive/sql/erasing.ts');
      const accountId = args.required('ACCOUNT');
      const { calls, movements } = await eraseAccount(db, accountId);
      const text = `ERASED ${accountId}: ${calls} calls, ${movements} movements`;
      context.print(args.flag('json') ? JSON.stringify({ calls, movements }) : text);
    }),
});

async function withDatabase(
  command: string,
  args: Arguments<'config'>,
  context: Context,
  work: (db: ArchiveDatabase) => Promise<void>,
): Promise<ExitCode> {
  const file = args.text('config');
  const loaded = loadSettings({ env: context.env, argv: file === undefined ? [] : ['--config', file] });
  if ('problems' in loaded) {
    context.complain([`tollgate ${command}: the settings are wrong`, ...loaded.problems.map(formatProblem)].join('\n'));
    return EXIT.usage;
  }
  const { archivePlace } = await import('../archive/place.ts');
  const place = archivePlace(loaded.settings.archive, loaded.settings.redis.dataDir);
  if (place === undefined) {
    context.complain(`tollgate ${command}: there is no history: archive.mode is off`);
    return EXIT.usage;
  }
  try {
    const { openDatabase } = await import('../archive/sql/database.ts');
    const db = await openDatabase(place);
    try {
      await work(db);
    } finally {
      await db.destroy();
    }
    return EXIT.ok;
  } catch (error) {
    context.complain(`tollgate ${command}: ${errorText(error)}`);
    return EXIT.fault;
  }
}

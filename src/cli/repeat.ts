/** `--watch`: a list that is shown again and again, until it is interrupted. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Arguments, EXIT, type ExitCode, flag, option, UsageError } from './command.ts';
import type { Context } from './connection.ts';

type WatchOption = 'watch' | 'every' | 'count';

export const WATCH_OPTIONS = {
  watch: flag('show it again and again until interrupted'),
  every: option('SECONDS', 'with --watch: how long from one time to the next, 1 to 3,600', '2'),
  count: option('COUNT', 'with --watch: end after so many times', 'never'),
} as const;

const EVERY_MAX_SECONDS = 3_600;
/** Clears a terminal, and goes to its top. */
const CLEAR = '\u001b[2J\u001b[H';

/** Shows it once, or as often as the options say. On a terminal each time takes the place of the one before. */
export async function repeated(
  args: Arguments<WatchOption>,
  context: Context,
  show: () => Promise<void>,
): Promise<ExitCode> {
  if (!args.flag('watch')) {
    const surplus = (['every', 'count'] as const).find((name) => args.text(name) !== undefined);
    if (surplus !== undefined) throw new UsageError(`--${surplus} goes with --watch`);
    await show();
    return EXIT.ok;
  }
  const everySeconds = args.integer('every', EVERY_MAX_SECONDS) ?? 2;
  const count = args.integer('count') ?? Infinity;
  if (everySeconds === 0 || count === 0) throw new UsageError('--every and --count must be at least 1');
  for (let shown = 1; ; shown += 1) {
    if (context.isTerminal) context.print(CLEAR);
    await show();
    if (shown >= count) return EXIT.ok;
    await delay(everySeconds * 1000);
  }
}

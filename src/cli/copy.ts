/** `export|restore`: a whole store to a file, and back. */
import type { TollgateClient } from '../transport/grpc/client.ts';
import { defineCommand, EXIT, type ExitCode, flag, option, UsageError } from './command.ts';
import { CONNECTION_OPTIONS, type Context, withServer } from './connection.ts';
import { checkFile, ExportFile, linesOf } from './export-file.ts';

/** Unless --timeout says otherwise: a large store takes minutes. */
const PATIENCE_MS = 24 * 3_600_000;
/** Of one request: below the size of a message. */
const LINES_AT_ONCE = 500;
const CHARACTERS_AT_ONCE = 1_000_000;
/** How long the sidecar may take to see that the store is complete. */
const SERVED_WITHIN_MS = 30_000;

const CONNECTION = {
  ...CONNECTION_OPTIONS,
  timeout: option('MS', 'how long to wait for the end, in milliseconds', 'a day'),
  json: flag('print what was done as JSON'),
};

export const exportStore = defineCommand({
  path: 'export',
  summary: 'write the whole store to a file, while traffic goes on',
  positionals: { FILE: { meaning: 'where to; it must not exist. Compressed with gzip' } },
  options: CONNECTION,
  examples: ['tollgate export tollgate-2026-11-28.gz'],
  notes: [
    'Each account is exported as of one moment, together with all below it and their open holds; others as of ' +
      'other moments, seconds apart. `tollgate restore` brings it back.',
    'Needs a token of role admin. Keep auth.token_keys (or settle-token.key) with the file: it is not in it.',
  ],
  run: (args, context): Promise<ExitCode> =>
    withServer('export', args, context, async ({ client }) => {
      const path = args.required('FILE');
      const file = new ExportFile(path);
      let [lines, done] = [0, -1];
      try {
        const deadlineMs = args.integer('timeout') ?? PATIENCE_MS;
        for await (const response of client.exportStore({}, { deadlineMs })) {
          await file.write(response.lines);
          lines += response.lines.length;
          if (response.partitionsDone === done) continue;
          done = response.partitionsDone;
          progress(context, `exported ${done} of ${response.partitions} partitions, ${lines} lines`);
        }
        const bytes = await file.complete();
        const words = `${path}: ${lines} lines, ${bytes.toLocaleString('en-US')} bytes`;
        context.print(args.flag('json') ? JSON.stringify({ file: path, lines, bytes }) : words);
        return EXIT.ok;
      } catch (error) {
        file.abandon();
        throw error;
      }
    }),
});

const WHAT_RESTORE_DOES = [
  'Restoring removes what the store holds, and brings it to the state of the file.',
  'Until it is complete all sidecars refuse all calls but emergencies with STORE_LOST.',
  'What came after the export is gone.',
  'Without --force the store must be empty; with it, it may hold another state of the same store.',
];

export const restoreStore = defineCommand({
  path: 'restore',
  summary: 'bring the store of a file back into an empty one',
  positionals: { FILE: { meaning: 'as `tollgate export` wrote it' } },
  options: {
    force: flag('the store may hold an earlier or later state of the same store, which is removed'),
    yes: flag('do it; without it, only what would be done is explained'),
    ...CONNECTION,
  },
  examples: ['tollgate restore tollgate-2026-11-28.gz --yes'],
  notes: [WHAT_RESTORE_DOES.join(' '), 'Needs a token of role admin.'],
  async run(args, context): Promise<ExitCode> {
    const path = args.required('FILE');
    const count = await checkFile(path);
    if (!args.flag('yes')) {
      throw new UsageError(
        ['this needs --yes, because it cannot be undone', ...WHAT_RESTORE_DOES.map((line) => `  ${line}`)].join('\n'),
      );
    }
    const force = args.flag('force');
    const deadlineMs = args.integer('timeout') ?? PATIENCE_MS;
    return withServer('restore', args, context, async ({ client }) => {
      let [sent, generation] = [0, '0'];
      for await (const lines of batches(path)) {
        const response = await client.restoreStore({ lines: [...lines], force }, { deadlineMs });
        ({ generation } = response);
        sent += lines.length;
        progress(context, `restored ${sent} of ${count} lines`);
      }
      await served(client, generation);
      context.print(
        `the store is restored: generation ${generation}. Compare it with its journal: \`tollgate verify\``,
      );
      return EXIT.ok;
    });
  },
});

async function* batches(path: string): AsyncGenerator<readonly string[]> {
  let [lines, characters] = [[] as string[], 0];
  for await (const line of linesOf(path)) {
    if (lines.length === LINES_AT_ONCE || (lines.length > 0 && characters + line.length > CHARACTERS_AT_ONCE)) {
      yield lines;
      [lines, characters] = [[], 0];
    }
    lines.push(line);
    characters += line.length;
  }
  if (lines.length > 0) yield lines;
}

/** Waits until the sidecar that was asked has seen it; the others see it as soon. */
async function served(client: TollgateClient, generation: string): Promise<void> {
  const deadline = Date.now() + SERVED_WITHIN_MS;
  for (;;) {
    const { store } = await client.getStore({});
    if (store?.state === 'STORE_STATE_UP' && store.generation === generation) return;
    if (Date.now() > deadline) {
      throw new UsageError(
        `the store is restored, but not served yet: ${store?.detail ?? 'see `tollgate store show`'}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function progress(context: Context, words: string): void {
  if (context.isTerminal) context.complain(words);
}

import { formatProblem } from '../settings/problem.ts';
import { loadSettings, type Settings } from '../settings/load-settings.ts';
import { defineCommand, option } from './command.ts';
import type { Context, RunningApp } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { nextSteps } from './next-steps.ts';
import { errorText } from '../domain/error-text.ts';

/** Shells expect 128 and the signal's number. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export const serve = defineCommand({
  path: 'serve',
  summary: 'run Tollgate until SIGTERM or Ctrl-C',
  positionals: {},
  options: { config: option('FILE', 'the settings file', 'TOLLGATE_CONFIG, else config/tollgate.yaml if it exists') },
  examples: ['tollgate serve', 'tollgate serve --config /etc/tollgate/tollgate.yaml'],
  notes: [
    'The log goes to the standard output as JSON. SIGTERM and SIGINT finish what is in the works, then stop; a second signal stops at once. SIGHUP loads the catalog again.',
    'Every setting can be given as an environment variable: its path in capitals after TOLLGATE_, such as TOLLGATE_GRPC_ADDRESS.',
  ],
  async run(args, context): Promise<ExitCode> {
    const file = args.text('config');
    const loaded = loadSettings({ env: context.env, argv: file === undefined ? [] : ['--config', file] });
    if ('problems' in loaded) {
      context.complain(['tollgate serve: the settings are wrong', ...loaded.problems.map(formatProblem)].join('\n'));
      return EXIT.usage;
    }
    for (const warning of loaded.warnings) context.complain(`tollgate serve: ${warning}`);
    const signals = listenForSignals(context);
    let app: RunningApp;
    try {
      app = await context.startApp(loaded.settings, { version: context.version });
    } catch (error) {
      signals.close();
      context.complain(`tollgate serve: ${startFailure(error, loaded.settings)}`);
      return EXIT.fault;
    }
    if (app.firstRun || context.isTerminal) {
      context.complain(nextSteps(loaded.settings, app, newHoldId(), context.env));
    }
    await signals.first;
    await app.stop();
    signals.close();
    return EXIT.ok;
  },
});

/** The words of the failure; for an address that is taken, with the setting that chooses another. */
function startFailure(error: unknown, { grpc, http }: Settings): string {
  const message = errorText(error);
  if (!message.includes('EADDRINUSE')) return message;
  const [variable, address] = message.includes(grpc.address)
    ? ['TOLLGATE_GRPC_ADDRESS', grpc.address]
    : ['TOLLGATE_HTTP_ADDRESS', http.address];
  return `${address} is taken by another program, perhaps another Tollgate: stop it, or set ${variable} to another address`;
}

/** The first signal asks to stop, also while starting; the second does not wait. */
function listenForSignals(context: Context): { readonly first: Promise<void>; close(): void } {
  let asked = false;
  let resolveFirst = (): void => {};
  const first = new Promise<void>((resolve) => (resolveFirst = resolve));
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(SIGNAL_EXIT_CODES[signal as keyof typeof SIGNAL_EXIT_CODES]);
    asked = true;
    context.complain(`tollgate serve: ${signal}: finishing what is in the works; another signal stops at once`);
    resolveFirst();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    first,
    close() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** `call-143205`, from the time of day. */
function newHoldId(): string {
  return `call-${new Date().toISOString().slice(11, 19).replaceAll(':', '')}`;
}

import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogSnapshot, Plan, Service } from '../catalog/snapshot.ts';
import { errorText } from '../domain/fault.ts';
import { formatProblem } from '../settings/complaints.ts';
import { loadSettings, type Settings } from '../settings/load-settings.ts';
import { SERVICES } from '../transport/definitions.ts';
import { defineCommand, EXIT, type ExitCode, flag, option } from './command.ts';
import { CONNECTION_OPTIONS, type Context, type RunningApp, withServer } from './connection.ts';
import { fields, moneyText } from './text.ts';

/** Shells expect 128 and the signal's number. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export const serve = defineCommand({
  path: 'serve',
  summary: 'run Tollgate until SIGTERM or Ctrl-C',
  positionals: {},
  options: { config: option('FILE', 'the settings file', 'TOLLGATE_CONFIG, else config/tollgate.yaml if it exists') },
  examples: ['tollgate serve', 'tollgate serve --config /etc/tollgate/tollgate.yaml'],
  notes: [
    'It listens at once and answers emergency calls; it is ready when store and catalog are there, and tries for ' +
      'ever. The log goes to the standard output as JSON. SIGTERM and SIGINT finish what is in the works, then stop; ' +
      'a second signal stops at once. SIGHUP loads the catalog again.',
    'Every setting can be given as an environment variable: its path in capitals after TOLLGATE_, such as ' +
      'TOLLGATE_GRPC_ADDRESS.',
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
    const say = (words: string): void => context.complain(`tollgate serve: ${words}`);
    try {
      app = await context.startApp(loaded.settings, { version: context.version, onWaiting: say });
    } catch (error) {
      signals.close();
      context.complain(`tollgate serve: ${startFailure(error, loaded.settings)}`);
      return EXIT.fault;
    }
    say(`listens at ${app.grpcAddress} (gRPC) and ${app.httpAddress} (HTTP), and answers emergency calls`);
    void app.ready.then(({ firstRun, catalog }) => {
      say('is ready');
      if (!firstRun && !context.isTerminal) return;
      const { grpcAddress } = app;
      context.complain(nextSteps(loaded.settings, { grpcAddress, catalog }, newHoldId(), context.env));
    });
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
  const addresses = { TOLLGATE_GRPC_ADDRESS: grpc.address, TOLLGATE_HTTP_ADDRESS: http.address };
  const taken = Object.entries(addresses).find(([, address]) => message.includes(address));
  if (taken === undefined) return message;
  const [variable, address] = taken;
  const advice = `stop it, or set ${variable} to another address`;
  return `${address} is taken by another program, perhaps another Tollgate: ${advice}`;
}

/**
 * A terminal, and systemd with all processes of a unit, signal the whole group, and whoever started us hands the same
 * signal on: both are one.
 */
const ONE_SIGNAL_MS = 500;

/** The first signal asks to stop, also while starting; the second does not wait. */
function listenForSignals(context: Context): { readonly first: Promise<void>; close(): void } {
  let askedAt: number | undefined;
  let resolveFirst = (): void => {};
  const first = new Promise<void>((resolve) => (resolveFirst = resolve));
  const onSignal = (signal: NodeJS.Signals): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt < ONE_SIGNAL_MS) return;
      process.exit(SIGNAL_EXIT_CODES[signal as keyof typeof SIGNAL_EXIT_CODES]);
    }
    askedAt = performance.now();
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

/* What a newcomer may type next; the commands work when they are pasted into another terminal. */

const DEFAULT_ADDRESS = '127.0.0.1:50051';
const TOP_UP_MILLI_CENTS = 1_000_000;
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * @param holdId new with each start, because an ended hold cannot be authorized again
 * @param env tells whether npm started this program
 */
export function nextSteps(
  settings: Settings,
  { grpcAddress, catalog }: { readonly grpcAddress: string; readonly catalog: CatalogSnapshot },
  holdId: string,
  env: NodeJS.ProcessEnv,
): string {
  const server = grpcAddress === DEFAULT_ADDRESS ? '' : ` --server ${grpcAddress}`;
  const tls = tlsWords(settings.server.tls);
  const line = (words: string): string => `  ${program(env)} ${words}${server}${tls}`;
  return [
    '',
    'Try it from another terminal, in this directory:',
    '',
    ...accountSteps(catalog).map(line),
    ...callSteps(catalog, holdId).map(line),
    '',
    ...(settings.auth.tokens.length > 0 ? ['This server asks for a token: set TOLLGATE_TOKEN there first.', ''] : []),
    ...(tls === '' ? [] : ["The FILE of --tls-ca is the certificate of the server's authority.", '']),
  ].join('\n');
}

/** How the commands reach a server that speaks TLS; one that asks for certificates hears no command without. */
function tlsWords(tls: Settings['server']['tls']): string {
  if (tls === undefined) return '';
  return tls.clientCa === undefined ? ' --tls-ca FILE' : ' --tls-ca FILE --tls-cert FILE --tls-key FILE';
}

/** An account on a plan that there is, with some credit. */
function accountSteps({ plans }: CatalogSnapshot): string[] {
  const plan = plans.get('default') ?? [...plans.values()][0];
  if (plan === undefined) return [];
  const create = `account create demo${plan.name === 'default' ? '' : ` --plan ${plan.name}`}`;
  return hasCredit(plan) ? [create] : [create, `account credit demo ${topUp(plan)}`];
}

function hasCredit({ signupCreditMilliCents, grants }: Plan): boolean {
  return signupCreditMilliCents > 0 || grants.some(({ kind }) => kind === 'plan_credits');
}

/** 10.00, or the least that the plan takes. Bare of its currency, as the command line reads amounts. */
function topUp({ minimumTopUpMilliCents }: Plan): string {
  return moneyText(Math.max(TOP_UP_MILLI_CENTS, minimumTopUpMilliCents), '').trim();
}

/** A call, where the catalog has a service that is counted in seconds. */
function callSteps({ services }: CatalogSnapshot, holdId: string): string[] {
  const timed = [...services.values()].filter(({ unit }) => unit === 'second');
  const service = timed.find(isCall) ?? timed[0];
  if (service === undefined) return [];
  const named = isCall(service) ? '' : ` --service ${service.name}`;
  return [`authorize demo ${holdId} --to +14155550123${named}`, `settle demo ${holdId} --connected-seconds 65`];
}

/** The service that authorize takes when none is named. */
function isCall({ name }: Service): boolean {
  return name === 'call';
}

/** How to call this very program: npx knows the package of the working directory, where there is an npm at all. */
function program(env: NodeJS.ProcessEnv): string {
  const homes = [process.cwd(), join(process.cwd(), 'node_modules/tollgate')];
  if (env['npm_execpath'] !== undefined && homes.includes(PACKAGE_ROOT)) return 'npx tollgate';
  return `node ${relative(process.cwd(), `${PACKAGE_ROOT}/dist/main.js`)}`;
}

const SERVING = 'SERVING';

export const health = defineCommand({
  path: 'health',
  summary: 'ask a running Tollgate whether it can do its work',
  positionals: {},
  options: { ...CONNECTION_OPTIONS, json: { meaning: 'print the states as JSON' } },
  examples: ['tollgate health'],
  notes: [
    'Ends with 0 while everything works, else with 1: for container health checks. It asks the standard health ' +
      'service of gRPC, which needs no token.',
  ],
  run: (args, context) =>
    withServer('health', args, context, async ({ client, address }) => {
      const overall = await client.health();
      const states = await Promise.all(SERVICES.map(async (name) => [name, await client.health(name)] as const));
      if (args.flag('json')) {
        context.print(JSON.stringify({ status: overall, services: Object.fromEntries(states) }, undefined, 2));
      } else {
        context.print([`${overall} at ${address}`, ...fields(states)].join('\n'));
        const advice = adviceFor(new Map(states));
        if (overall !== SERVING) context.complain(advice);
      }
      return overall === SERVING ? EXIT.ok : EXIT.fault;
    }),
});

/** The catalog is needed by all services, Redis by all but one. */
function adviceFor(states: ReadonlyMap<string, string>): string {
  return states.get('CatalogService') === SERVING
    ? 'The store cannot be used: `tollgate store show` says why.'
    : 'It is starting or stopping, or has no good catalog: `tollgate catalog check` lists what is wrong with it.';
}

export const version = defineCommand({
  path: 'version',
  summary: 'print the versions of Tollgate and of Node',
  positionals: {},
  options: { json: flag('print them as JSON') },
  examples: ['tollgate version'],
  run(args, context) {
    const versions = { tollgate: context.version, node: process.versions.node };
    context.print(
      args.flag('json') ? JSON.stringify(versions) : `tollgate ${versions.tollgate} (node ${versions.node})`,
    );
    return Promise.resolve(EXIT.ok);
  },
});

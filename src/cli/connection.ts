/** Which server a command talks to, and how. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { Settings } from '../settings/load-settings.ts';
import { type ClientTls, createClient, RemoteFault, type TollgateClient } from '../transport/grpc/client.ts';
import { errorBody } from '../transport/http/errors.ts';
import {
  type Arguments,
  type Command,
  type CommandSpec,
  defineCommand,
  EXIT,
  type ExitCode,
  flag,
  option,
  UsageError,
} from './command.ts';
import { faultText } from './fault-text.ts';
import { toApiJson } from './json.ts';
import { moneyText } from './text.ts';

const DEFAULT_ADDRESS = '127.0.0.1:50051';
const DEFAULT_TIMEOUT_MS = 5000;

/** The options of every command that talks to a running Tollgate. */
export const CONNECTION_OPTIONS = {
  server: option(
    'ADDRESS',
    'gRPC address of Tollgate: host:port, or unix:/path',
    `TOLLGATE_SERVER, else TOLLGATE_GRPC_ADDRESS, else ${DEFAULT_ADDRESS}`,
  ),
  token: option('TOKEN', 'bearer token; the variable hides it from other users of this machine', 'TOLLGATE_TOKEN'),
  tls: flag("use TLS, with the system's authorities"),
  'tls-ca': option('FILE', "use TLS, and trust this authority's certificate (PEM)"),
  'tls-cert': option('FILE', 'certificate of this client (PEM), for mutual TLS; needs --tls-key'),
  'tls-key': option('FILE', 'key of that certificate (PEM)'),
  timeout: option('MS', 'how long to wait for the answer, in milliseconds', String(DEFAULT_TIMEOUT_MS)),
  json: flag("print the response as the API's JSON, with amounts in milli-cents"),
} as const;

export type ConnectionOption = keyof typeof CONNECTION_OPTIONS;

export interface Connection {
  readonly address: string;
  readonly client: TollgateClient;
}

/** Nothing is sent yet. Close the client, or the process does not end. */
function connect(args: Arguments<ConnectionOption>, env: NodeJS.ProcessEnv): Connection {
  const address = serverAddress(args, env);
  const token = args.text('token') ?? (env['TOLLGATE_TOKEN'] || undefined);
  const deadlineMs = args.integer('timeout') ?? DEFAULT_TIMEOUT_MS;
  return { address, client: createClient({ address, token, tls: tlsOf(args), deadlineMs }) };
}

function serverAddress(args: Arguments<ConnectionOption>, env: NodeJS.ProcessEnv): string {
  const address =
    args.text('server') ?? (env['TOLLGATE_SERVER'] || env['TOLLGATE_GRPC_ADDRESS'] || undefined) ?? DEFAULT_ADDRESS;
  if (/^https?:/.test(address)) {
    throw new UsageError(
      `the server's address is host:port of its gRPC port, such as ${DEFAULT_ADDRESS}: "${address}"`,
    );
  }
  // The server's own setting may name all interfaces, which is nothing to connect to.
  return address.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace(/^\[::\]:/, '[::1]:');
}

function tlsOf(args: Arguments<ConnectionOption>): ClientTls | undefined {
  const [ca, cert, key] = [fileAt(args, 'tls-ca'), fileAt(args, 'tls-cert'), fileAt(args, 'tls-key')];
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--tls-cert and --tls-key need each other');
  if (ca === undefined && cert === undefined && !args.flag('tls')) return undefined;
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

function fileAt(args: Arguments<ConnectionOption>, name: 'tls-ca' | 'tls-cert' | 'tls-key'): Buffer | undefined {
  const path = args.text(name);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`--${name}: ${(error as Error).message}`);
  }
}

/* Commands that ask a running Tollgate one question and show the answer. */

/** How amounts are written: in the currency of the account or the catalog that they belong to. */
export type MoneyWriter = (milliCents: string | number) => string;

interface QuestionSpec<Positional extends string, Option extends string, Response extends object> extends Omit<
  CommandSpec<Positional, Option>,
  'run'
> {
  /** The proto message that the answer is. */
  readonly response: string;
  ask(client: TollgateClient, args: Arguments<Positional | Option>): Promise<Response>;
  /** The answer in lines for a person. */
  show(response: Response, money: MoneyWriter, args: Arguments<Positional | Option>): readonly string[];
  /** Of the amounts in the answer. Without it, that of the account which the first argument names, or the catalog's. */
  currency?(response: Response, client: TollgateClient): Promise<string> | string;
  /** Without it, a denial ends with 3 and everything else with 0. */
  exit?(response: Response, args: Arguments<Positional | Option>): ExitCode;
}

export function defineQuestion<Positional extends string, Option extends string, Response extends object>(
  spec: QuestionSpec<Positional, Option, Response>,
): Command {
  return defineCommand<Positional, Option | ConnectionOption>({
    ...spec,
    options: { ...spec.options, ...CONNECTION_OPTIONS },
    run: (args, context) =>
      withServer(spec.path, args, context, async ({ client }) => {
        const response = await spec.ask(client, args);
        if (args.flag('json')) {
          context.print(JSON.stringify(toApiJson(spec.response, response), undefined, 2));
        } else {
          const account = args.text(Object.keys(spec.positionals)[0] as Positional);
          const currency = await (spec.currency?.(response, client) ?? currencyOf(client, account));
          const money: MoneyWriter = (milliCents) => moneyText(Number(milliCents), currency);
          context.print(spec.show(response, money, args).join('\n'));
        }
        return spec.exit?.(response, args) ?? (isDenial(response) ? EXIT.denied : EXIT.ok);
      }),
  });
}

/** A fault that leaves its caller something to know. */
class AdvisedFault extends Error {
  readonly fault: RemoteFault;
  readonly advice: string;

  constructor(fault: RemoteFault, advice: string) {
    super(fault.message);
    this.fault = fault;
    this.advice = advice;
  }
}

/** Talks to the server and turns its faults into words and an exit code. */
export async function withServer(
  command: string,
  args: Arguments<ConnectionOption>,
  context: Context,
  talk: (connection: Connection) => Promise<ExitCode>,
): Promise<ExitCode> {
  const connection = connect(args, context.env);
  try {
    return await talk(connection);
  } catch (error) {
    const fault = error instanceof AdvisedFault ? error.fault : error;
    if (!(fault instanceof RemoteFault)) throw error;
    const advice = error instanceof AdvisedFault ? error.advice : undefined;
    if (args.flag('json'))
      context.print(JSON.stringify(errorBody(fault, fault.details.metadata?.['request_id'] ?? ''), undefined, 2));
    context.complain(faultText(fault, command, connection.address, advice));
    return EXIT.fault;
  } finally {
    connection.client.close();
  }
}

/** Of the account that is named, else that of the catalog, which all new accounts have. */
export function currencyOf(client: TollgateClient, accountId: string | undefined): Promise<string> {
  return accountId === undefined ? catalogCurrency(client) : orEmpty(accountCurrency(client, accountId));
}

/** An amount in the currency of the account that the command names. */
export async function accountMoney<Name extends string>(
  client: TollgateClient,
  args: Arguments<Name | 'ACCOUNT'>,
  name: Name,
): Promise<number | undefined> {
  return args.money(name, () => accountCurrency(client, args.required('ACCOUNT')));
}

async function accountCurrency(client: TollgateClient, accountId: string): Promise<string> {
  const { account } = await client.getAccount({ accountId });
  return account?.currency ?? '';
}

/** Empty when it cannot be found out: amounts are then shown without a symbol rather than with a wrong one. */
export async function catalogCurrency(client: TollgateClient): Promise<string> {
  return orEmpty(client.getCatalog({}).then(({ catalog }) => catalog?.currency ?? ''));
}

/** Empty when it cannot be found out. */
async function orEmpty(text: Promise<string>): Promise<string> {
  try {
    return await text;
  } catch (error) {
    if (error instanceof RemoteFault) return '';
    throw error;
  }
}

function isDenial(response: object): boolean {
  return 'decision' in response && response.decision === 'DECISION_DENY';
}

/** What `serve` needs to know of a running Tollgate. */
export interface RunningApp {
  readonly grpcAddress: string;
  readonly httpAddress: string;
  /** Resolves when store and catalog are there; until then only emergency calls are answered. */
  readonly ready: Promise<{
    /** True when this start created the store. */
    readonly firstRun: boolean;
    /** The catalog that it started with. */
    readonly catalog: CatalogSnapshot;
  }>;
  stop(): Promise<void>;
}

/** The world as a command sees it. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  /** Of the package. */
  readonly version: string;
  /** Whether a person reads the standard output. */
  readonly isTerminal: boolean;
  /** Writes a line, or several, to the standard output. */
  print(text: string): void;
  /** Writes a line, or several, to the standard error. */
  complain(text: string): void;
  /** All of the standard input. */
  readInput(): Promise<string>;
  /** Asks the person at the terminal; undefined where there is none. */
  ask(question: string): Promise<string | undefined>;
  /** Starts the server; it is not part of the command line, and is not loaded before somebody wants it. */
  startApp(
    settings: Settings,
    options: { readonly version: string; readonly onWaiting: (why: string) => void },
  ): Promise<RunningApp>;
}

export const KEY_OPTION = option(
  'KEY',
  'idempotency key, 1 to 255 printable characters: a repeated key counts once, so scripts should give one',
  'a new one each time',
);

/**
 * Sends with the given key, or with a new one that is told when the outcome is unknown, so that a repeat counts once.
 */
export async function withKey<Response>(
  args: Arguments<'key'>,
  send: (key: string) => Promise<Response>,
): Promise<Response> {
  const chosen = args.text('key');
  if (chosen !== undefined) return send(chosen);
  const key = `cli-${randomUUID()}`;
  try {
    return await send(key);
  } catch (error) {
    if (!(error instanceof RemoteFault) || !error.retryable) throw error;
    throw new AdvisedFault(error, `Repeat it with --key ${key}, and it counts once.`);
  }
}

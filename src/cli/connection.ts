/** Which server a command talks to, and how. */
import { readFileSync } from 'node:fs';
import { createClient, type ClientTls, type TollgateClient } from '../transport/grpc/client.ts';
import type { Arguments } from './arguments.ts';
import { flag, option } from './command.ts';
import { UsageError } from './usage-error.ts';

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
export function connect(args: Arguments<ConnectionOption>, env: NodeJS.ProcessEnv): Connection {
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

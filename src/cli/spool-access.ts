/** A spool as a command reaches it: through the sidecar that has it, or in its directory while none has. */
import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { errorText, Fault } from '../domain/fault.ts';
import { DiskSpool } from '../outage/spool/disk-spool.ts';
import { segmentsIn } from '../outage/spool/scan.ts';
import type { SpoolOwner } from '../outage/spool/segment-format.ts';
import { rpcNamed } from '../transport/definitions.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { SPOOL } from '../transport/handlers/spool.ts';
import type { CallContext, Rooms } from '../transport/method.ts';
import {
  type Arguments,
  type Command,
  type CommandSpec,
  defineCommand,
  EXIT,
  type ExitCode,
  option,
  UsageError,
} from './command.ts';
import { CONNECTION_OPTIONS, type ConnectionOption, type Context, withServer } from './connection.ts';
import { toApiJson } from './json.ts';

/** The calls of SpoolService. */
export type SpoolClient = Pick<
  TollgateClient,
  'getSpool' | 'listSpoolRecords' | 'importSpool' | 'listSpoolQuarantine' | 'resolveSpoolQuarantine'
>;

const DIR_OPTION = option(
  'DIR',
  'the directory of a spool whose sidecar does not run, such as data/spool; it is locked meanwhile',
  'the sidecar at --server is asked',
);

interface SpoolQuestion<Positional extends string, Option extends string, Response extends object> extends Omit<
  CommandSpec<Positional, Option>,
  'run'
> {
  /** The proto message that the answer is. */
  readonly response: string;
  ask(client: SpoolClient, args: Arguments<Positional | Option>, context: Context): Promise<Response>;
  /** The answer in lines for a person. */
  show(response: Response, args: Arguments<Positional | Option>): readonly string[];
  /** Without it, 0. */
  exit?(response: Response): ExitCode;
}

/** A command that asks a spool one question, wherever it is. */
export function defineSpoolQuestion<Positional extends string, Option extends string, Response extends object>(
  spec: SpoolQuestion<Positional, Option, Response>,
): Command {
  return defineCommand<Positional, Option | ConnectionOption | 'dir'>({
    ...spec,
    options: { ...spec.options, dir: DIR_OPTION, ...CONNECTION_OPTIONS },
    run(args, context) {
      const answer = async (client: SpoolClient): Promise<ExitCode> => {
        const response = await spec.ask(client, args, context);
        const lines = args.flag('json')
          ? [JSON.stringify(toApiJson(spec.response, response), undefined, 2)]
          : spec.show(response, args);
        context.print(lines.join('\n'));
        return spec.exit?.(response) ?? EXIT.ok;
      };
      const directory = args.text('dir');
      return directory === undefined
        ? withServer(spec.path, args, context, ({ client }) => answer(client))
        : withDirectory(spec.path, directory, context, (spool) => answer(clientOver(spool)));
    },
  });
}

/** Opens a spool that no sidecar has, and turns what goes wrong into words and an exit code. */
export async function withDirectory(
  command: string,
  name: string,
  context: Context,
  work: (spool: DiskSpool, directory: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const directory = resolve(name);
  checkDirectory(directory);
  const quiet = (): void => undefined;
  const spool = new DiskSpool({
    directory,
    owner: await ownerOf(directory),
    maxBytes: Number.MAX_SAFE_INTEGER,
    store: () => ({ instanceId: '', generation: 0 }),
    logger: { info: quiet, warn: (_, message) => context.complain(message), error: (_, why) => context.complain(why) },
  });
  try {
    await spool.open();
    const { broken } = spool.status();
    if (broken !== '') throw new Error(`${broken} Without --dir the sidecar that runs is asked.`);
    return await work(spool, directory);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    context.complain(`tollgate ${command}: ${error instanceof Fault ? error.message : errorText(error)}`);
    return EXIT.fault;
  } finally {
    await spool.close();
  }
}

/** A spool is not begun where none was: a directory that is named by mistake stays as it is. */
function checkDirectory(directory: string): void {
  if (!existsSync(directory)) throw new UsageError(`--dir: there is no directory ${directory}`);
  const files = readdirSync(directory);
  if (files.length > 0 && !files.some((file) => /^\d{10}-.*\.(open|sealed)$/.test(file))) {
    throw new UsageError(`--dir: ${directory} is no spool; that of a sidecar is "spool" in its data directory`);
  }
}

async function ownerOf(directory: string): Promise<SpoolOwner> {
  for await (const { header } of segmentsIn(directory)) if (header !== undefined) return { ...header.owner, directory };
  return { sidecarId: 'unknown', host: hostname(), directory };
}

/** The same verbs as of a running sidecar: each message is encoded and read as on the wire. */
function clientOver(spool: DiskSpool): SpoolClient {
  const rooms = { spool, replaySpool: () => undefined } as unknown as Rooms;
  const calls = SPOOL.map(({ name, run }) => {
    const rpc = rpcNamed(name);
    const call = async (request: object): Promise<object> => {
      const message = rpc.requestDeserialize(rpc.requestSerialize(request));
      return rpc.responseDeserialize(rpc.responseSerialize(await run(rooms, { ...message }, {} as CallContext)));
    };
    return [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, call] as const;
  });
  return Object.fromEntries(calls) as unknown as SpoolClient;
}

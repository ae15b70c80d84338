/** Commands that ask a running Tollgate one question and show the answer. */
import { Fault } from '../domain/fault.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { errorBody } from '../transport/http/errors.ts';
import { toApiJson } from './api-json.ts';
import type { Arguments } from './arguments.ts';
import { defineCommand, type Command, type CommandSpec } from './command.ts';
import { connect, CONNECTION_OPTIONS, type Connection, type ConnectionOption } from './connection.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { faultText } from './fault-text.ts';
import { moneyText } from './money-text.ts';

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
  /** Of the amounts in the answer. Without it, that of the account which the first argument names. */
  currency?(response: Response, client: TollgateClient): Promise<string> | string;
  /** Without it, a denial ends with 3 and everything else with 0. */
  exit?(response: Response): ExitCode;
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
          const account = Object.keys(spec.positionals)[0] as Positional;
          const currency = await (spec.currency?.(response, client) ?? accountCurrency(client, args.required(account)));
          const money: MoneyWriter = (milliCents) => moneyText(Number(milliCents), currency);
          context.print(spec.show(response, money, args).join('\n'));
        }
        return spec.exit?.(response) ?? (isDenial(response) ? EXIT.denied : EXIT.ok);
      }),
  });
}

/** A fault that leaves its caller something to know. */
export class AdvisedFault extends Error {
  readonly fault: Fault;
  readonly advice: string;

  constructor(fault: Fault, advice: string) {
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
    if (!(fault instanceof Fault)) throw error;
    const advice = error instanceof AdvisedFault ? error.advice : undefined;
    if (args.flag('json'))
      context.print(JSON.stringify(errorBody(fault, fault.details.metadata?.['request_id'] ?? ''), undefined, 2));
    context.complain(faultText(fault, command, connection.address, advice));
    return EXIT.fault;
  } finally {
    connection.client.close();
  }
}

/** Empty when it cannot be found out: amounts are then shown without a symbol rather than with a wrong one. */
export async function accountCurrency(client: TollgateClient, accountId: string): Promise<string> {
  return orEmpty(client.getAccount({ accountId }).then(({ currency }) => currency));
}

/** Empty when it cannot be found out. */
export async function catalogCurrency(client: TollgateClient): Promise<string> {
  return orEmpty(client.getCatalog({}).then(({ currency }) => currency));
}

async function orEmpty(text: Promise<string>): Promise<string> {
  try {
    return await text;
  } catch (error) {
    if (error instanceof Fault) return '';
    throw error;
  }
}

function isDenial(response: object): boolean {
  return 'decision' in response && response.decision === 'DECISION_DENY';
}

import { readFileSync } from 'node:fs';
import { splitCsvLine } from '../catalog/deck/csv.ts';
import type { AuthorizeBatchResponse__Output } from '../gen/tollgate/v1/AuthorizeBatchResponse.ts';
import type { BatchResult__Output } from '../gen/tollgate/v1/BatchResult.ts';
import { GATEWAY_OPTION, TRAFFIC_ACCOUNT, TRAFFIC_OPTIONS, trafficFields } from './admissions.ts';
import { EXIT, given, option, UsageError } from './command.ts';
import { defineQuestion, type MoneyWriter, withKey } from './connection.ts';
import { grantText, table, wordOf } from './text.ts';

interface Recipient {
  readonly holdId: string;
  readonly to: string;
}

/** The API's answer together with whom it is about. */
interface Answer extends AuthorizeBatchResponse__Output {
  readonly recipients: readonly Recipient[];
}

const HEADER = 'hold_id,to';

export const authorizeBatch = defineQuestion({
  path: 'authorize-batch',
  summary: 'reserve the worst-case cost of the same message or call to each of up to 1,000 recipients',
  positionals: { ACCOUNT: { meaning: TRAFFIC_ACCOUNT } },
  options: {
    ...TRAFFIC_OPTIONS,
    to: option('NUMBERS', 'the recipients, separated by commas; their holds are named KEY-1, KEY-2, ...'),
    file: option('FILE', `the recipients as a CSV file that begins with the line ${HEADER}; instead of --to`),
    key: option(
      'KEY',
      'what the names of the holds of --to begin with: a repeat with the same key and numbers reserves once',
      'a new one each time',
    ),
    service: option('SERVICE', 'a service of the catalog', 'call'),
    gateway: GATEWAY_OPTION,
  },
  examples: [
    'tollgate authorize-batch demo --service sms --text "See you at nine" --to +14155550123,+14155550124 --key news-1',
    'tollgate authorize-batch demo --service sms --text "See you at nine" --file recipients.csv',
  ],
  notes: [
    'The recipients are decided in their order: when the credit does not last, the first ones are allowed. Ends with ' +
      '0 if all are allowed, with 1 if one could not be decided, else with 3 if one is denied.',
  ],
  response: 'AuthorizeBatchResponse',
  async ask(client, args): Promise<Answer> {
    const send = async (recipients: readonly Recipient[]): Promise<Answer> => {
      const { to: _, ...traffic } = trafficFields(args);
      const response = await client.authorizeBatch({
        ...traffic,
        accountId: args.required('ACCOUNT'),
        recipients: [...recipients],
        ...given({ service: args.text('service'), gatewayId: args.text('gateway') }),
      });
      return { ...response, recipients };
    };
    const [numbers, file] = [args.text('to'), args.text('file')];
    if ((numbers === undefined) === (file === undefined)) throw new UsageError('give either --to or --file');
    if (file === undefined) return withKey(args, (key) => send(listed(numbers ?? '', key)));
    if (args.text('key') !== undefined) throw new UsageError('--key is for --to: the file names the holds itself');
    return send(recipientsIn(file));
  },
  show: (answer, money) => [
    ...table(rowsOf(answer, money), [
      { title: 'HOLD', cell: ({ holdId }) => holdId },
      { title: 'TO', cell: ({ to }) => to },
      { title: 'DECISION', cell: ({ decision }) => decision },
      { title: 'REASON', cell: ({ reason }) => reason },
      { title: 'HELD', align: 'right', cell: ({ held }) => held },
      { title: 'GRANTED', align: 'right', cell: ({ granted }) => granted },
      { title: 'AVAILABLE', align: 'right', cell: ({ available }) => available },
      { title: 'MESSAGE', cell: ({ message }) => message },
    ]),
    `${answer.allowed} allowed, ${answer.denied} denied, ${answer.failed} failed`,
  ],
  exit: ({ denied, failed }) => (failed > 0 ? EXIT.fault : denied > 0 ? EXIT.denied : EXIT.ok),
});

function listed(numbers: string, key: string): Recipient[] {
  return numbers.split(',').map((number, index) => {
    const to = number.trim();
    if (to === '') throw new UsageError(`--to: recipient ${index + 1} is empty`);
    return { holdId: `${key}-${index + 1}`, to };
  });
}

function recipientsIn(file: string): Recipient[] {
  const [header = '', ...lines] = textOf(file).split(/\r?\n/);
  if (header.replaceAll(' ', '') !== HEADER) throw new UsageError(`${file}:1: the first line must be ${HEADER}`);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const split = splitCsvLine(line);
    const place = `${file}:${index + 2}`;
    if (!split.ok) throw new UsageError(`${place}:${split.fault.column}: ${split.fault.message}`);
    const [holdId = '', to = '', ...surplus] = split.cells;
    if (holdId === '' || surplus.length > 0) throw new UsageError(`${place}: must be ${HEADER}`);
    return [{ holdId, to }];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`--file: ${(error as Error).message}`);
  }
}

interface Row extends Recipient {
  readonly decision: string;
  readonly reason: string;
  readonly held: string;
  readonly granted: string;
  readonly available: string;
  readonly message: string;
}

function rowsOf({ recipients, results }: Answer, money: MoneyWriter): Row[] {
  return recipients.map((recipient, index) => ({ ...recipient, ...outcomeCells(results[index], money) }));
}

function outcomeCells(result: BatchResult__Output | undefined, money: MoneyWriter): Omit<Row, keyof Recipient> {
  const { decision, fault } = result ?? {};
  if (decision === undefined || decision === null) {
    const { reason = '', message = '' } = fault ?? {};
    return { decision: 'FAULT', reason, held: '', granted: '', available: '', message };
  }
  const allowed = decision.decision === 'DECISION_ALLOW';
  const { grantedSeconds, grantedUnits, terms } = decision;
  return {
    decision: wordOf(decision.decision, 'DECISION_'),
    reason: decision.reason,
    held: allowed ? money(decision.holdMilliCents) : '',
    granted: allowed ? (grantText(grantedSeconds, null) ?? grantText(grantedUnits, terms, 'unit') ?? '') : '',
    available: money(decision.availableMilliCents),
    message: decision.message,
  };
}

/** `reconcile`: tells Tollgate which legs a gateway has up. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LegState } from '../gen/tollgate/v1/LegState.ts';
import type { LegResult__Output } from '../gen/tollgate/v1/LegResult.ts';
import { ListState } from '../gen/tollgate/v1/ListState.ts';
import type { MissingHold__Output } from '../gen/tollgate/v1/MissingHold.ts';
import type { ReconcileResponse__Output } from '../gen/tollgate/v1/ReconcileResponse.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { type Arguments, defineCommand, EXIT, type ExitCode, flag, given, option, UsageError } from './command.ts';
import { catalogCurrency, CONNECTION_OPTIONS, type ConnectionOption, type Context, withServer } from './connection.ts';
import { toApiJson } from './json.ts';
import { type LegList, ListError, readLegList } from './leg-lists.ts';
import { countText, enumWord, moneyText, table, timeText } from './text.ts';

/** The most legs that a page holds, and the most pages of a list. */
const PAGE = 1_000;
const PAGES = 200;
/** A list of many thousand legs takes a few seconds. */
const TIMEOUT_MS = 30_000;
/** How far two lists must be apart. */
const APART_MS = 30_000;
/** How long a FILE is waited for when the second list is due. */
const FILE_PATIENCE_SECONDS = 90;
/** How often it is said how long is left. */
const PROGRESS_SECONDS = 10;
/** What kamcmd prints of a dialog is about 1 KB. */
const MOST_OUTPUT_BYTES = 512 * 1024 * 1024;

type Option = 'gateway' | 'command' | 'once' | 'dry-run' | 'force' | 'epoch' | ConnectionOption;
type Args = Arguments<'FILE' | Option>;

export const reconcile = defineCommand<'FILE', Option>({
  path: 'reconcile',
  summary: 'compare the legs that a gateway has up with the open holds, and end what it does not have any more',
  positionals: {
    FILE: {
      meaning: 'the list of its active legs; - is the standard input, which is one list. Not with --command',
      optional: true,
    },
  },
  options: {
    gateway: option('NAME', 'which gateway; its holds have this gateway_id. Required'),
    command: option('COMMAND', 'run this (by sh) and read the list from what it prints; instead of FILE'),
    once: flag('send one list, and leave the second one to the next run: for cron'),
    'dry-run': flag('show what would be ended and opened again, and do neither'),
    force: flag("end what is missing even if it is more than 20 % of the gateway's open holds; role admin"),
    epoch: option('NUMBER', 'rises when the gateway starts anew; its lists are then compared anew'),
    ...CONNECTION_OPTIONS,
    timeout: option('MS', 'how long to wait for each answer, in milliseconds', String(TIMEOUT_MS)),
  },
  examples: [
    'tollgate reconcile --gateway kamailio --command "kamcmd dlg.list"',
    'kamcmd dlg.list | tollgate reconcile --gateway kamailio --once -',
    'tollgate reconcile --gateway gw-1 --dry-run legs.csv',
  ],
  notes: [
    'A list is JSON (a leg on each line, or an array), CSV with a header, or what Kamailio prints for dlg.list, by ' +
      'kamcmd or by JSON-RPC. A leg has account_id and hold_id, or a settle_token; and, where they are known, ' +
      'connected_seconds (or units) and answered. Dialogs of Kamailio are found by the settle tokens in their ' +
      'variables.',
    'A hold is ended when two complete lists do not name it that were taken 30 s apart, and it was opened before the ' +
      'first. So two lists are sent with a wait between them, and a FILE must be written anew meanwhile: the command ' +
      'waits for that up to 90 s longer. A list that is empty or cannot be read counts for nothing.',
    'Ends with 3 when the list counts for nothing, because it is empty or misses too many holds.',
  ],
  async run(args, context) {
    const source = sourceOf(args, context);
    try {
      return await withServer('reconcile', args, context, ({ client }) => converse(client, source, args, context));
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      context.complain(`tollgate reconcile: ${error.message}`);
      return EXIT.fault;
    }
  },
});

/** One list, and how old it is. */
interface Taken extends LegList {
  readonly secondsAgo: number;
}

interface Source {
  /** It can be asked again. */
  readonly lasting: boolean;
  read(): Promise<Taken>;
}

function sourceOf(args: Args, context: Context): Source {
  const [file, command] = [args.text('FILE'), args.text('command')];
  if (args.text('gateway') === undefined) throw new UsageError('--gateway is missing: which gateway has these legs');
  if ((file === undefined) === (command === undefined)) throw new UsageError('give either FILE or --command');
  if (command !== undefined) return { lasting: true, read: () => printedBy(command) };
  if (file !== '-') return fileSource(file ?? '', context);
  const read = async (): Promise<Taken> => ({
    ...readLegList(await context.readInput(), 'standard input'),
    secondsAgo: 0,
  });
  return { lasting: false, read };
}

async function printedBy(command: string): Promise<Taken> {
  try {
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { maxBuffer: MOST_OUTPUT_BYTES });
    return { ...readLegList(stdout, 'the output of --command'), secondsAgo: 0 };
  } catch (error) {
    if (error instanceof ListError) throw error;
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    throw new ListError(`--command failed, and a failed list counts for nothing: ${stderr.trim() || message}`);
  }
}

/** As old as the file is: what was opened since it was written cannot stand there. */
function fileSource(file: string, context: Context): Source {
  let sentMs = -Infinity;
  return {
    lasting: true,
    read: async () => {
      try {
        const writtenMs = await writtenAfter(file, sentMs + APART_MS, context);
        const list = readLegList(readFileSync(file, 'utf8'), file);
        sentMs = writtenMs;
        return { ...list, secondsAgo: Math.max(0, Math.floor((Date.now() - writtenMs) / 1000)) };
      } catch (error) {
        throw error instanceof ListError ? error : new ListError((error as Error).message);
      }
    },
  };
}

/** Waits for a while until the file is as young: whoever writes it may do so once a minute. */
async function writtenAfter(file: string, leastMs: number, context: Context): Promise<number> {
  for (let waited = 0; waited <= FILE_PATIENCE_SECONDS; waited += 1) {
    const { mtimeMs } = statSync(file);
    if (mtimeMs >= leastMs) return mtimeMs;
    if (waited % PROGRESS_SECONDS === 0) context.complain(`waits for ${file} to be written anew`);
    await delay(1_000);
  }
  throw new ListError(`${file} is still the list that was sent before: write it anew, or use --command`);
}

async function converse(client: TollgateClient, source: Source, args: Args, context: Context): Promise<ExitCode> {
  const first = await sendList(client, await source.read(), args, context);
  const isNew = Number(first.missing) > Number(first.missingTwice);
  if (args.flag('once') || !source.lasting || !isNew || first.state === ListState.LIST_STATE_REFUSED) {
    return finish(client, first, args, context);
  }
  await wait(Number(first.nextListSeconds), context);
  return finish(client, await sendList(client, await source.read(), args, context), args, context);
}

async function wait(seconds: number, context: Context): Promise<void> {
  for (let left = seconds; left > 0; left -= PROGRESS_SECONDS) {
    context.complain(`the second list is taken in ${left} s`);
    await delay(Math.min(left, PROGRESS_SECONDS) * 1000);
  }
}

/** All pages of a list, and the last one again for as long as more holds are ended by that. */
async function sendList(
  client: TollgateClient,
  { legs, others, secondsAgo }: Taken,
  args: Args,
  context: Context,
): Promise<ReconcileResponse__Output> {
  const count = Math.max(1, Math.ceil(legs.length / PAGE));
  if (count > PAGES) throw new ListError(`a list has at most ${(PAGES * PAGE).toLocaleString('en-US')} legs`);
  const shared = {
    gatewayId: args.text('gateway') ?? '',
    listId: `cli-${randomUUID()}`,
    takenSecondsAgo: String(secondsAgo),
    dryRun: args.flag('dry-run'),
    force: args.flag('force'),
    ...given({ epoch: epochOf(args) }),
  };
  const page = (number: number) => ({
    ...shared,
    page: number,
    last: number === count,
    activeLegs: legs.slice((number - 1) * PAGE, number * PAGE).map(({ connectedSeconds, units, ...leg }) => ({
      ...leg,
      ...given({ connectedSeconds: connectedSeconds?.toString(), units: units?.toString() }),
    })),
  });
  const deadlineMs = args.integer('timeout') ?? TIMEOUT_MS;
  const results: LegResult__Output[] = [];
  let answer = await client.reconcile(page(1), { deadlineMs });
  results.push(...answer.legs);
  for (let number = 2; number <= count; number += 1) {
    answer = await client.reconcile(page(number), { deadlineMs });
    results.push(...answer.legs);
  }
  let ended = Number(answer.ended);
  const holds = new Map(answer.missingHolds.map((hold) => [`${hold.accountId}:${hold.holdId}`, hold]));
  while (Number(answer.left) > 0 && Number(answer.ended) > 0) {
    answer = await client.reconcile({ ...page(count), activeLegs: [] }, { deadlineMs });
    ended += Number(answer.ended);
    for (const hold of answer.missingHolds) holds.set(`${hold.accountId}:${hold.holdId}`, hold);
  }
  const list = { ...answer, legs: results, ended: String(ended), missingHolds: [...holds.values()] };
  if (!args.flag('json')) context.print(summary(list, legs.length, others, args));
  return list;
}

function epochOf(args: Args): string | undefined {
  const epoch = args.text('epoch');
  if (epoch === undefined || /^[1-9]\d{0,15}$/.test(epoch)) return epoch;
  throw new UsageError(`--epoch must be a whole number from 1 on, not "${epoch}"`);
}

function summary(list: ReconcileResponse__Output, legs: number, others: number, args: Args): string {
  const told = [
    countText(legs, 'leg'),
    ...(others > 0 ? [countText(others, 'other dialog')] : []),
    `${countText(Number(list.openHolds), 'open hold')} older than the list`,
    `${list.missing} missing`,
    `${list.missingTwice} of them twice`,
    args.flag('dry-run') ? 'none ended in a dry run' : `${list.ended} ended`,
  ];
  return `${args.text('gateway') ?? ''}: ${told.join(', ')}`;
}

/** The answer in full, and what it means for whoever started it. */
async function finish(
  client: TollgateClient,
  list: ReconcileResponse__Output,
  args: Args,
  context: Context,
): Promise<ExitCode> {
  if (args.flag('json')) context.print(JSON.stringify(toApiJson('ReconcileResponse', list), undefined, 2));
  else {
    const currency = await catalogCurrency(client);
    const money = (milliCents: string): string => moneyText(Number(milliCents), currency);
    const shown = [...missingTable(list.missingHolds, money), ...legTable(list.legs, money)];
    if (shown.length > 0) context.print(shown.join('\n'));
  }
  switch (list.state) {
    case ListState.LIST_STATE_EMPTY:
      context.complain('the list names no leg: such a list counts for nothing');
      return EXIT.denied;
    case ListState.LIST_STATE_REFUSED:
      context.complain(
        'more than 20 % of the open holds of this gateway are missing, so none was ended. If its list is whole and ' +
          'the calls are really gone, say --force',
      );
      return EXIT.denied;
    default:
      if (Number(list.missing) > Number(list.missingTwice)) context.complain(laterText(list));
      return Number(list.left) > 0 && !args.flag('dry-run') ? EXIT.fault : EXIT.ok;
  }
}

function laterText({ missing, missingTwice, nextListSeconds }: ReconcileResponse__Output): string {
  const count = countText(Number(missing) - Number(missingTwice), 'hold');
  const when = nextListSeconds === '0' ? 'taken from now on' : `taken in ${nextListSeconds} s or later`;
  return `missing for the first time: ${count}. A list that is ${when} ends what it does not name either`;
}

function missingTable(holds: readonly MissingHold__Output[], money: (milliCents: string) => string): string[] {
  if (holds.length === 0) return [];
  return table(holds, [
    { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
    { title: 'MISSING HOLD', cell: ({ holdId }) => holdId },
    { title: 'SINCE', cell: ({ missingSinceMs }) => timeText(missingSinceMs) },
    { title: 'HELD', align: 'right', cell: ({ holdMilliCents }) => money(holdMilliCents) },
    { title: 'ENDED', cell: ({ ended }) => (ended ? 'yes' : 'no') },
    { title: 'CHARGED', align: 'right', cell: (hold) => (hold.ended ? money(hold.billingAmountMilliCents) : '') },
  ]);
}

/** What it has reserved anew, or was charged. */
function isAboutMoney({ state }: LegResult__Output): boolean {
  return state === LegState.LEG_STATE_RECREATED || state === LegState.LEG_STATE_ENDED;
}

function legTable(legs: readonly LegResult__Output[], money: (milliCents: string) => string): string[] {
  if (legs.length === 0) return [];
  return table(legs, [
    { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
    { title: 'LEG', cell: ({ holdId }) => holdId },
    { title: 'ITS HOLD', cell: ({ state, reason }) => [enumWord(LegState, state), reason].join(' ').trim() },
    { title: 'AMOUNT', align: 'right', cell: (leg) => (isAboutMoney(leg) ? money(leg.amountMilliCents) : '') },
  ]);
}

/** From the words of a command line to an exit code. */
import { suggestion } from '../domain/did-you-mean.ts';
import { type Command, EXIT, type ExitCode, type OptionSpec, parseArguments, UsageError } from './command.ts';
import type { Context } from './connection.ts';

/** Never rejects for what a user or a server did wrong. */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  try {
    return await dispatch(argv, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.complain(`tollgate: ${error.message}`);
    return EXIT.usage;
  }
}

async function dispatch(argv: readonly string[], context: Context): Promise<ExitCode> {
  const [first = '', ...rest] = argv;
  switch (first) {
    case '':
      context.complain(await overviewOf(COMMANDS));
      return EXIT.usage;
    case 'help':
    case '--help':
    case '-h':
      return help(rest, context);
    case '--version':
    case '-v':
      return dispatch(['version', ...rest], context);
    default:
  }
  const found = find(argv);
  if (found !== undefined) return runCommand(found.entry, found.rest, context);
  const family = COMMANDS.filter(({ path }) => path.startsWith(`${first} `));
  const [second] = rest;
  if (family.length > 0 && (second === undefined || asksForHelp(rest))) {
    const text = await overviewOf(family, first);
    if (second !== undefined) context.print(text);
    else context.complain(text);
    return second === undefined ? EXIT.usage : EXIT.ok;
  }
  throw unknown(argv, family);
}

async function runCommand(entry: CommandEntry, argv: readonly string[], context: Context): Promise<ExitCode> {
  const command = await entry.load();
  if (asksForHelp(argv)) {
    context.print(commandHelp(command));
    return EXIT.ok;
  }
  try {
    return await command.run(parseArguments(command, argv), context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.complain(`tollgate ${command.path}: ${error.message}`);
    context.complain(`Usage: ${usageLine(command)}\nSee \`tollgate ${command.path} --help\`.`);
    return EXIT.usage;
  }
}

/** `help`, `help authorize`, `help account`, `help account create`. */
async function help(words: readonly string[], context: Context): Promise<ExitCode> {
  if (words.length === 0 || words[0]?.startsWith('-') === true) {
    context.print(await overviewOf(COMMANDS));
    return EXIT.ok;
  }
  return dispatch([...words, '--help'], context);
}

/** The command whose words come first. */
function find(argv: readonly string[]): { entry: CommandEntry; rest: readonly string[] } | undefined {
  for (const entry of COMMANDS) {
    const words = entry.path.split(' ');
    if (words.every((word, index) => word === argv[index])) return { entry, rest: argv.slice(words.length) };
  }
  return undefined;
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).some((each) => each === '--help' || each === '-h');
}

function unknown([first = '', second = '']: readonly string[], family: readonly CommandEntry[]): UsageError {
  if (family.length > 0) {
    const known = family.map(({ path }) => path.slice(first.length + 1));
    return new UsageError(`there is no command "${first} ${second}"; ${suggestion(second, known)}`);
  }
  const known = new Set([...COMMANDS.map(({ path }) => path.split(' ')[0] ?? ''), 'help']);
  return new UsageError(`there is no command "${first}"; ${suggestion(first, known)}\nSee \`tollgate help\`.`);
}

async function overviewOf(entries: readonly CommandEntry[], family = ''): Promise<string> {
  return overview(await Promise.all(entries.map((entry) => entry.load())), family);
}

/* All commands, loaded only when asked for: `health` must not wait for a server's code. */

export interface CommandEntry {
  readonly path: string;
  load(): Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { path: 'serve', load: async () => (await import('./serve.ts')).serve },
  { path: 'check', load: async () => (await import('./check.ts')).check },
  { path: 'account create', load: async () => (await import('./account.ts')).createAccount },
  { path: 'account show', load: async () => (await import('./account.ts')).showAccount },
  { path: 'account list', load: async () => (await import('./account-list.ts')).listAccounts },
  { path: 'account watch', load: async () => (await import('./watch.ts')).watchAccount },
  { path: 'account credit', load: async () => (await import('./credit.ts')).addCredit },
  { path: 'account adjust', load: async () => (await import('./credit.ts')).adjustBalance },
  { path: 'account buy', load: async () => (await import('./packages.ts')).buyPackage },
  { path: 'account update', load: async () => (await import('./account.ts')).updateAccount },
  { path: 'recharge show', load: async () => (await import('./recharge.ts')).showRecharge },
  { path: 'recharge set', load: async () => (await import('./recharge.ts')).setRecharge },
  { path: 'recharge method', load: async () => (await import('./recharge.ts')).setPaymentMethod },
  { path: 'recharge verify', load: async () => (await import('./recharge.ts')).verifyPaymentMethod },
  { path: 'recharge confirm', load: async () => (await import('./recharge.ts')).confirmPaymentMethod },
  { path: 'recharge buy', load: async () => (await import('./recharge.ts')).purchaseCredit },
  { path: 'recharge recommend', load: async () => (await import('./recharge.ts')).recommendRecharge },
  { path: 'recharge report', load: async () => (await import('./recharge.ts')).reportRecharge },
  { path: 'recharge invoice-paid', load: async () => (await import('./recharge.ts')).reportInvoicePaid },
  { path: 'subject set', load: async () => (await import('./subject.ts')).setSubject },
  { path: 'subject get', load: async () => (await import('./subject.ts')).getSubject },
  { path: 'subject list', load: async () => (await import('./subject.ts')).listSubjects },
  { path: 'subject delete', load: async () => (await import('./subject.ts')).deleteSubject },
  { path: 'packages', load: async () => (await import('./packages.ts')).listPackages },
  { path: 'alerts set', load: async () => (await import('./alerts.ts')).setAlerts },
  { path: 'alerts show', load: async () => (await import('./alerts.ts')).showAlerts },
  { path: 'alerts list', load: async () => (await import('./alerts.ts')).listDeliveries },
  { path: 'alerts resend', load: async () => (await import('./alerts.ts')).resendAlerts },
  { path: 'alerts test', load: async () => (await import('./alerts.ts')).testAlerts },
  { path: 'alerts secret', load: async () => (await import('./alerts.ts')).makeSecret },
  { path: 'authorize', load: async () => (await import('./admissions.ts')).authorize },
  { path: 'authorize-batch', load: async () => (await import('./authorize-batch.ts')).authorizeBatch },
  { path: 'answer', load: async () => (await import('./completions.ts')).answer },
  { path: 'extend', load: async () => (await import('./completions.ts')).extend },
  { path: 'settle', load: async () => (await import('./completions.ts')).settle },
  { path: 'release', load: async () => (await import('./completions.ts')).release },
  { path: 'charge', load: async () => (await import('./admissions.ts')).charge },
  { path: 'reverse', load: async () => (await import('./reverse.ts')).reverse },
  { path: 'reconcile', load: async () => (await import('./reconcile.ts')).reconcile },
  { path: 'reconcile-cdr', load: async () => (await import('./reconcile-cdr.ts')).reconcileCdr },
  { path: 'quote', load: async () => (await import('./admissions.ts')).quote },
  { path: 'holds stats', load: async () => (await import('./hold-stats.ts')).holdStats },
  { path: 'holds', load: async () => (await import('./holds.ts')).holds },
  { path: 'movements', load: async () => (await import('./movements.ts')).movements },
  { path: 'usage', load: async () => (await import('./usage.ts')).usage },
  { path: 'calls', load: async () => (await import('./calls.ts')).calls },
  { path: 'explain', load: async () => (await import('./catalog.ts')).explain },
  { path: 'replay', load: async () => (await import('./replay.ts')).replay },
  { path: 'catalog show', load: async () => (await import('./catalog.ts')).showCatalog },
  { path: 'catalog check', load: async () => (await import('./catalog.ts')).checkServedCatalog },
  { path: 'catalog diff', load: async () => (await import('./catalog-diff.ts')).diffCatalog },
  { path: 'catalog reload', load: async () => (await import('./catalog.ts')).reloadCatalog },
  { path: 'deck check', load: async () => (await import('./deck.ts')).checkDeck },
  { path: 'deck diff', load: async () => (await import('./deck.ts')).diffDeck },
  { path: 'verify', load: async () => (await import('./verify.ts')).verify },
  { path: 'export', load: async () => (await import('./copy.ts')).exportStore },
  { path: 'restore', load: async () => (await import('./copy.ts')).restoreStore },
  { path: 'archive status', load: async () => (await import('./archive.ts')).archiveStatus },
  { path: 'archive erase', load: async () => (await import('./archive.ts')).archiveErase },
  { path: 'sidecars', load: async () => (await import('./sidecars.ts')).sidecars },
  { path: 'store show', load: async () => (await import('./store.ts')).showStore },
  { path: 'store accept', load: async () => (await import('./store.ts')).acceptStore },
  { path: 'store aside', load: async () => (await import('./store.ts')).listAsideHolds },
  { path: 'store retry', load: async () => (await import('./store.ts')).retryAsideHolds },
  { path: 'spool show', load: async () => (await import('./spool.ts')).showSpool },
  { path: 'spool list', load: async () => (await import('./spool.ts')).listSpool },
  { path: 'spool replay', load: async () => (await import('./spool.ts')).replaySpool },
  { path: 'spool export', load: async () => (await import('./spool-handover.ts')).exportSpool },
  { path: 'spool import', load: async () => (await import('./spool-handover.ts')).importSpool },
  { path: 'spool quarantine', load: async () => (await import('./spool.ts')).listQuarantine },
  { path: 'spool release', load: async () => (await import('./spool.ts')).releaseEntry },
  { path: 'spool drop', load: async () => (await import('./spool.ts')).dropEntry },
  { path: 'health', load: async () => (await import('./serve.ts')).health },
  { path: 'version', load: async () => (await import('./serve.ts')).version },
];

/* The help texts. */

const EXIT_CODES = [
  'Exit codes:',
  '  0  done, or allowed',
  '  1  fault: the server is away or answered with an error; `check` and `health` found something wrong',
  '  2  usage: the command line or the configuration is wrong; nothing was tried',
  '  3  denied: the answer is no',
];

const LINE_WIDTH = 100;

function commandHelp(command: Command): string {
  const positionals = Object.entries(command.positionals);
  const options = Object.entries(command.options);
  const names = [...positionals.map(([name]) => name), ...options.map(([name, spec]) => optionName(name, spec))];
  const width = Math.max(...names.map((name) => name.length), '--help'.length);
  const entry = (name: string, text: string): string[] => {
    const [first = '', ...rest] = wrap(text, LINE_WIDTH - width - 4);
    return [`  ${name.padEnd(width)}  ${first}`, ...rest.map((line) => `${' '.repeat(width + 4)}${line}`)];
  };
  const lines = [
    `Usage: ${usageLine(command)}`,
    '',
    ...wrap(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`, LINE_WIDTH),
  ];
  if (positionals.length > 0) {
    lines.push('', 'Arguments:', ...positionals.flatMap(([name, { meaning }]) => entry(name, meaning)));
  }
  lines.push('', 'Options:', ...options.flatMap(([name, spec]) => entry(optionName(name, spec), optionText(spec))));
  lines.push(...entry('--help', 'this text'));
  lines.push(
    '',
    command.examples.length > 1 ? 'Examples:' : 'Example:',
    ...command.examples.map((each) => `  ${each}`),
  );
  for (const note of command.notes ?? []) lines.push('', ...wrap(note, LINE_WIDTH));
  return [...lines, '', ...EXIT_CODES].join('\n');
}

function usageLine({ path, positionals, options }: Command): string {
  const words = Object.entries(positionals).map(([name, { optional, multiple }]) => {
    const word = multiple === true ? `${name}...` : name;
    return optional === true ? `[${word}]` : word;
  });
  return ['tollgate', path, ...words, ...(Object.keys(options).length > 0 ? ['[options]'] : [])].join(' ');
}

/** All commands, or those of a family such as `account`. */
function overview(commands: readonly Pick<Command, 'path' | 'summary'>[], family = ''): string {
  const width = Math.max(...commands.map(({ path }) => path.length));
  const prefix = family === '' ? '' : `${family} `;
  return [
    `Usage: tollgate ${prefix}COMMAND [arguments] [options]`,
    '',
    ...(family === '' ? ['Tollgate enforces prepaid credit for calls and messages at call time.', ''] : []),
    'Commands:',
    ...commands.map(({ path, summary }) => `  ${path.padEnd(width)}  ${summary}`),
    '',
    `\`tollgate ${prefix}COMMAND --help\` describes a command and its options.`,
    'Amounts are decimals in the currency of the account, such as 5.00. With --json they are in milli-cents: ' +
      '$1 is 100,000.',
    '',
    ...EXIT_CODES,
  ].join('\n');
}

function optionName(name: string, { value }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function optionText({ meaning, fallback, multiple }: OptionSpec): string {
  const otherwise = fallback === undefined ? '' : ` (default: ${fallback})`;
  return `${meaning}${multiple === true ? '; may be repeated' : ''}${otherwise}`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

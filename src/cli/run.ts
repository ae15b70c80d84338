/** From the words of a command line to an exit code. */
import { suggestion } from '../catalog/source/did-you-mean.ts';
import { parseArguments } from './arguments.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { commandHelp, overview, usageLine } from './help.ts';
import { UsageError } from './usage-error.ts';

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

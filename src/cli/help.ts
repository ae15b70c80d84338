/** The help texts. */
import type { Command, OptionSpec } from './command.ts';

const EXIT_CODES = [
  'Exit codes:',
  '  0  done, or allowed',
  '  1  fault: the server is away or answered with an error; `check` and `health` found something wrong',
  '  2  usage: the command line or the configuration is wrong; nothing was tried',
  '  3  denied: the answer is no',
];

const LINE_WIDTH = 100;

export function commandHelp(command: Command): string {
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

export function usageLine({ path, positionals, options }: Command): string {
  const words = Object.entries(positionals).map(([name, { optional, multiple }]) => {
    const word = multiple === true ? `${name}...` : name;
    return optional === true ? `[${word}]` : word;
  });
  return ['tollgate', path, ...words, ...(Object.keys(options).length > 0 ? ['[options]'] : [])].join(' ');
}

/** All commands, or those of a family such as `account`. */
export function overview(commands: readonly Pick<Command, 'path' | 'summary'>[], family = ''): string {
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
    'Amounts are decimals in the currency of the account, such as 5.00. With --json they are in milli-cents ($1 = 100,000).',
    '',
    ...EXIT_CODES,
  ].join('\n');
}

function optionName(name: string, { value }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function optionText({ meaning, fallback, multiple }: OptionSpec): string {
  return `${meaning}${multiple === true ? '; may be repeated' : ''}${fallback === undefined ? '' : ` (default: ${fallback})`}`;
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

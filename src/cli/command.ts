/** What a command is: its words, its options and what it does. */
import { parseArgs } from 'node:util';
import { suggestion } from '../domain/did-you-mean.ts';
import { hasCurrencySign, MoneyError, parseMoney } from '../domain/money.ts';
import type { Context } from './connection.ts';
import { type ApiEnum, enumPrefix } from './text.ts';

export interface OptionSpec {
  /** What stands for the value in the help; absent for an option without one. */
  readonly value?: string;
  /** Meaning and unit. */
  readonly meaning: string;
  /** In words, for the help. */
  readonly fallback?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
}

export interface PositionalSpec {
  readonly meaning: string;
  readonly optional?: boolean;
  /** Takes all that follow; only the last can. */
  readonly multiple?: boolean;
}

export interface Command<Name extends string = string> {
  /** As typed: `account create`. */
  readonly path: string;
  /** One line that completes "tollgate ... will". */
  readonly summary: string;
  /** In order. Names are in capitals, so that they never meet an option's. */
  readonly positionals: Readonly<Record<string, PositionalSpec>>;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** Paragraphs that end the help. */
  readonly notes?: readonly string[];
  run(args: Arguments<Name>, context: Context): Promise<ExitCode>;
}

export interface CommandSpec<Positional extends string, Option extends string> extends Omit<
  Command,
  'positionals' | 'options' | 'run'
> {
  readonly positionals: Readonly<Record<Positional, PositionalSpec>>;
  readonly options: Readonly<Record<Option, OptionSpec>>;
  run(args: Arguments<Positional | Option>, context: Context): Promise<ExitCode>;
}

/** Ties the names that `run` asks for to those that are declared. */
export function defineCommand<Positional extends string, Option extends string>(
  spec: CommandSpec<Positional, Option>,
): Command {
  return spec;
}

/** An option with a value. */
export function option(value: string, meaning: string, fallback?: string): OptionSpec {
  return { value, meaning, ...(fallback !== undefined && { fallback }) };
}

/** An option without a value. */
export function flag(meaning: string): OptionSpec {
  return { meaning };
}

/** The same object without the members that are undefined: an absent field is not an empty one. */
export function given<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };
}

/* The values of one command line. Whatever cannot be read exactly is a `UsageError`; nothing is guessed or rounded. */

/** What fits every integer field of the API; the server knows the narrower bounds. */
const INTEGER_MAX = 2_147_483_647;

/** Far above any call. */
const LONGEST_SECONDS = 1_000_000_000;

/** Stands before arguments such as -1.50, which are amounts and no options. */
const AMOUNT_MARK = '\0';

type Value = string | true | readonly string[];

export class Arguments<Name extends string = string> {
  readonly #values: ReadonlyMap<string, Value>;

  constructor(values: ReadonlyMap<string, Value>) {
    this.#values = values;
  }

  text(name: Name): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** Of a positional argument that is not optional; the parser has seen to it. */
  required(name: Name): string {
    const value = this.text(name);
    if (value === undefined) throw new UsageError(`${name} is missing`);
    return value;
  }

  list(name: Name): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  flag(name: Name): boolean {
    return this.#values.get(name) === true;
  }

  /** A whole number, 0 or more; `most` is for those whose bound is worth knowing before the server is asked. */
  integer(name: Name, most = INTEGER_MAX): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,10}$/.test(text) || Number(text) > most) {
      throw new UsageError(
        `${label(name)} must be a whole number from 0 to ${most.toLocaleString('en-US')}, not "${text}"`,
      );
    }
    return Number(text);
  }

  /** A time in seconds such as 65, 65.4, .5 or 65.4s, in milliseconds. What no call lasts is for the server to cut. */
  milliseconds(name: Name): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const match = /^(?=\.?\d)(\d*)(?:\.(\d{0,9}))?s?$/.exec(text);
    if (match === null) {
      throw new UsageError(`${label(name)} must be seconds, 0 or more, such as 65 or 65.4, not "${text}"`);
    }
    const [, whole = '', fraction = ''] = match;
    const seconds = Math.min(Number(whole), LONGEST_SECONDS);
    return seconds * 1000 + Math.ceil(Number(fraction.padEnd(9, '0')) / 1_000_000);
  }

  /**
   * An amount in currency units, such as 5.00, in milli-cents.
   *
   * @param currency - asked for only where the text carries a currency sign.
   */
  async money(name: Name, currency: () => Promise<string>): Promise<number | undefined> {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const mustBe = hasCurrencySign(text) ? await currency() : undefined;
    try {
      return parseMoney(text, mustBe);
    } catch (error) {
      if (error instanceof MoneyError) throw new UsageError(`${label(name)}: ${error.message}`);
      throw error;
    }
  }

  /**
   * A moment in ISO 8601, UTC where it names no zone, or in milliseconds since 1970, which have 13 digits or more from
   * 2001 on.
   */
  timeMs(name: Name): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{13,16}$/.test(text)) return Number(text);
    const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
    const [, day = '', time = '00:00', zone = 'Z'] = match ?? [];
    const ms = Date.parse(`${day}T${time}${zone}`);
    // A day such as February 30 is read as one of March.
    const exists = new Date(Date.parse(`${day}T00:00Z`) || 0).toISOString().startsWith(day);
    if (match === null || Number.isNaN(ms) || ms < 0 || !exists) {
      throw new UsageError(`${label(name)} must be a time such as 2026-08-01 or 2026-08-01T14:30:00Z, not "${text}"`);
    }
    return ms;
  }

  /**
   * A value of an enum of the API: in its short form (`active`) or in full (`ACCOUNT_STATE_ACTIVE`), in any case.
   *
   * @param unspecified the word for the value that says nothing; without it, that one cannot be chosen.
   */
  oneOf<Value extends string>(name: Name, values: ApiEnum<Value>, unspecified?: string): Value | undefined {
    const text = this.text(name)?.toUpperCase();
    if (text === undefined) return undefined;
    const prefix = enumPrefix(values);
    const [nothing, ...rest] = Object.keys(values) as [Value, ...Value[]];
    if (unspecified !== undefined && text === unspecified.toUpperCase()) return nothing;
    const value = rest.find((each) => each === text || each === `${prefix}${text}`);
    if (value !== undefined) return value;
    const words = [
      ...rest.map((each) => each.slice(prefix.length).toLowerCase()),
      ...(unspecified === undefined ? [] : [unspecified]),
    ];
    throw new UsageError(`${label(name)} must be ${words.join(' or ')}, not "${this.text(name)}"`);
  }
}

/** Reads the arguments after the command's own words. */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const args = argv.map((each) => (/^-[$€£]?[\d.]/.test(each) ? AMOUNT_MARK + each : each));
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, Value>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(unmark(token.value));
    else if (token.kind === 'option') takeOption(command, values, token);
  }
  takePositionals(command, values, positionals);
  return new Arguments(values);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function takeOption(command: Command, values: Map<string, Value>, token: OptionToken): void {
  const { name, rawName } = token;
  const spec = Object.hasOwn(command.options, name) && rawName.startsWith('--') ? command.options[name] : undefined;
  if (spec === undefined) {
    const known = Object.keys(command.options).map((each) => `--${each}`);
    throw new UsageError(`there is no option ${rawName}; ${suggestion(rawName, known)}`);
  }
  if (spec.value === undefined) {
    if (token.inlineValue === true) throw new UsageError(`${rawName} takes no value`);
    values.set(name, true);
    return;
  }
  const { value } = token;
  if (value === undefined || (token.inlineValue !== true && value.startsWith('-'))) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${spec.value}`);
  }
  const before = values.get(name);
  if (spec.multiple === true) {
    values.set(name, [...(Array.isArray(before) ? (before as readonly string[]) : []), unmark(value)]);
  } else if (before === undefined) {
    values.set(name, unmark(value));
  } else {
    throw new UsageError(`${rawName} is given twice`);
  }
}

function takePositionals(command: Command, values: Map<string, Value>, positionals: readonly string[]): void {
  const specs = Object.entries(command.positionals);
  const surplus = positionals[specs.length];
  const takesAll = specs.at(-1)?.[1].multiple === true;
  if (surplus !== undefined && !takesAll) throw new UsageError(`"${surplus}" is one argument too many`);
  for (const [index, [name, { optional, meaning, multiple }]] of specs.entries()) {
    const value = positionals[index];
    if (multiple === true) values.set(name, positionals.slice(index));
    else if (value !== undefined) values.set(name, value);
    else if (optional !== true) throw new UsageError(`${name} is missing: ${meaning}`);
  }
}

function unmark(value: string): string {
  return value.startsWith(AMOUNT_MARK) ? value.slice(AMOUNT_MARK.length) : value;
}

/** Positionals are in capitals, options are not. */
function label(name: string): string {
  return name === name.toUpperCase() ? name : `--${name}`;
}

/** A command line that cannot be understood: exit code 2. The message says what is wrong and what would be right. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What a program that runs `tollgate` learns from its exit code. */
export const EXIT = {
  /** Done, or allowed. */
  ok: 0,
  /** It could not be done: the server is away, or it answered with an error. */
  fault: 1,
  /** The command line or the configuration is wrong; nothing was tried. */
  usage: 2,
  /** An answer, and the answer is no. */
  denied: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

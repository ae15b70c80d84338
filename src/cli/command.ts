/** What a command is: its words, its options and what it does. */
import type { Arguments } from './arguments.ts';
import type { Context } from './context.ts';
import type { ExitCode } from './exit-code.ts';

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

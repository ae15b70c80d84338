/** How a file of call records is laid out, as the command line says. */
import { suggestion } from '../domain/did-you-mean.ts';
import { type Column, COLUMNS, LAYOUTS, type LayoutName, normalised } from '../tuning/cdr/columns.ts';
import { type Arguments, option, UsageError } from './command.ts';

export const RECORD_OPTIONS = {
  layout: option('NAME', 'asterisk or freeswitch: the columns of a file without a header', 'found out'),
  column: { ...option('NAME=HEADER', 'a column of the file under another header'), multiple: true },
} as const;

type RecordArguments = Arguments<keyof typeof RECORD_OPTIONS>;

export function layoutOf(args: RecordArguments): LayoutName | undefined {
  const name = args.text('layout');
  if (name === undefined || Object.hasOwn(LAYOUTS, name)) return name as LayoutName | undefined;
  throw new UsageError(`--layout must be ${Object.keys(LAYOUTS).join(' or ')}, not "${name}"`);
}

export function columnsOf(args: RecordArguments): ReadonlyMap<string, Column> {
  return new Map(
    args.list('column').map((text): [string, Column] => {
      const [name = '', header = ''] = text.split(/=(.*)/s);
      const column = COLUMNS.find((each) => each === name);
      if (column === undefined) throw new UsageError(`--column: there is no "${name}"; ${suggestion(name, COLUMNS)}`);
      if (header === '') throw new UsageError(`--column ${name}=HEADER: the header is missing`);
      return [normalised(header), column];
    }),
  );
}

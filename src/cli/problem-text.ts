import { join } from 'node:path';

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

/** `file:line:column: message`, and the hint below it. */
export function problemLines(problems: readonly Problem[], directory: string): string[] {
  return problems.flatMap(({ file, line, column, message, hint }) => {
    const place = [join(directory, file), ...(line === 0 ? [] : [line, ...(column === 0 ? [] : [column])])].join(':');
    return [`${place}: ${message}`, ...(hint === '' ? [] : [`  hint: ${hint}`])];
  });
}

export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Commands as a document shows them, and what it says they print. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export interface Block {
  /** What stands behind the three backticks: `sh`, `console`, `json`. */
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown file, in order. */
export function blocksOf(file: string): readonly Block[] {
  const found = readFileSync(file, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...found].map(([, language = '', text = '']) => ({ language, text }));
}

export interface Shown {
  readonly command: string;
  /** Lines; `...` stands for any number of them. */
  readonly output: readonly string[];
}

/** The commands of a console block, each with the lines that follow it. */
export function commandsOf({ text }: Block): readonly Shown[] {
  const shown: { command: string; output: string[] }[] = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) shown.push({ command: line.slice(2), output: [] });
    else shown.at(-1)?.output.push(line);
  }
  return shown;
}

/** Dots at the end of a line stand for what differs from one time to the next. */
function patternOf(line: string): string {
  const literal = line.replace(/\.\.\.$/, '').replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return line.endsWith('...') ? `${literal}.*` : literal;
}

/** Fails unless the printed lines are those that the document shows. */
export function expectShown(printed: string, { command, output }: Shown): void {
  const escaped = output.map((line) => (line.trim() === '...' ? '(?:.*\n)*?' : `${patternOf(line.trimEnd())}\n`));
  expect(printed.replace(/[ \t]+$/gm, ''), `$ ${command}`).toMatch(new RegExp(`^${escaped.join('')}$`));
}

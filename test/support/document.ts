/** Commands as a Markdown document shows them, and what it says they print. */
import { readFileSync } from 'node:fs';

export interface Block {
  /** What stands behind the three backticks: `sh`, `console`, `json`. */
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a document, in order. */
export function blocksOf(file: string): readonly Block[] {
  const found = readFileSync(file, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...found].map(([, language = '', text = '']) => ({ language, text }));
}

export interface Shown {
  readonly command: string;
  /** Lines; dots in them stand for what differs from one time to the next. */
  readonly output: readonly string[];
}

/** A whole block of `sh`; each line after `$ ` of a block of `console`, with the lines that follow it. */
export function commandsOf({ language, text }: Block): readonly Shown[] {
  if (language === 'sh') return [{ command: text, output: [] }];
  if (language !== 'console') return [];
  const commands = text.split(/^\$ /m).slice(1);
  return commands.map((shown) => {
    const [command = '', ...output] = shown.trimEnd().split('\n');
    return { command, output };
  });
}

/** A pattern that matches this text only. */
export function literal(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

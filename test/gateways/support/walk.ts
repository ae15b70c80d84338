import { run } from './tools.ts';

/** One command of a document, and what the document says it prints. */
export interface Step {
  readonly command: string;
  /** Lines; `...` in one stands for anything. */
  readonly expected: readonly string[];
  printed: string;
}

/**
 * The commands of a Markdown document in their order: whole blocks of `sh`, and in blocks of `console` the lines after
 * `$ `, which what they print follows.
 */
export function commandsOf(document: string): Step[] {
  const steps: Step[] = [];
  for (const [, language, block = ''] of document.matchAll(/^```(sh|console)\n([^]*?)^```$/gm)) {
    const commands = language === 'sh' ? [block] : block.split(/^\$ /m).slice(1);
    for (const command of commands) {
      const [first = '', ...rest] = language === 'sh' ? [command] : command.trimEnd().split('\n');
      steps.push({ command: first, expected: rest, printed: '' });
    }
  }
  return steps;
}

/** Runs them in one shell, as somebody does who pastes them, and fills in what each printed. */
export async function paste(
  steps: readonly Step[],
  { before, shell, env }: { before: string; shell: readonly string[]; env: NodeJS.ProcessEnv },
): Promise<void> {
  const parts = steps.map(({ command }, step) => `echo; echo '<<< ${step}'\n${command}\n`);
  const [program = 'bash', ...args] = shell;
  const { output } = await run(program, [...args, '-c', [before, ...parts].join('\n')], { env }).ended;
  for (const [, step, printed = ''] of output.matchAll(/^<<< (\d+)\n([^]*?)(?=^<<< |$(?![^]))/gm)) {
    steps[Number(step)]!.printed = printed;
  }
}

/** The lines that a document promises and a command did not print, in this order. */
export function missingFrom({ expected, printed }: Step): string[] {
  const lines = printed.split('\n').map((line) => line.trim());
  let from = 0;
  return expected.filter((promised) => {
    if (promised.trim() === '...') return false;
    const pattern = new RegExp(`^${promised.trim().split('...').map(escaped).join('.*')}$`);
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    from = found < 0 ? from : found + 1;
    return found < 0;
  });
}

/** Columns are as wide as what stands in them. */
function escaped(text: string): string {
  return text.replaceAll(/[$.*+?^()[\]{}|\\/]/g, String.raw`\$&`).replaceAll(/ +/g, ' +');
}

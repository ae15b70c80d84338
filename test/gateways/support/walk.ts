import { literal, type Shown } from '../../support/document.ts';
import { run } from './tools.ts';

/** A command of a document, and what it printed here. */
export interface Step extends Shown {
  readonly printed: string;
}

/** Runs the commands in one shell, as somebody does who pastes them. */
export async function paste(
  commands: readonly Shown[],
  { before, shell, env }: { before: string; shell: readonly string[]; env: NodeJS.ProcessEnv },
): Promise<readonly Step[]> {
  const parts = commands.map(({ command }, step) => `echo; echo '<<< ${step}'\n${command}\n`);
  const [program = 'bash', ...args] = shell;
  const { output } = await run(program, [...args, '-c', [before, ...parts].join('\n')], { env }).ended;
  const found = output.matchAll(/^<<< (\d+)\n([^]*?)(?=^<<< |$(?![^]))/gm);
  const printed = new Map([...found].map(([, step, text = '']) => [Number(step), text]));
  return commands.map((each, step) => ({ ...each, printed: printed.get(step) ?? '' }));
}

/** The lines that a document promises and a command did not print, in this order; `...` in one stands for anything. */
export function missingFrom({ output, printed }: Step): string[] {
  const lines = printed.split('\n').map((line) => line.trim());
  let from = 0;
  return output.filter((promised) => {
    if (promised.trim() === '...') return false;
    const pattern = new RegExp(`^${promised.trim().split('...').map(spaced).join('.*')}$`);
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    from = found < 0 ? from : found + 1;
    return found < 0;
  });
}

/** Columns are as wide as what stands in them. */
function spaced(text: string): string {
  return literal(text).replaceAll(/ +/g, ' +');
}

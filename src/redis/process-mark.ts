import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Names one process for good: its id alone may be given to another one later. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, as the system prints it; empty if the system did not say. */
  readonly startedAt: string;
}

export function markOf(pid: number): ProcessMark {
  return { pid, startedAt: startOf(pid) ?? '' };
}

/** True while the very process that was marked exists, whoever owns it. */
export function isAlive(mark: ProcessMark): boolean {
  if (!exists(mark.pid)) {
    return false;
  }
  const startedAt = startOf(mark.pid);
  return startedAt !== ended && (startedAt === undefined || mark.startedAt === '' || startedAt === mark.startedAt);
}

/** Reads a mark out of parsed JSON; undefined if it is none. */
export function parseMark(value: unknown): ProcessMark | undefined {
  const { pid, startedAt } = (value ?? {}) as Partial<ProcessMark>;
  return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Stands for the start of a process that has ended but that its parent has not asked about: a zombie. */
const ended = 'ended';

/** Clock ticks since boot on Linux, a date elsewhere. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command's name, in parentheses, may hold spaces. After it comes the state and, as 20th field, the start.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? ended : fields[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

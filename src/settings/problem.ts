/** One mistake in the settings. */
export interface Problem {
  /** `file:line:column`, or the name of an environment variable. */
  readonly where: string;
  /** Path of the setting, such as `grpc.address`; empty if the whole file is meant. */
  readonly setting: string;
  /** What is wrong, worded to follow the setting's name. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** One line for people. */
export function formatProblem(problem: Problem): string {
  const subject = problem.setting === '' ? '' : `${problem.setting} `;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${problem.where}: ${subject}${problem.message}${hint}`;
}

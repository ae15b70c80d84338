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

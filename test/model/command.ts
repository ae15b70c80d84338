/** One step of a random sequence. */
import fc from 'fast-check';
import type { Ledger } from '../../src/ledger/port.ts';

/** One step of a sequence: so much time passes, then the command runs. */
export interface Command {
  readonly advanceMs: number;
  /** Shown when a sequence fails. */
  readonly text: string;
  /** @param unique - makes the ids of one sequence its own. */
  run(ledger: Ledger, unique: string): Promise<unknown>;
}

export function command<T>(
  name: string,
  input: fc.Arbitrary<T>,
  run: (ledger: Ledger, input: T, id: (short: string) => string) => Promise<unknown>,
): fc.Arbitrary<Command> {
  const advance = fc.constantFrom(
    0,
    0,
    1,
    999,
    5_000,
    31_000,
    61_000,
    125_000,
    4_000_000,
    30 * 3_600_000,
    8 * 86_400_000,
  );
  return fc.tuple(advance, input).map(([advanceMs, value]) => ({
    advanceMs,
    text: `+${advanceMs}ms ${name} ${JSON.stringify(value)}`,
    run: (ledger, unique) => run(ledger, value, (short) => `${unique}${short}`),
    [fc.toStringMethod]: () => `\n  +${advanceMs}ms ${name} ${JSON.stringify(value)}`,
  }));
}

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
  /** The same command again, at once: by the same asking, or by another. */
  again(nonce: 'same' | 'other'): Command;
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
  const commandOf = (advanceMs: number, value: T): Command & { [fc.toStringMethod](): string } => ({
    advanceMs,
    text: `+${advanceMs}ms ${name} ${JSON.stringify(value)}`,
    run: (ledger, unique) => run(ledger, value, (short) => `${unique}${short}`),
    again: (nonce) => commandOf(0, nonce === 'same' ? value : { ...value, nonce: 'again' }),
    [fc.toStringMethod]: () => `\n  +${advanceMs}ms ${name} ${JSON.stringify(value)}`,
  });
  return fc.tuple(advance, input).map(([advanceMs, value]) => commandOf(advanceMs, value));
}

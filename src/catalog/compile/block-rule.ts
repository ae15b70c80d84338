import type { Block } from '../snapshot.ts';
import type { Matcher } from './matcher.ts';

/** A rule that may block. Everything but the price is in the matcher. */
export interface CompiledBlock {
  readonly matcher: Matcher;
  readonly block: Block;
  /** Blocks only what costs more milli-cents per minute; undefined blocks at any price. */
  readonly maxRatePerMinute: number | undefined;
}

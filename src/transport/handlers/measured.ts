/** Readers of what a gateway measured: times and quantities of use. Whole ones of other fields are in `fields.ts`. */
import { invalidField } from '../../domain/fault.ts';
import { toWireName } from '../definitions.ts';
import type { Message } from '../method.ts';

/** As programs print numbers: `65`, `65.4`, `.5`, `1e+21`. */
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Far above anything that can be used or pass; whoever reads a report bounds it by what is possible. */
const MAX_MEASURED = 1_000_000_000;

/**
 * What a gateway measured, 0 or more; undefined when absent. A report is never refused for being too large, because a
 * settle that is refused is lost. Six decimals count, so that what a gateway computes in floating point (65.4000000001)
 * is what it means.
 */
function measured(message: Message, field: string): number | undefined {
  const value = message[field];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw invalidField(toWireName(field), 'must be a number');
  if (number < 0) throw invalidField(toWireName(field), 'must not be below 0');
  // -0 is a number too, and would print as "-0" further down.
  return Math.round(Math.min(number, MAX_MEASURED) * 1e6) / 1e6 || 0;
}

/** A quantity or a time of which a part counts whole; undefined when absent. */
export function measuredWhole(message: Message, field: string): number | undefined {
  const number = measured(message, field);
  return number === undefined ? undefined : Math.ceil(number);
}

/**
 * How long ago something was, in whole seconds; 0 when absent. What is yet to come by the clock of a gateway that is
 * ahead of another one was just now.
 */
export function secondsAgo(message: Message, field: string): number {
  const value = message[field];
  const isAhead = (typeof value === 'number' || typeof value === 'string') && Number(value) < 0;
  return isAhead ? 0 : Math.floor(measured(message, field) ?? 0);
}

/** How long a call was connected. */
export interface ConnectedTime {
  /** Maybe with a fraction; undefined when it is not told. */
  readonly connectedSeconds: number | undefined;
  /** It is told twice, and not the same. */
  readonly inconsistent: boolean;
}

/** The connected time so far or in all, in seconds or in milliseconds. Where both are given the finer one counts. */
export function connectedTime(message: Message): ConnectedTime {
  const seconds = measured(message, 'connectedSeconds');
  const milliseconds = measured(message, 'connectedMilliseconds');
  if (milliseconds === undefined) return { connectedSeconds: seconds, inconsistent: false };
  const exact = milliseconds / 1000;
  return { connectedSeconds: exact, inconsistent: seconds !== undefined && Math.abs(seconds - exact) >= 1 };
}

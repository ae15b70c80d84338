import type { NumberFacts } from './classify.ts';

/** Shorter texts would still name their owner by their last two digits. */
const MASKABLE_DIGITS_MIN = 5;

/**
 * A number for logs: `+12025550134` becomes `+1******34`. The first digit tells the world zone and the last two let a person
 * recognise the own call; the stars are always six, so that the length is hidden too. What is no number becomes stars alone.
 */
export function maskNumber(number: string): string {
  // A URI's host may hold digits as well, and a text of megabytes is not worth reading to its end.
  const digits = number.slice(0, 128).replace(/@.*$/s, '').replace(/\D/g, '');
  if (digits.length < MASKABLE_DIGITS_MIN) return '******';
  return `${number.startsWith('+') ? `+${digits.charAt(0)}` : ''}******${digits.slice(-2)}`;
}

const maskedFacts = new WeakMap<NumberFacts, string>();

/** The same for a classified number, remembered as long as its facts are. */
export function maskedNumber(facts: NumberFacts): string {
  let masked = maskedFacts.get(facts);
  if (masked === undefined) {
    masked = maskNumber(facts.e164 ?? facts.raw);
    maskedFacts.set(facts, masked);
  }
  return masked;
}

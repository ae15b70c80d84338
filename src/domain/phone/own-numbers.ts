/** An account's own numbers: which calls stay between colleagues. */

/** Shorter prefixes would make whole cities or countries an account's own, and calls to them free. */
const PREFIX_DIGITS_MIN = 6;

const OWN_NUMBER = /^\+?([1-9]\d{0,14})(\*?)$/;

/** What is wrong with an entry of an account's numbers, as the end of a sentence, or nothing. */
export function ownNumberProblem(entry: string): string | undefined {
  const match = OWN_NUMBER.exec(entry);
  if (match === null) return 'must be an E.164 number (+12025550134) or a prefix that ends in * (+1202555*)';
  if ((match[1] ?? '').length < PREFIX_DIGITS_MIN) return `must have at least ${PREFIX_DIGITS_MIN} digits`;
  return undefined;
}

/**
 * Compiles an account's numbers into a test of E.164 numbers. Exact entries are looked up; prefixes (`+1202555*`) are
 * tried by length. Entries with a problem match nothing.
 */
export function ownNumberMatcher(numbers: readonly string[]): (e164: string) => boolean {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  for (const entry of numbers) {
    if (ownNumberProblem(entry) !== undefined) continue;
    const [, digits = '', star] = OWN_NUMBER.exec(entry) ?? [];
    (star === '*' ? prefixes : exact).add(digits);
  }
  const lengths = [...new Set([...prefixes].map((prefix) => prefix.length))];
  return (e164) => {
    const digits = e164.startsWith('+') ? e164.slice(1) : e164;
    return exact.has(digits) || lengths.some((length) => prefixes.has(digits.slice(0, length)));
  };
}

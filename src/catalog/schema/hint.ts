/** A schema message may carry a hint behind this character, which no catalog text can hold. */
const SEPARATOR = '\u0000';

/** Joins what is wrong and how to mend it into one schema message. */
export function withHint(message: string, hint: string): string {
  return `${message}${SEPARATOR}${hint}`;
}

/** The opposite of `withHint`; a message without a hint has an empty one. */
export function splitHint(text: string): { readonly message: string; readonly hint: string } {
  const [message = '', hint = ''] = text.split(SEPARATOR);
  return { message, hint };
}

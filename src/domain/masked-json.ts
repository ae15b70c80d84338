/** Data for people: numbers of subscribers masked, secrets left out. */
import { maskNumber } from './phone/classify.ts';

/** What reads as a number of somebody: digits, with what stands between them, or the address of a caller. */
const NUMBER = /^(?:sips?:|tel:)?\+?[\d\s().-]{6,}(?:@.*)?$/;
/** A number within other text. */
const DIGITS = /\+?\d{7,}/g;
/** Keys whose values nobody should read. */
const SECRET = /token|secret|password|key$/i;

/** JSON on one line. @param value - JSON-safe */
export function maskedJson(value: unknown): string {
  return (
    JSON.stringify(value, (key, inner: unknown) => (typeof inner === 'string' ? maskedText(key, inner) : inner)) ?? ''
  );
}

function maskedText(key: string, text: string): string {
  if (SECRET.test(key) && text !== '') return '******';
  return NUMBER.test(text) ? maskNumber(text) : text.replace(DIGITS, maskNumber);
}

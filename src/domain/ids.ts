/** What may be an id. Every check returns what is wrong as the end of a sentence ("account_id must be ..."), or nothing. */

const ACCOUNT_ID = /^[A-Za-z0-9._@+-]{1,128}$/;
const PRINTABLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** An account id appears in Redis keys, metrics tools and file names, so its alphabet is small. */
export function accountIdProblem(id: string): string | undefined {
  return ACCOUNT_ID.test(id) ? undefined : 'must be 1 to 128 characters out of A-Z a-z 0-9 . _ @ + -';
}

/** A subject (user, agent or line of an account) is named like an account. */
export function subjectIdProblem(id: string): string | undefined {
  return accountIdProblem(id);
}

/** A hold id is often a SIP Call-ID, which may hold almost any printable character, braces and colons included. */
export function holdIdProblem(id: string): string | undefined {
  return PRINTABLE_ASCII.test(id) ? undefined : 'must be 1 to 255 printable ASCII characters without spaces';
}

/** The key under which a credit, charge or adjustment happens once. */
export function idempotencyKeyProblem(key: string): string | undefined {
  return holdIdProblem(key);
}

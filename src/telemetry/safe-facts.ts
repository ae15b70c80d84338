/** What may be written to a log, whoever writes it: no secrets, no whole numbers. */

/** Without case and underscores, so that the words of code and of the wire both count. */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'hashkey',
  'password',
  'secret',
  'settletoken',
  'token',
  'tokenkeys',
]);
const NUMBERS: ReadonlySet<string> = new Set(['from', 'to', 'number', 'othernumber', 'dialled']);
/** To the last @ of the word: a password may hold one, or a slash. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/)\S*@/gi;

type Facts = Readonly<Record<string, unknown>>;

/** The same facts with secrets taken out and numbers masked. */
export function safeFacts(facts: Facts, mask: (number: string) => string): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(facts)) {
    const word = key.replaceAll('_', '').toLowerCase();
    if (SECRETS.has(word)) safe[key] = '[redacted]';
    else if (value instanceof Error) safe[key] = safeError(value);
    else if (typeof value !== 'string') safe[key] = value;
    else safe[key] = NUMBERS.has(word) ? mask(value) : withoutPassword(value);
  }
  return safe;
}

/** Only what is known to be harmless: client libraries hang whole commands on their errors. */
function safeError(error: Error, depth = 0): Record<string, unknown> {
  const { code, kind, reason } = error as Error & { code?: unknown; kind?: unknown; reason?: unknown };
  return {
    type: error.name,
    message: withoutPassword(error.message),
    ...(isWord(code) && { code }),
    ...(isWord(kind) && { kind }),
    ...(isWord(reason) && { reason }),
    stack: withoutPassword(error.stack ?? ''),
    ...(error.cause instanceof Error && depth < 3 && { cause: safeError(error.cause, depth + 1) }),
  };
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function withoutPassword(text: string): string {
  return text.replace(URL_PASSWORD, '$1***@');
}

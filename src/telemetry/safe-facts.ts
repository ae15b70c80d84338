/** What may be written to a log, whoever writes it: no secrets, no whole numbers. */

const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'hashKey',
  'password',
  'secret',
  'settleToken',
  'token',
  'tokenKeys',
]);
const NUMBERS: ReadonlySet<string> = new Set(['from', 'to', 'number', 'otherNumber', 'dialled']);
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;

type Facts = Readonly<Record<string, unknown>>;

/** The same facts with secrets taken out and numbers masked. */
export function safeFacts(facts: Facts, mask: (number: string) => string): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(facts)) {
    if (SECRETS.has(key)) safe[key] = '[redacted]';
    else if (value instanceof Error) safe[key] = safeError(value);
    else if (typeof value !== 'string') safe[key] = value;
    else safe[key] = NUMBERS.has(key) ? mask(value) : withoutPassword(value);
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

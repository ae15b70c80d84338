import type { StoreLogger } from '../../src/redis/store.ts';

/** For parts under test whose log does not matter. */
export const silentLogger: StoreLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Keeps what was logged, to be asserted on. */
export function recordingLogger(): StoreLogger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (_fields: object, message: string): void =>
      void lines.push(`${level} ${message}`);
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}

/** What a log line says of an error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

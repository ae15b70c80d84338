import type { CatalogLogger, CatalogMetrics, CatalogProblem, ReloadResult } from '../../../src/catalog/manager-port.ts';

/** Keeps what the catalog reports. */
export interface Collected {
  readonly logger: CatalogLogger;
  readonly metrics: CatalogMetrics;
  readonly results: ReloadResult[];
  readonly versions: string[];
  readonly lines: string[];
}

export function collect(): Collected {
  const results: ReloadResult[] = [];
  const versions: string[] = [];
  const lines: string[] = [];
  const log = (_facts: unknown, message: string): void => {
    lines.push(message);
  };
  return {
    results,
    versions,
    lines,
    logger: { info: log, warn: log, error: log },
    metrics: {
      reloaded: (result) => {
        results.push(result);
      },
      inForce: ({ version }) => {
        versions.push(version);
      },
    },
  };
}

/** `rates.yaml:8:17: what is wrong [how to mend it]` */
export function problemLines(problems: readonly CatalogProblem[]): string[] {
  return problems.map(
    ({ file, line, column, message, hint }) =>
      `${file}:${line}:${column}: ${message}${hint === '' ? '' : ` [${hint}]`}`,
  );
}

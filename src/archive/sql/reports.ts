/** What reports ask of the database. */
import type { Archive, CsvOptions, CsvPage, CsvQuery } from '../port.ts';
import type { Page } from '../../ledger/port.ts';
import { callsCsv, csvHeader, movementsCsv, usageCsv } from '../csv.ts';
import { readCalls } from './calls.ts';
import type { ArchiveDatabase } from './database.ts';
import { readMovements } from './read-movements.ts';
import { readUsage } from './usage.ts';

export type ArchiveReports = Pick<Archive, 'calls' | 'movements' | 'usage' | 'csv'>;

/** @param db - throws a fault while it is not open */
export function archiveReports(db: () => ArchiveDatabase): ArchiveReports {
  return {
    calls: async (filter, page) => readCalls(db(), filter, page),
    movements: async (filter, page) => readMovements(db(), filter, page),
    usage: async (query, page) => readUsage(db(), query, page),
    async csv(query, options, page) {
      const { text, next } = await csvLines(db(), query, options, page);
      const keys = query.report === 'usage' ? query.filter.groupBy : [];
      return { text: page.after === '' ? csvHeader(query.report, keys) + text : text, next };
    },
  };
}

async function csvLines(db: ArchiveDatabase, query: CsvQuery, options: CsvOptions, page: Page): Promise<CsvPage> {
  switch (query.report) {
    case 'calls': {
      const { items, next } = await readCalls(db, query.filter, page);
      return { text: callsCsv(items, options), next };
    }
    case 'movements': {
      const { items, next } = await readMovements(db, query.filter, page);
      return { text: movementsCsv(items, options), next };
    }
    case 'usage': {
      const { items, next } = await readUsage(db, query.filter, page);
      return { text: usageCsv(items, query.filter.groupBy, options), next };
    }
  }
}

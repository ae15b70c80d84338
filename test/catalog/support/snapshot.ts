import { loadCatalog } from '../../../src/catalog/manager.ts';
import type { CatalogSnapshot } from '../../../src/catalog/snapshot.ts';
import type { Traffic } from '../../../src/domain/traffic.ts';
import { writeCatalog } from './catalog-directory.ts';
import { problemLines } from './collect.ts';

/** The base catalog with these files instead of its own. Cases are left out. */
export async function snapshotWith(files: Readonly<Record<string, string>>): Promise<CatalogSnapshot> {
  const loaded = await loadCatalog(catalogWith(files));
  if ('problems' in loaded) throw new Error(problemLines(loaded.problems).join('\n'));
  return loaded.snapshot;
}

/** The directory of such a catalog. */
export function catalogWith(files: Readonly<Record<string, string>>): string {
  return writeCatalog({ 'cases.yaml': 'cases: []', ...files });
}

/** What a request says, numbers as dialled; the rest is an ordinary outbound call on the default plan. */
export interface Described extends Partial<Omit<Traffic, 'to' | 'from'>> {
  readonly to?: string;
  readonly from?: string;
}

export const BERLIN = '+493023125000';

/** A call to Berlin from an account in this zone at this moment. */
export function callAt(timeZone: string, at: string): Described {
  return { to: BERLIN, timeZone, atMs: Date.parse(at) };
}

export function trafficOf(snapshot: CatalogSnapshot, { to, from, ...rest }: Described): Traffic {
  return {
    service: 'call',
    direction: 'outbound',
    leg: 'direct',
    to: to === undefined ? undefined : snapshot.classify(to),
    from: from === undefined ? undefined : snapshot.classify(from),
    ownNumber: false,
    plan: 'default',
    location: undefined,
    ratePlan: undefined,
    timeZone: 'UTC',
    atMs: Date.UTC(2026, 0, 15),
    ...rest,
  };
}

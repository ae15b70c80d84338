import { loadCatalog } from '../catalog/loader.ts';
import type { CatalogCheck } from '../catalog/manager-port.ts';
import { runCases } from './run-cases.ts';

/** Checks a catalog directory, its cases included, without a running Tollgate. `inForce` is false: nothing is put into force. */
export async function checkCatalog(directory: string): Promise<CatalogCheck & { readonly cases: number }> {
  const loaded = await loadCatalog(directory, { runCases });
  if ('problems' in loaded) return { ...loaded, inForce: false, cases: 0 };
  return { version: loaded.snapshot.version, problems: [], inForce: false, cases: loaded.snapshot.caseCount };
}

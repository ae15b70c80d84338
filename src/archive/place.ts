/** Where the settings say that history is. */
import { join } from 'node:path';
import type { Settings } from '../settings/load-settings.ts';
import type { DatabasePlace } from './sql/database.ts';

/** Undefined where there is none. */
export function archivePlace({ mode, url = '' }: Settings['archive'], dataDir: string): DatabasePlace | undefined {
  if (mode === 'off') return undefined;
  return mode === 'embedded' ? { mode, directory: join(dataDir, 'archive') } : { mode, url };
}

/** The files of a catalog directory. */
import type { z } from 'zod';
import { casesFileSchema } from './cases-file.ts';
import { catalogFileSchema } from './catalog-file.ts';
import { holdsFileSchema } from './holds-file.ts';
import { packagesFileSchema } from './packages-file.ts';
import { plansFileSchema } from './plans-file.ts';
import { blockingFileSchema, limitsFileSchema, ratesFileSchema, servicesFileSchema } from './rule-files.ts';

/** By name without extension. */
export const FILE_SCHEMAS = {
  catalog: catalogFileSchema,
  services: servicesFileSchema,
  rates: ratesFileSchema,
  blocking: blockingFileSchema,
  holds: holdsFileSchema,
  plans: plansFileSchema,
  packages: packagesFileSchema,
  limits: limitsFileSchema,
  cases: casesFileSchema,
} as const;

export type FileKind = keyof typeof FILE_SCHEMAS;

/** What each file says once it is read. */
export type FileContents = { readonly [Kind in FileKind]: z.infer<(typeof FILE_SCHEMAS)[Kind]> };

/**
 * What a file says when it is absent. Files that decide about money are missing here: without them the catalog is
 * refused.
 */
export const WHEN_ABSENT: ReadonlyMap<FileKind, unknown> = new Map<FileKind, unknown>([
  ['blocking', {}],
  ['plans', { plans: { default: {} } }],
  ['packages', {}],
  ['limits', {}],
  ['cases', { cases: [] }],
]);

import { z } from 'zod';
import { settingsFile } from './schema.ts';

/** One setting and how the environment spells it. */
export interface Leaf {
  /** Where it lives in the file, such as `['grpc', 'address']`. */
  readonly path: readonly string[];
  /** Its path in capitals, such as `TOLLGATE_GRPC_ADDRESS`. */
  readonly variable: string;
  readonly kind: 'number' | 'boolean' | 'list' | 'text';
}

/** Every setting. */
export const leaves: readonly Leaf[] = leavesOf(settingsFile, []);

function leavesOf(schema: z.ZodType, path: readonly string[]): Leaf[] {
  const inner = peel(schema);
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Record<string, z.ZodType>;
    return Object.entries(shape).flatMap(([key, child]) => leavesOf(child, [...path, key]));
  }
  return [{ path, variable: `TOLLGATE_${path.join('_').toUpperCase()}`, kind: kindOf(inner) }];
}

function kindOf(schema: z.ZodType): Leaf['kind'] {
  if (schema instanceof z.ZodNumber) {
    return 'number';
  }
  if (schema instanceof z.ZodBoolean) {
    return 'boolean';
  }
  return schema instanceof z.ZodArray ? 'list' : 'text';
}

/** The keys that a block of settings may hold, found by its path. */
export function keysAt(path: readonly (string | number)[]): string[] {
  let schema: z.ZodType = settingsFile;
  for (const step of path) {
    const inner = peel(schema);
    if (inner instanceof z.ZodObject) {
      schema = (inner.shape as Record<string, z.ZodType>)[String(step)] ?? z.unknown();
    } else if (inner instanceof z.ZodArray) {
      schema = inner.element as z.ZodType;
    }
  }
  const end = peel(schema);
  return end instanceof z.ZodObject ? Object.keys(end.shape) : [];
}

/** The schema without its default. */
function peel(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? peel(schema.unwrap() as z.ZodType)
    : schema;
}

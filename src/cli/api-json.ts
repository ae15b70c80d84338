/** A message from gRPC as the HTTP API writes it: snake_case names, and every amount a number. */
import { packageDefinition } from '../transport/definitions.ts';
import { toWireName } from '../transport/wire-names.ts';

const PACKAGE = 'tollgate.v1.';

/** What proto-loader keeps of a field's declaration. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
}

/** The gRPC client hands 64-bit integers over as text; those of this API are all below 2^53. */
const INTEGERS_OF_64_BITS = new Set(['TYPE_INT64', 'TYPE_UINT64']);

/** @param messageName without its package: `AuthorizeResponse`. */
export function toApiJson(messageName: string, message: object): Record<string, unknown> {
  const values = message as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    fieldsOf(messageName).map((field) => [toWireName(field.name), fieldJson(field, values[field.name])]),
  );
}

function fieldJson(field: Field, value: unknown): unknown {
  if (field.label !== 'LABEL_REPEATED') return valueJson(field, value);
  return (value as readonly unknown[]).map((each) => valueJson(field, each));
}

function valueJson({ type, typeName }: Field, value: unknown): unknown {
  if (INTEGERS_OF_64_BITS.has(type)) return Number(value);
  if (type === 'TYPE_MESSAGE' && typeof value === 'object' && value !== null) return toApiJson(typeName, value);
  return value;
}

function fieldsOf(messageName: string): readonly Field[] {
  const definition = packageDefinition()[PACKAGE + messageName];
  if (definition === undefined || !('type' in definition)) throw new Error(`proto/ has no message ${messageName}`);
  return (definition.type as { readonly field: readonly Field[] }).field;
}

/** A message from gRPC as the HTTP API writes it: snake_case names, and every amount a number. */
import {
  type FieldShape,
  isMapField,
  type MessageShape,
  packageDefinition,
  toWireName,
} from '../transport/definitions.ts';

const PACKAGE = 'tollgate.v1.';

/** The gRPC client hands 64-bit integers over as text; those of this API are all below 2^53. */
const INTEGERS_OF_64_BITS = new Set(['TYPE_INT64', 'TYPE_UINT64']);

/**
 * A response that has a message for its first field (the account, the movement) shows that message's fields at the top
 * level, beside its own others.
 *
 * @param messageName without its package: `AuthorizeResponse`.
 */
export function toApiJson(messageName: string, message: object): Record<string, unknown> {
  const [first] = shapeOf(messageName).field;
  if (first === undefined || first.type !== 'TYPE_MESSAGE' || first.label === 'LABEL_REPEATED') {
    return messageJson(messageName, message);
  }
  const { [toWireName(first.name)]: main, ...beside } = messageJson(messageName, message);
  return { ...(main as object), ...beside };
}

function messageJson(messageName: string, message: object): Record<string, unknown> {
  const values = message as Readonly<Record<string, unknown>>;
  const shape = shapeOf(messageName);
  return Object.fromEntries(
    shape.field.map((field) => [
      toWireName(field.name),
      isMapField(shape, field) ? mapJson(field.name, values[field.name]) : fieldJson(field, values[field.name]),
    ]),
  );
}

/** Maps of this API are from names to texts, or to 64-bit integers. */
function mapJson(name: string, value: unknown): Record<string, unknown> {
  if (name === 'labels') return value as Record<string, string>;
  return Object.fromEntries(Object.entries(value as object).map(([key, units]) => [key, Number(units)]));
}

function fieldJson(field: FieldShape, value: unknown): unknown {
  if (field.label !== 'LABEL_REPEATED') return valueJson(field, value);
  return (value as readonly unknown[]).map((each) => valueJson(field, each));
}

function valueJson({ type, typeName }: FieldShape, value: unknown): unknown {
  // An `optional` one that is absent; every other comes with its default.
  if (INTEGERS_OF_64_BITS.has(type)) return value === undefined ? null : Number(value);
  if (type === 'TYPE_MESSAGE' && typeof value === 'object' && value !== null) return messageJson(typeName, value);
  return value;
}

function shapeOf(messageName: string): MessageShape {
  const definition = packageDefinition()[PACKAGE + messageName];
  if (definition === undefined || !('type' in definition)) throw new Error(`proto/ has no message ${messageName}`);
  return definition.type as MessageShape;
}

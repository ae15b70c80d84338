/** The proto files, loaded once with the options that `src/gen` was generated with. */
import { fileURLToPath } from 'node:url';
import {
  loadSync,
  type MessageTypeDefinition,
  type MethodDefinition,
  type PackageDefinition,
} from '@grpc/proto-loader';
import type { BidiName, StreamName, UnaryName } from './handlers/handlers.ts';

/** `src/transport` and `dist/transport` lie equally deep. */
const PROTO_ROOT = fileURLToPath(new URL('../../proto', import.meta.url));

export const SERVICES = [
  'CreditControlService',
  'AccountService',
  'CatalogService',
  'StoreService',
  'SpoolService',
  'PackageService',
  'ReportService',
  'RechargeService',
  'AlertService',
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** As the wire and the health service name it. */
export function fullServiceName(service: ServiceName): string {
  return `tollgate.v1.${service}`;
}

let loaded: PackageDefinition | undefined;

export function packageDefinition(): PackageDefinition {
  loaded ??= loadSync(
    [
      'tollgate/v1/credit_control.proto',
      'tollgate/v1/account.proto',
      'tollgate/v1/catalog.proto',
      'tollgate/v1/store.proto',
      'tollgate/v1/spool.proto',
      'tollgate/v1/package.proto',
      'tollgate/v1/report.proto',
      'tollgate/v1/recharge.proto',
      'tollgate/v1/alert.proto',
      'grpc/health/v1/health.proto',
      'google/rpc/status.proto',
      'google/rpc/error_details.proto',
    ],
    { includeDirs: [PROTO_ROOT], longs: String, enums: String, defaults: true, oneofs: true },
  );
  return loaded;
}

/** The methods of a service by name. */
export function serviceMethods(fullName: string): Readonly<Record<string, MethodDefinition<object, object>>> {
  const definition = packageDefinition()[fullName];
  if (definition === undefined || 'format' in definition) throw new Error(`proto/ has no service ${fullName}`);
  return definition;
}

/** An RPC by its name, which is unique over all services. */
export function rpcNamed(name: string): MethodDefinition<object, object> {
  for (const service of SERVICES) {
    const rpc = serviceMethods(fullServiceName(service))[name];
    if (rpc !== undefined) return rpc;
  }
  throw new Error(`proto/ has no RPC ${name}`);
}

/** A field of a request. */
export interface RequestField {
  /** camelCase. */
  readonly name: string;
  /** On the wire. */
  readonly number: number;
  /** As protobuf names it, for instance `TYPE_STRING`. */
  readonly type: string;
  readonly isRepeated: boolean;
  /**
   * What a field that holds messages has in it; undefined for every other, and for FieldMask, which is a text in JSON.
   */
  readonly fields: readonly RequestField[] | undefined;
}

/** The fields of a request, by the name of its RPC. */
export function requestFields(name: string): readonly RequestField[] {
  return fieldsOf(rpcNamed(name).requestType);
}

/**
 * No request holds a message of its own type, so this ends. What a map has in it is no field: its keys are anybody's.
 */
function fieldsOf({ type }: Pick<MessageTypeDefinition<object, object>, 'type'>): readonly RequestField[] {
  const shape = type as MessageShape;
  return shape.field.map((each) => ({
    name: each.name,
    number: each.number,
    type: each.type,
    isRepeated: each.label === 'LABEL_REPEATED',
    fields: isOwnMessage(shape, each) ? fieldsOf(messageType(`tollgate.v1.${each.typeName}`)) : undefined,
  }));
}

function isOwnMessage(shape: MessageShape, field: FieldShape): boolean {
  return field.type === 'TYPE_MESSAGE' && !field.typeName.startsWith('google.') && !isMapField(shape, field);
}

/** The names of an enum's values, in the order of the proto file. */
export function enumNames(fullName: string): readonly string[] {
  const definition = packageDefinition()[fullName];
  if (definition === undefined || !('type' in definition)) throw new Error(`proto/ has no enum ${fullName}`);
  return (definition.type as { readonly value: readonly { readonly name: string }[] }).value.map(({ name }) => name);
}

/** What proto-loader keeps of a message's declaration. */
export interface MessageShape {
  readonly field: readonly FieldShape[];
  readonly nestedType: readonly { readonly name: string; readonly options: { readonly mapEntry: boolean } | null }[];
}

/** What proto-loader keeps of a field's declaration. */
export interface FieldShape {
  /** camelCase. */
  readonly name: string;
  readonly number: number;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
}

/** A map is declared as a list of messages of a type of its own. */
export function isMapField(message: MessageShape, { typeName }: FieldShape): boolean {
  return message.nestedType.some(({ name, options }) => name === typeName && options?.mapEntry === true);
}

interface MessageCodec<Message, Output> {
  readonly encode: (message: Message) => Buffer;
  readonly decode: (bytes: Buffer) => Output;
}

/** Writes and reads one message type. */
export function messageCodec<Message extends object, Output>(fullName: string): MessageCodec<Message, Output> {
  const { serialize, deserialize } = messageType(fullName) as MessageTypeDefinition<Message, object>;
  return { encode: serialize, decode: (bytes) => deserialize(bytes) as Output };
}

function messageType(fullName: string): MessageTypeDefinition<object, object> {
  const definition = packageDefinition()[fullName];
  if (definition === undefined || !('fileDescriptorProtos' in definition) || !('serialize' in definition)) {
    throw new Error(`proto/ has no message ${fullName}`);
  }
  return definition as MessageTypeDefinition<object, object>;
}

/* Field names: camelCase in TypeScript, snake_case in proto, JSON and error messages. */

const wireNames = new Map<string, string>();

/**
 * `accountId` is `account_id` on the wire. The set of names with capitals is that of the proto, so remembering them is
 * bounded; the keys of a map (names of allowances) have none, and stay as they are.
 */
export function toWireName(name: string): string {
  if (name === name.toLowerCase()) return name;
  let wireName = wireNames.get(name);
  if (wireName === undefined) {
    wireName = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    wireNames.set(name, wireName);
  }
  return wireName;
}

/** A response as JSON has it: the same values under their wire names. */
export function toWireObject(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWireObject);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) result[toWireName(name)] = toWireObject(field);
  return result;
}

/**
 * The verbs of the lanes `completion` and `extension`: what a client sends to the priority listener. Named here and not
 * read from the rows, because a client would then load the whole service, which doubles the start of the command line;
 * a test holds them against the rows.
 */
export const PRIORITY_VERBS: ReadonlySet<string> = new Set([
  'Answer',
  'Extend',
  'Settle',
  'SettleBatch',
  'Release',
  'Reconcile',
  'AcceptStore',
] satisfies UnaryName[]);

/** The streams that last: a client sets them no deadline. Named here for the same reason, and tested as well. */
export const LASTING_VERBS: ReadonlySet<string> = new Set(['WatchAccount', 'Session'] satisfies (
  StreamName | BidiName
)[]);

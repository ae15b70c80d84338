/** What reflection tells of the proto files. */
import { loadSync, type MessageTypeDefinition, type PackageDefinition } from '@grpc/proto-loader';

interface MessageProto {
  readonly field?: { readonly type?: number; typeName?: string }[];
  readonly nestedType?: (MessageProto & { name: string; readonly options?: { readonly mapEntry?: boolean } })[];
}

interface FileProto {
  readonly messageType?: MessageProto[];
}

/**
 * The same definitions with their maps declared as protoc does. The loader calls the type of a map's entries `Name` instead of `NameEntry`, and
 * strict readers (grpcurl, everything in Go, C++ and Python) then refuse the whole file, which is all of this API.
 */
export function describable(definition: PackageDefinition): PackageDefinition {
  const codec = fileCodec();
  const mended = new Map<Buffer, Buffer>();
  const mend = (bytes: Buffer): Buffer => {
    const known = mended.get(bytes);
    if (known !== undefined) return known;
    const file = codec.decode(bytes);
    for (const message of file.messageType ?? []) renameMapEntries(message);
    const result = codec.encode(file);
    mended.set(bytes, result);
    return result;
  };
  return Object.fromEntries(
    Object.entries(definition).map(([name, each]) => [
      name,
      'fileDescriptorProtos' in each && Array.isArray(each.fileDescriptorProtos)
        ? { ...each, fileDescriptorProtos: each.fileDescriptorProtos.map(mend) }
        : each,
    ]),
  ) as PackageDefinition;
}

function renameMapEntries({ field = [], nestedType = [] }: MessageProto): void {
  for (const nested of nestedType) {
    renameMapEntries(nested);
    if (nested.options?.mapEntry !== true || nested.name.endsWith('Entry')) continue;
    const name = `${nested.name}Entry`;
    for (const each of field) if (each.typeName === nested.name) each.typeName = name;
    nested.name = name;
  }
}

function fileCodec() {
  // Absent fields stay absent and enums stay numbers: what is read is written back as it was.
  const descriptors = loadSync('google/protobuf/descriptor.proto', { defaults: false });
  const type = descriptors['google.protobuf.FileDescriptorProto'] as MessageTypeDefinition<FileProto, object>;
  return {
    decode: (bytes: Buffer) => type.deserialize(bytes) as FileProto,
    encode: type.serialize,
  };
}

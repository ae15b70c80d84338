// Generates the types of the wire from proto/ into src/gen/. With --check it generates into a temporary
// directory instead and fails when the committed types differ.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const committed = 'src/gen';
const generator = 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js';

function filesUnder(directory) {
  if (!existsSync(directory)) {
    return [];
  }
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .sort();
}

function generate(outDir) {
  const protos = filesUnder('proto')
    .filter((name) => name.endsWith('.proto'))
    .map((name) => name.replaceAll('\\', '/'));
  if (protos.length === 0) {
    throw new Error('proto/ holds no .proto file');
  }
  const options = [
    '--longs=String',
    '--enums=String',
    '--defaults',
    '--oneofs',
    '--grpcLib=@grpc/grpc-js',
    '--importFileExtension=.ts',
    '--includeDirs=proto',
    `--outDir=${outDir}`,
  ];
  const { status } = spawnSync(process.execPath, [generator, ...options, ...protos], { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`proto-loader-gen-types ended with ${status}`);
  }
}

function check() {
  const fresh = mkdtempSync(join(tmpdir(), 'tollgate-gen-'));
  try {
    generate(fresh);
    const names = new Set([...filesUnder(committed), ...filesUnder(fresh)]);
    const differing = [...names].filter((name) => {
      const [a, b] = [join(committed, name), join(fresh, name)];
      return !existsSync(a) || !existsSync(b) || readFileSync(a, 'utf8') !== readFileSync(b, 'utf8');
    });
    for (const name of differing) {
      console.error(`${join(committed, relative('.', name))} does not match proto/: run npm run gen:proto`);
    }
    return differing.length === 0;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv.includes('--check')) {
  process.exit(check() ? 0 : 1);
} else {
  rmSync(committed, { recursive: true, force: true });
  generate(committed);
}

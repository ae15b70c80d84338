// Compiles src/ to dist/ and copies what the compiler does not: the Lua scripts of the ledger.
import { spawnSync } from 'node:child_process';
import { cpSync, chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

rmSync('dist', { recursive: true, force: true });
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) {
  process.exit(status ?? 1);
}
if (existsSync('src/ledger/lua')) {
  cpSync('src/ledger/lua', 'dist/ledger/lua', { recursive: true });
}
if (existsSync('dist/main.js')) {
  chmodSync('dist/main.js', 0o755);
}

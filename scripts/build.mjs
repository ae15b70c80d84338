// Compiles src/ to dist/ and copies what the compiler does not: the Lua scripts of the ledger. The new build takes
// the place of the old one at the end, so that a program being started never sees half of it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, sourcesHash } from './prepare.mjs';

process.chdir(root);
const fresh = `.dist-${process.pid}`;
const old = `.dist-old-${process.pid}`;
const hash = sourcesHash();

try {
  const compiler = 'node_modules/typescript/bin/tsc';
  const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
  } else {
    finish();
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

function finish() {
  if (existsSync('src/ledger/redis/lua')) {
    cpSync('src/ledger/redis/lua', join(fresh, 'ledger/redis/lua'), { recursive: true });
  }
  if (existsSync(join(fresh, 'main.js'))) {
    chmodSync(join(fresh, 'main.js'), 0o755);
  }
  writeFileSync(join(fresh, '.sources'), hash);
  if (existsSync('dist')) {
    renameSync('dist', old);
  }
  renameSync(fresh, 'dist');
}

// `npm run check`: everything that must hold besides the tests. All checks run, so that one reading shows all faults.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const checks = [
  ['schema', '--import', 'tsx', 'scripts/gen-schema.mjs', '--check'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'],
  ['lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['unused', 'node_modules/knip/bin/knip.js'],
  ['buf', 'node_modules/@bufbuild/buf/bin/buf', 'lint'],
  ['proto', 'scripts/gen-proto.mjs', '--check'],
  ['api', '--import', 'tsx', 'scripts/gen-api-table.mjs', '--check'],
  ['tidy', 'node_modules/vitest/vitest.mjs', 'run', 'test/tidy.test.ts'],
];

const failed = checks.filter(([name, ...args]) => {
  console.log(`\n== ${name}`);
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);

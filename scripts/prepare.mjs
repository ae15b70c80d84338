// What `npm start` and `npm test` need before they can begin: the packages of the lockfile and a fresh build.
// It uses Node alone, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const oldestNode = [20, 19];

/** Installs and builds what is missing; ends the process with a message if that fails. */
export function prepare() {
  process.chdir(root);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    fail(`Node ${process.versions.node} is too old: Tollgate needs ${oldestNode.join('.')} or newer.`);
  }
  if (!isInstalled()) {
    console.error('Installing the packages of package-lock.json ...');
    // The compiler and the test runner are development packages, which NODE_ENV=production would leave out.
    run(...npm(), ['ci', '--include=dev', '--no-audit', '--no-fund'], 'npm ci failed; its message is above.');
  }
  if (!isBuilt()) {
    console.error('Building ...');
    run(process.execPath, [], ['scripts/build.mjs'], 'the build failed; the compiler said why above.');
  }
}

/** True if node_modules holds every package of the lockfile in its version, as npm itself noted after installing. */
function isInstalled() {
  const noted = join('node_modules', '.package-lock.json');
  if (!existsSync(noted)) {
    return false;
  }
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages;
  const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.integrity === entry.integrity,
  );
}

/** The npm that runs this script, else the one in PATH. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
}

function isBuilt() {
  const stamp = join('dist', '.sources');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash();
}

/** Changes whenever the build would give something else. Times are no help: git sets them on checkout. */
export function sourcesHash() {
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...filesUnder('src')]) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(directory) {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function run(command, before, args, complaint) {
  const { status, error } = spawnSync(command, [...before, ...args], { stdio: 'inherit' });
  if (status !== 0) {
    fail(error === undefined ? complaint : `${complaint} (${error.message})`);
  }
}

function fail(message) {
  console.error(`tollgate: ${message}`);
  process.exit(1);
}

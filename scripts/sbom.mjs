// `npm run sbom`: what Tollgate is made of, as CycloneDX, in dist/sbom.cdx.json: the packages of the lockfile that it runs
// with, their versions, hashes and licences. Fails where one has a licence that is not among those below.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './prepare.mjs';

/** Permissive ones: whoever ships Tollgate owes a notice, and nothing else. */
const LICENCES = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
]);

const DEVELOPMENT = 'cdx:npm:package:development';

process.chdir(root);
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const options = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const npm = spawnSync('npm', ['sbom', ...options], { encoding: 'utf8', maxBuffer: 2 ** 26 });
if (npm.status !== 0) {
  console.error(npm.stderr);
  process.exit(1);
}
const bom = JSON.parse(npm.stdout);
// npm takes the name of the directory.
bom.metadata.component.name = name;
// With --omit=dev it leaves out what development packages need too.
const isForDevelopment = ({ properties = [] }) => properties.some(({ name: key }) => key === DEVELOPMENT);
const left = new Set(bom.components.filter(isForDevelopment).map((component) => component['bom-ref']));
bom.components = bom.components.filter((component) => !left.has(component['bom-ref']));
bom.dependencies = bom.dependencies
  .filter(({ ref }) => !left.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => !left.has(each)) }));
const refused = bom.components.filter(({ licenses = [] }) => !isAllowed(licenses));
for (const { name: component, version, licenses } of refused) {
  console.error(
    `${component} ${version} has the licence ${JSON.stringify(licenses)}, which scripts/sbom.mjs does not list`,
  );
}
if (refused.length > 0) process.exit(1);
mkdirSync('dist', { recursive: true });
writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(bom, undefined, 2)}\n`);
console.log(`dist/sbom.cdx.json: ${bom.components.length} packages`);

/** One licence of a choice is enough; of several that all count each must be allowed. */
function isAllowed(licenses) {
  const terms = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '');
  return (
    terms.length > 0 && terms.every((term) => choices(term).some((all) => all.every((each) => LICENCES.has(each))))
  );
}

/** `(MIT AND ISC) OR 0BSD` as the licences of each choice. Deeper nesting is none that is allowed. */
function choices(term) {
  return term.split(' OR ').map((choice) => choice.replace(/^\(+|\)+$/g, '').split(' AND '));
}

// Generates docs/requirements.md: every rule with the catalog cases and the end-to-end tests that prove it, and whether they pass.
// A case or test proves the rules whose ids stand in its name. With --check it fails when the committed file differs.
// `--results FILE` takes the JSON report of a run of vitest; without it the tests are run. Run it with `node --import tsx`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { checkCatalog } from '../src/simulate/run-cases.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const OUTPUT = 'docs/requirements.md';
const CATALOGS = 'examples/catalogs';
const TESTS = 'test/requirements';
const { values: options } = parseArgs({ options: { check: { type: 'boolean' }, results: { type: 'string' } } });
const products = JSON.parse(readFileSync(join(TESTS, 'rules.json'), 'utf8'));

function idsIn(text) {
  return text.match(/\b(?:PM|TC|PW|OC|MC|G)-\d+\b/g) ?? [];
}

/** Cases by rule; a catalog whose cases do not all hold proves nothing. */
async function provenByCases() {
  const proofs = [];
  for (const name of readdirSync(CATALOGS).sort()) {
    const { problems } = await checkCatalog(join(CATALOGS, name));
    for (const each of parse(readFileSync(join(CATALOGS, name, 'cases.yaml'), 'utf8')).cases) {
      for (const id of idsIn(each.name))
        proofs.push({ id, place: name, name: named(each.name), status: problems.length === 0 ? 'passed' : 'failed' });
    }
  }
  return proofs;
}

function testResults() {
  if (options.results !== undefined) return JSON.parse(readFileSync(options.results, 'utf8'));
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-requirements-'));
  const file = join(directory, 'results.json');
  try {
    spawnSync('node_modules/.bin/vitest', ['run', TESTS, '--reporter=json', `--outputFile=${file}`], {
      stdio: 'inherit',
    });
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Tests by rule. Everything in the folder goes through gRPC on a real Redis. */
function provenByTests() {
  const proofs = [];
  for (const file of testResults().testResults) {
    const path = relative(process.cwd(), file.name);
    if (!path.startsWith(`${TESTS}/`)) continue;
    for (const test of file.assertionResults) {
      for (const id of new Set(idsIn(test.fullName))) {
        proofs.push({ id, place: path.slice(TESTS.length + 1), name: named(test.title), status: test.status });
      }
    }
  }
  return proofs;
}

/** The name without the ids, fit for a cell. */
function named(name) {
  return name
    .replace(/\b(?:PM|TC|PW|OC|MC|G)-\d+\b,? ?/g, '')
    .trim()
    .replaceAll('|', '\\|');
}

const NAMES_SHOWN = 4;

/** About alerts and payments, of which a catalog says nothing: tests alone prove them. */
const BEYOND_CATALOGS = new Set(['PM-10', 'TC-15', 'PW-6', 'OC-10', 'MC-7']);

/** Where a rule is proven, and by what. */
function places(proofs) {
  const byPlace = new Map(proofs.map(({ place }) => [place, proofs.filter((proof) => proof.place === place)]));
  const cells = [...byPlace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, those]) => {
      const names = those.map(({ name }) => name);
      const more = names.length > NAMES_SHOWN ? [`and ${names.length - NAMES_SHOWN} more`] : [];
      return `**${place}**: ${[...names.slice(0, NAMES_SHOWN), ...more].join('; ')}`;
    });
  return cells.join('<br>');
}

/** A test that cannot run on this machine is skipped, which neither proves nor disproves anything. */
function row(id, rule, cases, tests) {
  const proofs = [...cases, ...tests];
  const isProven = (those) => those.some(({ status }) => status === 'passed');
  const isTold = BEYOND_CATALOGS.has(id) || isProven(cases);
  const passed = isTold && isProven(tests) && proofs.every(({ status }) => status !== 'failed');
  return { passed, line: `| ${id} | ${rule} | ${places(cases)} | ${places(tests)} | ${passed ? 'pass' : '**no**'} |` };
}

async function table() {
  const [cases, tests] = [await provenByCases(), provenByTests()];
  const of = (proofs, id) => proofs.filter((proof) => proof.id === id);
  const lines = [
    '# What is proven',
    '',
    'Five products and the promises that hold for all of them, rule by rule. A case is a decision in the `cases.yaml` of a catalog under',
    '[examples/catalogs](../examples/catalogs); a test under [test/requirements](../test/requirements) goes through gRPC to a whole Tollgate on a real',
    'Redis, and for reports to real databases. Rules about alerts and payments have no case: a catalog says nothing of those. This page is',
    'generated: `npm run gen:requirements`.',
  ];
  const failed = [];
  for (const [product, rules] of Object.entries(products)) {
    lines.push('', `## ${product}`, '', '| rule | what it says | cases | tests | |', '|---|---|---|---|---|');
    for (const [id, rule] of Object.entries(rules)) {
      const { passed, line } = row(id, rule, of(cases, id), of(tests, id));
      lines.push(line);
      if (!passed) failed.push(id);
    }
  }
  return { text: `${lines.join('\n')}\n`, failed };
}

const { text, failed } = await table();
if (failed.length > 0) console.error(`not proven by cases and tests that pass: ${failed.join(', ')}`);
const differs = !existsSync(OUTPUT) || readFileSync(OUTPUT, 'utf8') !== text;
if (options.check !== true) writeFileSync(OUTPUT, text);
else if (differs) console.error(`${OUTPUT} does not match the cases and tests: run npm run gen:requirements`);
process.exit(failed.length > 0 || (options.check === true && differs) ? 1 : 0);

// Generates what is derived from the schemas: config/catalog/schema/*.json and config/tollgate.schema.json for editors,
// docs/catalog.md for people.
// With --check it fails when the committed files differ. Run it with `node --import tsx`, because the schemas are TypeScript.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { FILE_SCHEMAS, WHEN_ABSENT } from '../src/catalog/schema/files.ts';
import { settingsFile } from '../src/settings/schema.ts';
import { REFERENCE_TEXT } from './catalog-reference-text.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

function jsonSchemaOf(kind) {
  const schema = z.toJSONSchema(FILE_SCHEMAS[kind], { io: 'input' });
  return { ...schema, title: `${kind}.yaml of a Tollgate catalog` };
}

// --- the settings ---

/** The schema of config/tollgate.yaml. That file documents each setting; its comments become the descriptions. */
function settingsSchema() {
  const { $schema, ...schema } = z.toJSONSchema(settingsFile, { io: 'input' });
  for (const { path, text } of commentsOf(readFileSync('config/tollgate.yaml', 'utf8'))) {
    const found = path.reduce((inner, key) => inner?.properties?.[key], schema);
    if (found !== undefined) found.description = text;
  }
  return { $schema, title: 'Settings of Tollgate', ...schema };
}

/** The comment above each key, and above each key that is itself commented out. */
function commentsOf(text) {
  const found = [];
  let comment = [];
  let block = '';
  let description = '';
  for (const line of text.split('\n')) {
    const [, indent, mark, key] = /^( {0,2})(# )?([a-z_]+):(?: |$)/.exec(line) ?? [];
    const isKey = key !== undefined && (mark === undefined || settingsFile.shape[block]?.unwrap().shape[key]);
    if (isKey) {
      const isBlock = indent === '';
      if (isBlock) block = key;
      // The comment above a key of a block speaks also of those that follow without one; the block's own does not.
      if (isBlock || comment.length > 0) description = comment.join(' ');
      if (description !== '') found.push({ path: isBlock ? [key] : [block, key], text: description });
      if (isBlock) description = '';
      comment = [];
    } else {
      const [, words] = /^ *# (.*)$/.exec(line) ?? [];
      if (words === undefined) comment = [];
      else comment.push(words);
    }
  }
  return found;
}

// --- the reference ---

function typeOf(schema) {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) {
    const [first, second] = alternatives;
    if (second?.type === 'array' && JSON.stringify(second.items) === JSON.stringify(first))
      return `${typeOf(first)}, or a list`;
    return alternatives.map(typeOf).join(' or ');
  }
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => (value === '' ? '`""`' : `\`${value}\``)).join(' ');
  if (schema.type === 'array') return `list of ${plural(typeOf(schema.items))}`;
  if (schema.type === 'object') return schema.additionalProperties?.type === undefined ? 'block' : 'blocks by name';
  if (schema.type === 'integer') return `whole number${rangeOf(schema)}`;
  if (schema.type === 'number') return `number${rangeOf(schema)}`;
  if (schema.type === 'boolean') return '`true` `false`';
  const [example] = schema.examples ?? [];
  return example === undefined ? 'text' : `text such as \`"${example}"\``;
}

function plural(type) {
  if (type === 'block') return 'blocks';
  if (type.startsWith('`')) return type;
  return type.replace(/^text/, 'texts').replace(/^list/, 'lists');
}

function rangeOf({ minimum, maximum }) {
  if (minimum === undefined && maximum === undefined) return '';
  if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return `, at least ${minimum}`;
  return `, ${minimum} to ${maximum.toLocaleString('en-US')}`;
}

function defaultOf(key, schema, required) {
  if (schema.default === undefined) return required ? '**required**' : '';
  if (MATCHES.has(key) && schema.type !== 'array') return 'everything';
  const text = JSON.stringify(schema.default);
  if (text === '{}' || text === '[]') return 'none';
  if (text === '""') return '';
  return text.length > 40 ? '' : `\`${text}\``;
}

/** The block whose keys a property leads to: its own, its items' or its entries'. */
function innerObject(schema) {
  const candidates = [schema, schema.items, schema.additionalProperties, ...(schema.anyOf ?? [])];
  for (const candidate of candidates) if (candidate?.properties !== undefined) return candidate;
  return undefined;
}

/** Keys that hold a match, or a list of them; described once. */
const MATCHES = new Set(['match', 'except', 'blocked_at_zero']);

/** Blocks that were described already: the verbs of a step and of a case are the same. */
const described = new Set();

function tables(title, object, depth, lines) {
  const shape = JSON.stringify(object);
  if (described.has(shape)) return;
  described.add(shape);
  lines.push('', `${'#'.repeat(Math.min(depth, 4))} ${title}`, '');
  lines.push('| key | value | default | meaning |', '|---|---|---|---|');
  const required = new Set(object.required ?? []);
  const inner = [];
  for (const [key, schema] of Object.entries(object.properties)) {
    const match = schema.type === 'array' ? 'list of [matches](#match)' : '[match](#match)';
    const type = MATCHES.has(key) ? match : typeOf(schema);
    const meaning = (schema.description ?? '').replaceAll('|', '\\|');
    lines.push(`| \`${key}\` | ${type} | ${defaultOf(key, schema, required.has(key))} | ${meaning} |`);
    const below = innerObject(schema);
    if (below !== undefined && !MATCHES.has(key)) inner.push({ title: innerTitle(title, key, schema), below });
  }
  for (const { title: innerOne, below } of inner) tables(innerOne, below, depth + 1, lines);
}

/** `rules[].reserve`, `services.<name>`: where in the file the block stands. */
function innerTitle(title, key, schema) {
  const above = title.endsWith('.yaml`') ? '' : `${title.replaceAll('`', '')}.`;
  if (schema.items !== undefined) return `\`${above}${key}[]\``;
  return `\`${above}${key}${schema.additionalProperties?.properties === undefined ? '' : '.<name>'}\``;
}

function reference() {
  const lines = [REFERENCE_TEXT.trim()];
  for (const kind of Object.keys(FILE_SCHEMAS)) {
    tables(`\`${kind}.yaml\``, jsonSchemaOf(kind), 2, lines);
    if (WHEN_ABSENT.has(kind)) lines.push('', 'This file may be absent.');
  }
  tables('match', jsonSchemaOf('rates').properties.rules.items.properties.match, 2, lines);
  return `${lines.join('\n')}\n`;
}

// --- files ---

async function outputs() {
  const files = new Map();
  const add = async (path, schema) => {
    files.set(path, await format(JSON.stringify(schema), { ...(await resolveConfig(path)), filepath: path }));
  };
  for (const kind of Object.keys(FILE_SCHEMAS)) await add(`config/catalog/schema/${kind}.json`, jsonSchemaOf(kind));
  await add('config/tollgate.schema.json', settingsSchema());
  files.set('docs/catalog.md', reference());
  return files;
}

const files = await outputs();
if (process.argv.includes('--check')) {
  const differing = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
  for (const [path] of differing)
    console.error(`${path} does not match the schemas in src/ (or config/tollgate.yaml): run npm run gen:schema`);
  process.exit(differing.length === 0 ? 0 : 1);
}
for (const [path, text] of files) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

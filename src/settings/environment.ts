import { suggestion } from '../domain/did-you-mean.ts';
import { type Leaf, leaves, MOVED_SETTINGS, variableOf } from './schema.ts';

/** Shorter or better known names of some settings. They win over the systematic name. */
const aliases: Readonly<Record<string, string>> = {
  REDIS_URL: 'TOLLGATE_REDIS_URL',
  TOLLGATE_CATALOG: 'TOLLGATE_CATALOG_DIR',
  TOLLGATE_DATA_DIR: 'TOLLGATE_REDIS_DATA_DIR',
  TOLLGATE_TOKEN_KEYS: 'TOLLGATE_AUTH_TOKEN_KEYS',
  TOLLGATE_ALLOW_UNSAFE_REDIS: 'TOLLGATE_REDIS_ALLOW_UNSAFE',
};

/** One value taken from the environment. */
export interface Override {
  readonly path: readonly string[];
  /** The variable it came from, for messages. */
  readonly variable: string;
  /** In the type of the setting where the text can be read so, else the text, which the schema then refuses. */
  readonly value: unknown;
}

/** Reads every setting that the environment overrides. An empty variable counts as absent. */
export function overridesFrom(env: NodeJS.ProcessEnv): Override[] {
  const shortNames = new Map(Object.entries(aliases).map(([short, systematic]) => [systematic, short]));
  const current = leaves.flatMap((leaf) => {
    const names = [shortNames.get(leaf.variable) ?? leaf.variable, leaf.variable];
    const variable = names.find((name) => (env[name] ?? '') !== '');
    return variable === undefined
      ? []
      : [{ path: leaf.path, variable, value: readText(env[variable] ?? '', leaf.kind) }];
  });
  return [...current, ...movedFrom(env)];
}

/** Variables of settings that have another name now are kept under their old path, where the schema refuses them. */
function movedFrom(env: NodeJS.ProcessEnv): Override[] {
  return [...MOVED_SETTINGS.keys()].flatMap((setting) => {
    const path = setting.split('.');
    const name = variableOf(path);
    const variable = Object.keys(env).find((each) => each === name || each.startsWith(`${name}_`));
    return variable === undefined || (env[variable] ?? '') === '' ? [] : [{ path, variable, value: env[variable] }];
  });
}

/**
 * Variables that look like misspelt settings. Others that begin with TOLLGATE_ are not ours to judge: Kubernetes
 * sets some for every service, and the command line client has its own.
 */
export function misspeltVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set([...leaves.map((leaf) => leaf.variable), ...Object.keys(aliases), 'TOLLGATE_CONFIG']);
  return Object.keys(env)
    .filter((name) => name.startsWith('TOLLGATE_') && !known.has(name) && !isServiceVariable(name))
    .flatMap((name) => {
      const hint = suggestion(name, known);
      return hint.startsWith('did you mean') ? [`${name} is not a setting; ${hint}`] : [];
    });
}

/** What Kubernetes sets for a service called "tollgate", and what the command line client reads. */
function isServiceVariable(name: string): boolean {
  return /^TOLLGATE_(SERVICE_(HOST|PORT)|PORT)(_|$)/.test(name) || /^TOLLGATE_(ADDRESS|TOKEN)$/.test(name);
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function readText(text: string, kind: Leaf['kind']): unknown {
  switch (kind) {
    case 'number':
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case 'boolean':
      return booleans.get(text.toLowerCase()) ?? text;
    case 'list':
      return readList(text);
    case 'text':
      return text;
  }
}

/** A JSON array, or items separated by commas. */
function readList(text: string): unknown {
  if (!text.trimStart().startsWith('[')) {
    return text.split(',').map((item) => item.trim());
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

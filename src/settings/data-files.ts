/**
 * What a sidecar keeps in its data directory beyond its own life: its name, which stores it has served, the last good
 * list of emergency numbers, and the key of settle tokens.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const STORES_FILE = 'known-stores.json';
const EMERGENCY_FILE = 'emergency-numbers.json';
const TOKEN_KEY_FILE = 'settle-token.key';
const SIDECAR_FILE = 'sidecar-id';

/** Which store was served under a name. */
export interface KnownStore {
  readonly instanceId: string;
  /** From 1; rises each time that an operator accepts a store that lost its data. */
  readonly generation: number;
}

/** Older versions wrote the instance id alone, and knew the first generation only. */
type StoredStore = string | { readonly instance_id: string; readonly generation: number };

/**
 * A store that was emptied looks like a new one; this is how the difference is noticed before every account is unknown
 * and a new ledger has begun.
 */
export class KnownStores {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, STORES_FILE);
  }

  /** The store that had this name; undefined when it was never served. @throws Error when the file cannot be read */
  expected(name: string): KnownStore | undefined {
    const stored = this.#read()[name];
    if (stored === undefined) return undefined;
    if (typeof stored === 'string') return { instanceId: stored, generation: 1 };
    return { instanceId: stored.instance_id, generation: stored.generation };
  }

  /** @throws Error when the file cannot be read or written */
  remember(name: string, { instanceId, generation }: KnownStore): void {
    const before = this.expected(name);
    if (before?.instanceId === instanceId && before.generation === generation) return;
    replaceFile(this.path, { ...this.#read(), [name]: { instance_id: instanceId, generation } });
  }

  #read(): Readonly<Record<string, StoredStore>> {
    try {
      return (readJson(this.path) ?? {}) as Readonly<Record<string, StoredStore>>;
    } catch (error) {
      throw new Error(`${this.path} cannot be read. Mend it, or delete it to trust every store`, { cause: error });
    }
  }
}

/** What makes an emergency number, as the last good catalog said. */
export interface EmergencyNumbers {
  /** ISO 3166 alpha-2. */
  readonly homeCountry: string;
  /** Further countries whose emergency numbers count. */
  readonly countries: readonly string[];
  /** Those that the catalog adds. */
  readonly numbers: readonly string[];
}

/** Keeps the emergency numbers for a start with a catalog that is not good. */
export class KeptEmergencyNumbers {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, EMERGENCY_FILE);
  }

  /** Undefined where none were kept, or they cannot be read: a broken file must not stop an emergency call. */
  read(): EmergencyNumbers | undefined {
    try {
      const kept = readJson(this.path) as Readonly<Record<string, unknown>> | undefined;
      if (typeof kept?.['home_country'] !== 'string') return undefined;
      return {
        homeCountry: kept['home_country'],
        countries: texts(kept['countries']),
        numbers: texts(kept['numbers']),
      };
    } catch {
      return undefined;
    }
  }

  /** @throws Error when the file cannot be written */
  keep({ homeCountry, countries, numbers }: EmergencyNumbers): void {
    const before = this.read();
    if (JSON.stringify(before) === JSON.stringify({ homeCountry, countries, numbers })) return;
    replaceFile(this.path, { home_country: homeCountry, countries, numbers });
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Undefined when there is no such file. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole and moved into its place, so that a crash leaves the old file or the new one. */
function replaceFile(path: string, content: object): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

/** Reads the key of settle tokens, or makes one that only its owner can read. For a single sidecar only. */
export function loadOrCreateTokenKey(dataDir: string): string {
  return loadOrCreate(join(dataDir, TOKEN_KEY_FILE), () => randomBytes(32).toString('base64url'));
}

/** What this sidecar is called: made at random when its data directory is first used. */
export function loadOrCreateSidecarId(dataDir: string): string {
  return loadOrCreate(join(dataDir, SIDECAR_FILE), randomUUID);
}

function loadOrCreate(path: string, create: () => string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const content = create();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${content}\n`, { mode: 0o600, flag: 'wx' });
  return content;
}

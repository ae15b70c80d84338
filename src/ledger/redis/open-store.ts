/** Opens a store: marks a new one, recognises the old one, and says what is wrong with any other. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptStore } from '../../redis/store.ts';
import { adoptOpenHolds } from './adopt.ts';
import type { Keys } from './keys.ts';
import { type Mark, Marks, type StoreIdentity } from './marks.ts';

/** Why the store cannot be used, and nobody can accept it; the message says what to do. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError';
}

/** The store has lost data, or is another one than before; the message says what was found. */
export class LostStoreError extends Error {
  override readonly name = 'LostStoreError';
  /** A mark that is left; undefined when none is. */
  readonly left: StoreIdentity | undefined;

  constructor(what: string, left: StoreIdentity | undefined) {
    super(what);
    this.left = left;
  }
}

/**
 * What all marks together say.
 *
 * - `good`: complete, and the store that was here before, if one was
 * - `accepted`: complete, and an operator has accepted what was lost of the store that was here before
 * - `new`: no mark at all, or the creation has not come to its end
 */
export type Finding =
  | { readonly kind: 'good'; readonly mark: Mark }
  | { readonly kind: 'accepted'; readonly mark: Mark }
  | { readonly kind: 'new' }
  | { readonly kind: 'lost'; readonly what: string; readonly left: Mark | undefined }
  | { readonly kind: 'foreign'; readonly what: string };

/** @param known - the store that was here before; undefined when none was */
export function judge(marks: readonly (Mark | undefined)[], known: StoreIdentity | undefined): Finding {
  const first = marks.find((mark) => mark !== undefined);
  if (first === undefined) {
    if (known === undefined) return { kind: 'new' };
    return { kind: 'lost', what: `it is empty, but was store ${known.instanceId} before`, left: undefined };
  }
  const other = marks.find((mark) => mark !== undefined && mark.partitions !== String(marks.length));
  if (other !== undefined) return { kind: 'foreign', what: otherPartitions(other.partitions, marks.length) };
  if (known === undefined && marks[0]?.creating === true) return { kind: 'new' };
  const strange = marks.filter(
    (mark) => mark?.instanceId !== first.instanceId || mark.generation !== first.generation,
  ).length;
  if (strange > 0) {
    const what = `${strange} of ${marks.length} partitions carry no mark, or that of another store or generation`;
    return { kind: 'lost', what: `${what}: data was lost, or two stores were mixed`, left: first };
  }
  if (known === undefined) return { kind: 'good', mark: first };
  return judgeComplete(first, known);
}

function judgeComplete(mark: Mark, known: StoreIdentity): Finding {
  const same = mark.instanceId === known.instanceId;
  if (same && mark.generation === known.generation) return { kind: 'good', mark };
  const follows = same || mark.follows.includes(known.instanceId);
  if (follows && mark.generation > known.generation) return { kind: 'accepted', mark };
  const what = same
    ? `it is of generation ${mark.generation}, but was of ${known.generation} before: an older copy`
    : `it is store ${mark.instanceId}, but was ${known.instanceId} before`;
  return { kind: 'lost', what, left: mark };
}

function otherPartitions(there: string, wanted: number): string {
  const setting = 'redis.partitions (TOLLGATE_REDIS_PARTITIONS)';
  return `the store was created with ${there} partitions, the settings say ${wanted}; set ${setting} to ${there}`;
}

/** Another sidecar may be in the middle of creating the store: how often, and how long apart, to look again. */
const LOOKS_MAX = 5;
const LOOK_AGAIN_MS = 100;

/**
 * Marks a new store, and recognises an old one. A store in which only some partitions are marked may not be served,
 * because an account without its balance would read as unknown. Nor may one that is not `known`. The open holds that an
 * older version left are rewritten.
 *
 * @param instanceId - names the store if it is new; the same one in each attempt of the same sidecar
 * @throws {LostStoreError} what was lost; an operator may accept that
 * @throws {ForeignStoreError} with what to do about it
 * @throws {StoreFault}
 */
export async function openStore(
  store: ScriptStore,
  keys: Keys,
  known?: StoreIdentity,
  instanceId: string = randomUUID(),
): Promise<StoreIdentity & { readonly created: boolean }> {
  const marks = new Marks(store, keys);
  for (let look = 1; ; look += 1) {
    let all = await marks.all();
    let finding = judge(all, known);
    if (finding.kind === 'new') {
      all = completed(await marks.create(instanceId));
      finding = judge(all, known);
    }
    if (finding.kind === 'foreign') throw new ForeignStoreError(finding.what);
    if (finding.kind === 'good' || finding.kind === 'accepted') {
      const { mark } = finding;
      await adoptOlder(store, keys, all);
      const created = mark.instanceId === instanceId;
      return { instanceId: mark.instanceId, generation: mark.generation, created };
    }
    if (finding.kind === 'new') throw new ForeignStoreError('it cannot be marked as a ledger');
    if (known !== undefined || look === LOOKS_MAX) throw new LostStoreError(finding.what, finding.left);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Rewrites the open holds of partitions whose mark does not say that no older version has left any. */
export async function adoptOlder(store: ScriptStore, keys: Keys, marks: readonly (Mark | undefined)[]): Promise<void> {
  const older = keys.partitions.filter((_, index) => (marks[index]?.layout ?? '') === '');
  if (older.length > 0) await adoptOpenHolds(store, keys, older);
}

/** Who created the store knows that the creation is over. */
function completed(marks: readonly (Mark | undefined)[]): readonly (Mark | undefined)[] {
  return marks.map((mark) => mark && { ...mark, creating: false });
}

/* What an operator's acceptance writes. */

/** How many names of earlier stores a mark carries. */
const FOLLOWS_MAX = 16;

/** The store that is known if any partition carries its name, else whichever is there; undefined when none is. */
export function nameThere(marks: readonly (Mark | undefined)[], known: StoreIdentity | undefined): string | undefined {
  const names = marks.flatMap((mark) => mark?.instanceId ?? []);
  return known !== undefined && names.includes(known.instanceId) ? known.instanceId : names[0];
}

/** One name for the whole store, and a generation above every one that is known or there. */
export function acceptanceOf(
  marks: readonly (Mark | undefined)[],
  known: StoreIdentity | undefined,
): StoreIdentity & { readonly follows: readonly string[] } {
  const present = marks.filter((mark) => mark !== undefined);
  const generations = [known, ...present].map((identity) => identity?.generation ?? 0);
  const names = [known, ...present].flatMap((identity) => identity?.instanceId ?? []);
  const follows = new Set([...present.flatMap((mark) => mark.follows), ...names]);
  return {
    instanceId: nameThere(marks, known) ?? randomUUID(),
    generation: Math.max(...generations) + 1,
    follows: [...follows].slice(-FOLLOWS_MAX),
  };
}

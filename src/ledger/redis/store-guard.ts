/**
 * Watches over the marks of the store, and stands between the ledger and Redis: no script passes before the store is
 * known to be the right one, nor after it has lost its data, until an operator accepts that.
 */
import { randomUUID } from 'node:crypto';
import { errorText, Fault, STORE_REASONS, type StoreTrouble } from '../../domain/fault.ts';
import {
  type RedisStore,
  type Script,
  type ScriptStore,
  StoreFault,
  type StoreFaultKind,
  type StoreLogger,
} from '../../redis/store.ts';
import type { StoreAdmin, StoreView } from '../store-admin.ts';
import type { Keys } from './keys.ts';
import { Marks, type StoreIdentity, type StoreMemory } from './marks.ts';
import { acceptanceOf, adoptOlder, type Finding, judge, LostStoreError, nameThere, openStore } from './open-store.ts';
import {
  lostBecause,
  orFault,
  SILENCES,
  type StoreWatcher,
  type Trouble,
  Troubles,
  troubleOf,
  viewOf,
} from './store-trouble.ts';

export interface GuardOptions {
  readonly keys: Keys;
  readonly memory: StoreMemory;
  readonly logger: StoreLogger;
}

/** How often one partition is looked at in turn; all of them are, where its mark is not the one that is known. */
const LOOK_MS = 1_000;
/** How often all of them are. */
const LOOK_AT_ALL_MS = 60_000;

const NOT_REACHED = 'not reached yet';
const ADVICE =
  'Restore it from its append-only file, or take it as it is with `tollgate store accept`. ' +
  'Until then every call but emergencies is refused';

/** The store once there is a connection to it. */
interface Reached {
  readonly store: RedisStore;
  readonly marks: Marks;
}

export class StoreGuard implements ScriptStore, StoreAdmin, StoreWatcher {
  readonly #options: GuardOptions;
  readonly #listeners = new Set<(view: StoreView) => void>();
  #reached: Reached | undefined;
  readonly #nameIfNew = randomUUID();
  #created = false;
  #known: StoreIdentity | undefined;
  /** What keeps every script back; undefined once the store is the right one. */
  #closed: Trouble | undefined = { trouble: 'away', why: NOT_REACHED };
  /** What looks and scripts ran into. */
  readonly #troubles = new Troubles();
  #told = '';
  /** Looks and acceptances happen one after the other, so that an old look is never judged by a newer generation. */
  #turn: Promise<unknown> = Promise.resolve();
  #looking = false;
  #lookAtAllAtMs = 0;
  #nextPartition = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  get keys(): Keys {
    return this.#options.keys;
  }

  /** Hands the script on, if the store is open. Scripts that are kept back are refused with the fault of the state. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    if (this.#closed !== undefined || this.#reached === undefined) return Promise.reject(this.#refusal());
    return this.#reached.store.run(script, keys, args);
  }

  heardLost(): void {
    if (!this.#isLost) this.#lose('a script found a partition without a mark', this.#known);
  }

  heard(kind: StoreFaultKind): void {
    const trouble = troubleOf(kind);
    if (trouble === undefined) return;
    this.#troubles.meet({ trouble, why: `Redis refuses scripts (${kind})`, said: true });
    this.#tell();
  }

  trouble(): StoreTrouble | undefined {
    return (this.#closed ?? this.#troubleNow())?.trouble;
  }

  /** Whether this sidecar has created the store since it was started. */
  get created(): boolean {
    return this.#created;
  }

  /** Whether scripts may pass: the store was opened and has not lost its data since. */
  get open(): boolean {
    return this.#closed === undefined;
  }

  /** Whether this sidecar can do its work with the store: what readiness says. */
  get usable(): boolean {
    const { state } = this.view();
    return (
      this.open && this.#reached?.store.healthy === true && (state === 'up' || state === 'slow' || state === 'full')
    );
  }

  /** Says why the store is not reached yet, for callers and for readiness. */
  waiting(why: string): void {
    if (this.#closed === undefined || this.#isLost) return;
    this.#closed = { trouble: 'away', why: `${NOT_REACHED}: ${why}` };
    this.#tell();
  }

  /**
   * Looks at all marks of a store that was reached, and opens it. A store that has lost its data is `lost` from then
   * on, and looked at until somebody accepts it; that is no failure of this call.
   *
   * @throws {ForeignStoreError} {StoreFault} what keeps it closed; call again
   */
  openWith(store: RedisStore): Promise<void> {
    return this.#inTurn(async () => {
      this.#reached = { store, marks: new Marks(store, this.#options.keys) };
      this.#known = this.#options.memory.recall(store.info);
      await this.#openOrLose(this.#reached);
      this.#lookAtAllAtMs = Date.now() + LOOK_AT_ALL_MS;
      this.#stopListening ??= store.onHealthChange((healthy) => {
        if (healthy) this.#lookAtAllAtMs = 0;
        this.#tell();
        if (healthy) this.#look();
      });
      this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
      this.#tell();
    });
  }

  async #openOrLose({ store }: Reached): Promise<void> {
    try {
      const found = await openStore(store, this.#options.keys, this.#known, this.#nameIfNew);
      this.#created = found.created;
      this.#enter(found);
    } catch (error) {
      if (!(error instanceof LostStoreError)) throw error;
      this.#lose(error.message, this.#known ?? error.left);
    }
  }

  view(): StoreView {
    const { keys } = this.#options;
    return viewOf(this.#closed ?? this.#troubleNow(), this.#known, this.#reached?.store.info, keys.partitions.length);
  }

  accept(instanceId: string): Promise<StoreView> {
    return this.#inTurn(async () => {
      if (this.#reached === undefined) throw this.#refusal();
      const { store, marks: written } = this.#reached;
      const marks = await orFault(written.all());
      const finding = judge(marks, this.#known);
      if (finding.kind === 'foreign') throw new Fault('CONFLICT', finding.what);
      const name = nameThere(marks, this.#known) ?? this.#known?.instanceId ?? '';
      if (instanceId !== '' && instanceId !== name) {
        throw new Fault('CONFLICT', `the store is ${name === '' ? 'a new one' : name}, not ${instanceId}`, {
          metadata: { instance_id: name },
        });
      }
      if (!this.#isLost) return this.view();
      const acceptance = acceptanceOf(marks, this.#known);
      const accepted = await orFault(written.accept(acceptance, acceptance.follows));
      // What is there may be an older copy, which an older version wrote.
      await adoptOlder(store, this.#options.keys, marks);
      this.#enter(accepted);
      this.#options.logger.warn(this.#facts(), 'an operator accepted the store as it is; it is served again');
      this.#tell();
      return this.view();
    });
  }

  /** Calls back at every change of what `view` says; returns how to stop that. */
  onChange(listener: (view: StoreView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the looks, and waits for the one that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening?.();
    this.#listeners.clear();
    await this.#turn;
  }

  #look(): void {
    if (this.#looking || this.#reached === undefined) return;
    const { marks } = this.#reached;
    this.#looking = true;
    void this.#inTurn(() => this.#lookAt(marks)).finally(() => {
      this.#looking = false;
    });
  }

  /** Never throws: what a look runs into is the state of the store. */
  async #lookAt(marks: Marks): Promise<void> {
    try {
      const one = this.#nextPartition;
      this.#nextPartition = (one + 1) % marks.count;
      const mark = await marks.one(one);
      this.#troubles.pass();
      const isKnown = mark?.instanceId === this.#known?.instanceId && mark?.generation === this.#known?.generation;
      if (!isKnown || Date.now() >= this.#lookAtAllAtMs) {
        this.#judge(judge(await marks.all(), this.#known));
        this.#lookAtAllAtMs = Date.now() + LOOK_AT_ALL_MS;
      }
    } catch (error) {
      const kind = error instanceof StoreFault ? error.kind : 'script';
      this.#troubles.meet({ trouble: troubleOf(kind) ?? 'away', why: errorText(error), said: !SILENCES.has(kind) });
    }
    this.#tell();
  }

  #judge(finding: Finding): void {
    if (finding.kind === 'accepted') {
      this.#enter(finding.mark);
      this.#options.logger.warn(this.#facts(), 'the store was accepted as it is elsewhere; it is served again');
    } else if (finding.kind !== 'good') {
      const what = finding.kind === 'new' ? 'it is empty' : finding.what;
      if (this.#isLost) this.#closed = lostBecause(what);
      else this.#lose(what, this.#known);
    }
  }

  #enter({ instanceId, generation }: StoreIdentity): void {
    this.#known = { instanceId, generation };
    this.#closed = undefined;
    const info = this.#reached?.store.info;
    try {
      if (info !== undefined) this.#options.memory.keep(info, this.#known);
    } catch (error) {
      this.#options.logger.error(
        { error: errorText(error) },
        'which store this is could not be written down; a loss of its data would not be noticed at the next start',
      );
    }
  }

  /** Stays until `accept`: a store that comes back half would give accounts away. */
  #lose(what: string, known: StoreIdentity | undefined): void {
    this.#known = known;
    this.#closed = lostBecause(what);
    this.#options.logger.error(this.#facts(), `${this.#closed.why}. ${ADVICE}`);
    this.#tell();
  }

  get #isLost(): boolean {
    return this.#closed?.trouble === 'lost';
  }

  #troubleNow(): Trouble | undefined {
    const away = { trouble: 'away', why: 'the connection is lost, or Redis is silent' } as const;
    return this.#troubles.now ?? (this.#reached?.store.healthy === false ? away : undefined);
  }

  #refusal(): Fault {
    const { trouble, why } = this.#closed ?? { trouble: 'away', why: NOT_REACHED };
    const message = trouble === 'lost' ? why : `the credit store is ${why}`;
    return new Fault(STORE_REASONS[trouble], message, { retryAfterMs: trouble === 'lost' ? 5_000 : 1_000 });
  }

  #facts(): Readonly<Record<string, unknown>> {
    const { address, instanceId, generation } = this.view();
    return { redis: address, instance: instanceId, generation };
  }

  #tell(): void {
    const view = this.view();
    const now = JSON.stringify([view, this.usable]);
    if (now === this.#told) return;
    this.#told = now;
    for (const listener of this.#listeners) listener(view);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

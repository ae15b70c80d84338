/**
 * Runs the scripts of version 9475267, which lie in `old-scripts/` as that version sent them to Redis: expanded, and
 * with the lines that cut its one joined argument apart; only those that the tests run. They were made once with
 *
 *     git archive 9475267 src | tar -x -C OLD
 *     # in OLD: for every name and script of loadScripts(), write script.source to NAME.lua
 *
 * and never change: they are what wrote the stores on which new sidecars start.
 */
import { readFileSync } from 'node:fs';
import { Fault } from '../../../src/domain/fault.ts';
import { accountUnknown, holdUnknown } from '../../../src/ledger/faults.ts';
import type { HoldRef } from '../../../src/ledger/port.ts';
import { integer, ReplyReader, replyShape, text } from '../../../src/ledger/redis/replies.ts';
import type { LedgerOptions } from '../../../src/ledger/redis/runner.ts';
import type { Script, ScriptStore } from '../../../src/redis/store.ts';
import { scriptOf } from '../../support/script.ts';
import { joined, type Words } from './old-words.ts';

const NOW = replyShape({ nowMs: integer });
const WHAT = replyShape({ nowMs: integer, what: text });
const REKEY = replyShape({ nowMs: integer, which: text, where: text });

/** Replies that end with a profile, which says since then what the packs of the account are for. */
const PROFILES: ReadonlySet<unknown> = new Set(['CREATED', 'UPDATED', 'STALE']);
const NO_PACKS = '';

const scripts = new Map<string, Script>();

export function oldScript(name: string): Script {
  let script = scripts.get(name);
  if (script === undefined) {
    const url = new URL(`./old-scripts/${name}.lua`, import.meta.url);
    script = scriptOf(`old_${name}`, readFileSync(url, 'utf8'));
    scripts.set(name, script);
  }
  return script;
}

/** It kept the open holds of an account under another name. */
function oldKey(key: string): string {
  return key.replace(/(:account:[^:]+):holds$/, '$1:open');
}

export class OldRunner {
  readonly options: LedgerOptions;
  readonly #store: ScriptStore;

  constructor(store: ScriptStore, options: LedgerOptions) {
    this.#store = store;
    this.options = options;
  }

  clock(): number {
    return this.options.now?.() ?? 0;
  }

  async run(name: string, keys: readonly string[], args: Words): Promise<ReplyReader> {
    const raw = await this.#store.run(oldScript(name), keys.map(oldKey), [joined(args)]);
    const reply = new ReplyReader(Array.isArray(raw) && PROFILES.has(raw[0]) ? [...raw, NO_PACKS] : raw);
    switch (reply.status) {
      case 'LATE':
        throw new Fault('TOO_LATE', `too late at ${reply.read(NOW).nowMs}`);
      case 'STORE_LOST':
        throw new Fault('STORE_LOST', 'no mark');
      case 'INVARIANT':
        throw new Fault('INVARIANT', reply.read(WHAT).what);
      default:
        return reply;
    }
  }

  /** Runs a script on a hold's keys, and again with the right ones when it answers REKEY. */
  async onHold(name: string, ref: HoldRef, argumentsAt: (owners: string) => Words): Promise<ReplyReader> {
    let { rootAccountId: root, ownerIds = [ref.accountId] } = ref;
    for (let attempt = 0; attempt < 3; attempt++) {
      const keys = this.options.keys.of(root);
      const owned = ownerIds.flatMap((id) => keys.owner(id));
      const hold = keys.hold(ref.accountId, ref.holdId);
      const reply = await this.run(
        name,
        [keys.meta, keys.open, keys.journal, hold, ...owned],
        argumentsAt(ownerIds.join(' ')),
      );
      if (reply.status === 'MISSING') throw reply.read(WHAT).what === 'account' ? accountUnknown() : holdUnknown();
      if (reply.status !== 'REKEY') return reply;
      const { which, where } = reply.read(REKEY);
      if (which === 'root' && where === root) throw accountUnknown();
      if (which === 'root') root = where;
      else ownerIds = where.split(' ');
    }
    throw new Fault('REKEY_LOOP', name);
  }
}

/** What a key was used for: the idempotency of credit, adjustments and charges. */
import { Fault } from '../../domain/fault.ts';
import type { ReferenceState } from './state.ts';

interface Keyed {
  readonly accountId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
}

function keyOf(keyed: Keyed): string {
  return `${keyed.accountId}:${keyed.idempotencyKey}`;
}

/** The first reply, or undefined when the key is new; another request under the same key is a conflict. */
export function recall<Reply>(state: ReferenceState, keyed: Keyed, nowMs: number): Reply | undefined {
  const found = state.once.get(keyOf(keyed));
  if (found === undefined || found.expiresAtMs <= nowMs) return undefined;
  if (found.fingerprint !== keyed.fingerprint) {
    throw new Fault('already_exists', 'CONFLICT', 'this idempotency_key was used for a different request', {
      field: 'idempotency_key',
    });
  }
  return found.reply as Reply;
}

export function remember(state: ReferenceState, keyed: Keyed, reply: unknown, expiresAtMs: number): ReferenceState {
  const { fingerprint } = keyed;
  return { ...state, once: new Map(state.once).set(keyOf(keyed), { fingerprint, reply, expiresAtMs }) };
}

/** What the verbs share: the blank hold, what a key was used for, and what an open hold may draw on and counts in. */
import { ELAPSED_TOLERANCE_SECONDS } from '../../domain/hold.ts';
import { NO_TERMS } from '../../domain/terms.ts';
import { usedOtherwise } from '../faults.ts';
import type { Asking } from '../port.ts';
import type { Money } from '../rules/counters.ts';
import { openPurse, type Purse, type Wallet } from '../rules/funding.ts';
import { leftFor, movedIn } from '../rules/limits.ts';
import {
  type Chargeable,
  type KeyedCharge,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  withOwners,
} from './state.ts';
import { sourcesOf } from './take.ts';

/** No price, no money and no life of its own: the marker of an early release is little more. */
export const BLANK_HOLD: ReferenceHold = {
  accountId: '',
  holdId: '',
  state: 'early',
  fingerprint: '',
  ownerIds: [],
  funding: { payer: 0, stop: '', allowances: [] },
  amountMilliCents: 0,
  parts: [],
  grantedUnits: 0,
  maxUnits: 0,
  extendUnits: 0,
  belowHold: 'deny',
  blockedAtZero: false,
  terms: NO_TERMS,
  timing: {
    ringSeconds: 0,
    graceSeconds: 0,
    cutToleranceSeconds: 0,
    elapsedToleranceSeconds: ELAPSED_TOLERANCE_SECONDS,
    unproven: 'release',
    answerReports: true,
  },
  facts: {
    service: '',
    direction: 'outbound',
    from: '',
    to: '',
    numberClass: '',
    subjectId: '',
    parentHoldId: '',
    gatewayId: '',
    holdRule: '',
  },
  tracked: [],
  reversed: undefined,
  authorizedAtMs: 0,
  answeredAtMs: 0,
  deadlineAtMs: 0,
  provenUnits: undefined,
  extended: undefined,
  interim: undefined,
  result: undefined,
  settledBy: undefined,
  swept: false,
  cut: false,
  asked: undefined,
  expiresAtMs: 0,
};

/* What a key was used for: the idempotency of credit, adjustments and charges. */

interface Keyed extends Asking {
  readonly accountId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
}

export function keyOf({ accountId, idempotencyKey }: Pick<Keyed, 'accountId' | 'idempotencyKey'>): string {
  return `${accountId}:${idempotencyKey}`;
}

/** For as long as a caller may still be asking. */
const KEEP_NONCE_MS = 15 * 60_000;

/** The first reply, or undefined when the key is new; another request under the same key is a conflict. */
export function recall<Reply>(
  state: ReferenceState,
  keyed: Keyed,
  nowMs: number,
): { readonly reply: Reply; readonly replayed: boolean } | undefined {
  const found = state.once.get(keyOf(keyed));
  if (found === undefined || found.expiresAtMs <= nowMs) return undefined;
  if (found.fingerprint !== keyed.fingerprint) {
    throw usedOtherwise('idempotency_key');
  }
  const isSame = found.nonce !== undefined && found.nonce === keyed.nonce && found.nonceExpiresAtMs > nowMs;
  return { reply: found.reply as Reply, replayed: !isSame };
}

export function remember(
  state: ReferenceState,
  keyed: Keyed,
  reply: unknown,
  nowMs: number,
  keepMs: number,
  charge?: KeyedCharge,
): ReferenceState {
  const { fingerprint, nonce } = keyed;
  const times = { nonceExpiresAtMs: nowMs + KEEP_NONCE_MS, expiresAtMs: nowMs + keepMs };
  const remembered = {
    fingerprint,
    reply,
    nonce: nonce || undefined,
    ...times,
    ...(charge !== undefined && { charge }),
  };
  return { ...state, once: new Map(state.once).set(keyOf(keyed), remembered) };
}

/* What the caps that a hold must keep leave for more of it. */

function leftUnder(state: ReferenceState, hold: ReferenceHold, kind: 'cap' | 'plan_cap'): number | undefined {
  return leftFor(
    hold,
    kind,
    hold.ownerIds.map((id) => requireAccount(state, id)),
  );
}

/** The least that the enforced caps leave. */
export function leastLeft(state: ReferenceState, hold: ReferenceHold): number {
  return leftUnder(state, hold, 'cap') ?? Number.MAX_SAFE_INTEGER;
}

/** What the caps on plan credits leave; undefined where there is none. */
export function planLeftFor(state: ReferenceState, hold: ReferenceHold): number | undefined {
  return leftUnder(state, hold, 'plan_cap');
}

/** What it draws on while it is open, and what each source may give it. */
export function openHoldPurse(state: ReferenceState, hold: ReferenceHold, wallet: Wallet, nowMs: number): Purse {
  return openPurse(wallet, { ...sourcesOf(hold, wallet), planLeftMilliCents: planLeftFor(state, hold) }, nowMs);
}

/**
 * All accounts that a hold or charge concerns, after its money changed, and it was opened (1) or closed (-1).
 *
 * @param money - the change of what is held and charged together.
 */
export function movedInOwners(
  state: ReferenceState,
  counted: Chargeable,
  money: Money,
  open: -1 | 0 | 1,
): ReferenceState {
  return withOwners(state, counted.ownerIds, (owner, index) => movedIn(owner, index, counted, money, open));
}

/**
 * Stands in the place of the fingerprint, with it where that is known. A token does not tell it: then no Authorize is
 * the same request.
 */
export function recreatedAs(fingerprint: string | undefined): string {
  return fingerprint === undefined ? 'recreated' : `recreated:${fingerprint}`;
}

export function isRecreated(fingerprint: string): boolean {
  return fingerprint.startsWith('recreated');
}

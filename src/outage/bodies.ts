/**
 * What stands in the body of a spooled record: the operation of the ledger, as it is replayed. It is read by this
 * version and by later ones, so a field may be added and none may change its meaning.
 */
import { z } from 'zod';
import type {
  AnswerOperation,
  AuthorizeOperation,
  ConfirmOperation,
  ExtendOperation,
  HoldRef,
  InterimOperation,
  ReleaseOperation,
  SettleOperation,
} from '../ledger/port.ts';
import { packTerms, unpackTerms } from '../ledger/pinned.ts';
import type { OutageGrant } from './exposure.ts';
import { claimSchema, confirmationOf, packClaim, unpackClaim } from './grant-body.ts';
import type { SpoolKind, SpoolRecord } from './spool/spool.ts';

/** A completion that can wait. */
export type Completion =
  | { readonly kind: 'answer'; readonly operation: AnswerOperation }
  | { readonly kind: 'extend'; readonly operation: ExtendOperation }
  | { readonly kind: 'settle'; readonly operation: SettleOperation }
  | { readonly kind: 'interim'; readonly operation: InterimOperation }
  | { readonly kind: 'release'; readonly operation: ReleaseOperation };

/** What a record tells the store: a completion, or that a call was let through. */
export type Told =
  | Completion
  | { readonly kind: 'grant'; readonly operation: ConfirmOperation }
  /** Of an authorize that failed for its caller: frees what it reserved, from that time on. */
  | { readonly kind: 'take_back'; readonly operation: ReleaseOperation; readonly notBeforeMs: number };

/** One more step of a call, which the store has not heard of. */
export type LentStep = Required<Omit<OutageGrant, 'fingerprint'>>;

const count = z.int().min(0);
const quantity = z.number().min(0).optional();

const common = {
  ownerIds: z.array(z.string().min(1)).min(1).optional(),
  nonce: z.string().default(''),
  proof: z.enum(['none', 'hold', 'exempt', 'bad_token', 'old_token']).default('none'),
};

/** A step that was lent without the store. */
const lentSchema = z.object({
  payerAccountId: z.string().min(1),
  terms: z.string().min(1),
  /** What the call is granted with it. */
  units: count,
  /** The price of that, beyond what is covered. */
  milliCents: count,
  coveredMilliCents: count,
});

const used = { connectedSeconds: quantity, units: quantity };

const BODIES = {
  answer: z.object(common),
  extend: z.object({ ...common, ...used, sequence: count, lent: lentSchema.optional() }),
  settle: z.object({
    ...common,
    ...used,
    durationSeconds: z.number().min(0),
    q850Cause: z.int(),
    endedSecondsAgo: z.number().min(0).default(0),
    inconsistent: z.boolean().default(false),
    claim: claimSchema.optional(),
  }),
  /** Is of kind `settle` in the spool. */
  interim: z.object({
    ...common,
    ...used,
    durationSeconds: z.number().min(0),
    inconsistent: z.boolean().default(false),
    interimSequence: count,
  }),
  release: z.object({ ...common, q850Cause: z.int() }),
  /** Is of kind `release` in the spool. */
  takeBack: z.object({ ...common, notBeforeMs: count }),
};

/** What a record of this completion is of, and its body. */
export function bodyOf({ kind, operation }: Completion): { readonly kind: SpoolKind; readonly body: unknown } {
  // The place of the hold stands in the record itself.
  const { rootAccountId: _root, accountId: _account, holdId: _hold, ...rest } = operation;
  if (kind === 'extend') {
    const { lending: _lending, ...body } = rest as Omit<ExtendOperation, keyof HoldRef>;
    return { kind, body };
  }
  if (kind === 'interim') {
    const { sequence, ...body } = rest as Omit<InterimOperation, keyof HoldRef>;
    return { kind: 'settle', body: { ...body, interimSequence: sequence } };
  }
  if (kind === 'settle' && operation.claim !== undefined) {
    return { kind, body: { ...rest, claim: packClaim(operation.claim) } };
  }
  return { kind, body: rest };
}

/**
 * What the ledger is asked for so much later: a call that ended then has ended that long ago, and no
 * deadline is left.
 *
 * @param waitedMs - how long the record has waited
 * @throws Error when it is none that this version can read
 */
export function toldBy(record: SpoolRecord, waitedMs: number): Told {
  const { rootAccountId, accountId, holdId } = record;
  const at = <Body extends { readonly ownerIds?: readonly string[] | undefined }>(body: Body) => ({
    ...body,
    rootAccountId,
    accountId,
    holdId,
    ownerIds: body.ownerIds ?? [accountId],
  });
  switch (record.kind) {
    case 'answer':
      return { kind: 'answer', operation: { ...at(BODIES.answer.parse(record.body)), notAfterMs: 0 } };
    case 'extend': {
      const { connectedSeconds, units, lent: _lent, ...body } = at(BODIES.extend.parse(record.body));
      return { kind: 'extend', operation: { ...body, connectedSeconds, units, notAfterMs: 0 } };
    }
    case 'settle': {
      if (isInterim(record.body)) {
        const { connectedSeconds, units, interimSequence: sequence, ...body } = at(BODIES.interim.parse(record.body));
        return { kind: 'interim', operation: { ...body, connectedSeconds, units, sequence } };
      }
      const { connectedSeconds, units, claim: packed, ...body } = at(BODIES.settle.parse(record.body));
      const endedSecondsAgo = body.endedSecondsAgo + Math.floor(Math.max(0, waitedMs) / 1000);
      return {
        kind: 'settle',
        operation: { ...body, connectedSeconds, units, endedSecondsAgo, claim: packed && unpackClaim(packed) },
      };
    }
    case 'release':
      if (isTakeBack(record.body)) {
        const { notBeforeMs, ...body } = at(BODIES.takeBack.parse(record.body));
        return { kind: 'take_back', operation: { ...body, q850Cause: 0 }, notBeforeMs };
      }
      return { kind: 'release', operation: at(BODIES.release.parse(record.body)) };
    case 'grant':
      return { kind: 'grant', operation: confirmationOf(record) };
  }
}

function isInterim(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'interimSequence' in body;
}

function isTakeBack(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'notBeforeMs' in body;
}

/** The body of a record that takes an authorize back. */
export function takeBackBody({ owners, nonce }: AuthorizeOperation, notBeforeMs: number): unknown {
  return { ownerIds: owners.map(({ accountId }) => accountId), nonce, notBeforeMs };
}

/** From when on the record takes an authorize back; undefined where it is another one. */
export function takeBackOf({ kind, body }: SpoolRecord): number | undefined {
  if (kind !== 'release' || !isTakeBack(body)) return undefined;
  return BODIES.takeBack.safeParse(body).data?.notBeforeMs;
}

/** What the end of a call says that it used, where the record is one; `used` is undefined where it does not say. */
export function endOf({ kind, body }: SpoolRecord): { readonly used: number | undefined } | undefined {
  if (kind === 'release') return isTakeBack(body) ? undefined : { used: 0 };
  if (kind !== 'settle' || isInterim(body)) return undefined;
  const { success, data } = BODIES.settle.safeParse(body);
  return { used: success ? (data.connectedSeconds ?? data.units) : undefined };
}

/** The body of a report of use, with the step that is lent on it. */
export function withLent(body: unknown, { terms, ...lent }: LentStep): unknown {
  return { ...(body as object), lent: { ...lent, terms: packTerms(terms) } };
}

/** The step that a record lends; undefined where it lends none. */
export function lentBy({ kind, body }: SpoolRecord): LentStep | undefined {
  if (kind !== 'extend') return undefined;
  const lent = BODIES.extend.safeParse(body).data?.lent;
  return lent && { ...lent, terms: unpackTerms(lent.terms) };
}

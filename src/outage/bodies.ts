/**
 * What stands in the body of a spooled completion: the operation of the ledger, as it is replayed. It is read by this
 * version and by later ones, so a field may be added and none may change its meaning.
 */
import { z } from 'zod';
import type {
  AnswerOperation,
  ExtendOperation,
  HoldRef,
  InterimOperation,
  ReleaseOperation,
  SettleClaim,
  SettleOperation,
} from '../ledger/port.ts';
import { packFacts, packFunding, packTerms, unpackFacts, unpackFunding, unpackTerms } from '../ledger/pinned.ts';
import type { SpoolKind, SpoolRecord } from './spool/spool.ts';

/** A completion that can wait. */
export type Completion =
  | { readonly kind: 'answer'; readonly operation: AnswerOperation }
  | { readonly kind: 'extend'; readonly operation: ExtendOperation }
  | { readonly kind: 'settle'; readonly operation: SettleOperation }
  | { readonly kind: 'interim'; readonly operation: InterimOperation }
  | { readonly kind: 'release'; readonly operation: ReleaseOperation };

const count = z.int().min(0);
const quantity = z.number().min(0).optional();

const common = {
  ownerIds: z.array(z.string().min(1)).min(1).optional(),
  nonce: z.string().default(''),
  proof: z.enum(['none', 'hold', 'exempt', 'bad_token', 'old_token']).default('none'),
};

const claim = z.object({
  ownerIds: z.array(z.string().min(1)).min(1),
  payer: count,
  funding: z.string(),
  terms: z.string().min(1),
  facts: z.string().min(1),
  grantedUnits: count,
  authorizedAtMs: count,
});

const used = { connectedSeconds: quantity, units: quantity };

const BODIES = {
  answer: z.object(common),
  extend: z.object({ ...common, ...used, sequence: count }),
  settle: z.object({
    ...common,
    ...used,
    durationSeconds: z.number().min(0),
    q850Cause: z.int(),
    endedSecondsAgo: z.number().min(0).default(0),
    inconsistent: z.boolean().default(false),
    claim: claim.optional(),
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
};

/** What a record of this completion is of, and its body. */
export function bodyOf({ kind, operation }: Completion): { readonly kind: SpoolKind; readonly body: unknown } {
  // The place of the hold stands in the record itself.
  const { rootAccountId: _root, accountId: _account, holdId: _hold, ...rest } = operation;
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
 * The completion as the ledger is asked for it so much later: a call that ended then has ended that long ago, and no
 * deadline is left.
 *
 * @param waitedMs - how long the record has waited
 * @throws Error when it is none that this version can read
 */
export function completionOf(record: SpoolRecord, waitedMs: number): Completion {
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
      const { connectedSeconds, units, ...body } = at(BODIES.extend.parse(record.body));
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
      return { kind: 'release', operation: at(BODIES.release.parse(record.body)) };
    case 'grant':
      throw new Error('a grant is no completion');
  }
}

function isInterim(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'interimSequence' in body;
}

function packClaim(given: SettleClaim): z.infer<typeof claim> {
  return {
    ownerIds: [...given.ownerIds],
    payer: given.funding.payer,
    funding: packFunding(given.funding),
    terms: packTerms(given.terms),
    facts: packFacts(given.facts),
    grantedUnits: given.grantedUnits,
    authorizedAtMs: given.authorizedAtMs,
  };
}

function unpackClaim({ payer, funding, terms, facts, ...packed }: z.infer<typeof claim>): SettleClaim {
  return {
    ...packed,
    funding: unpackFunding(payer, funding),
    terms: unpackTerms(terms),
    facts: unpackFacts(facts),
  };
}

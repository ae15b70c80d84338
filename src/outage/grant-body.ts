/** What stands in the body of a spooled grant: all that it takes to open its hold when the store is back. */
import { z } from 'zod';
import { packFacts, packFunding, packTerms, unpackFacts, unpackFunding, unpackTerms } from '../ledger/pinned.ts';
import type { AuthorizeOperation, ConfirmOperation, HoldRef, SettleClaim } from '../ledger/port.ts';
import type { OutageGrant } from './exposure.ts';
import type { SpoolRecord } from './spool/spool.ts';

const count = z.int().min(0);

/** A claim of a hold, as a settle token has it too. */
export const claimSchema = z.object({
  ownerIds: z.array(z.string().min(1)).min(1),
  payer: count,
  funding: z.string(),
  terms: z.string().min(1),
  facts: z.string().min(1),
  grantedUnits: count,
  authorizedAtMs: count,
});

export type PackedClaim = z.infer<typeof claimSchema>;

const grantSchema = z.object({
  fingerprint: z.string(),
  claim: claimSchema,
  /** How the hold goes on. */
  hold: z.object({
    maxUnits: count,
    extendUnits: count,
    minUnits: count,
    belowHold: z.enum(['deny', 'shorten']),
    timing: z.object({
      ringSeconds: count,
      graceSeconds: count,
      cutToleranceSeconds: count,
      elapsedToleranceSeconds: count,
      unproven: z.enum(['granted', 'release']),
      answerReports: z.boolean(),
    }),
  }),
  /** The price of the grant. */
  milliCents: count,
});

export function packClaim(given: SettleClaim): PackedClaim {
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

export function unpackClaim({ payer, funding, terms, facts, ...packed }: PackedClaim): SettleClaim {
  return {
    ...packed,
    funding: unpackFunding(payer, funding),
    terms: unpackTerms(terms),
    facts: unpackFacts(facts),
  };
}

/** @param claim - of the grant as it was given, which may be shorter than what was asked for */
export function grantBody(
  { fingerprint, maxUnits, extendUnits, minUnits, belowHold, timing }: AuthorizeOperation,
  claim: SettleClaim,
  milliCents: number,
): z.infer<typeof grantSchema> {
  const hold = { maxUnits, extendUnits, minUnits, belowHold, timing: { ...timing } };
  return { fingerprint, claim: packClaim(claim), hold, milliCents };
}

/** What opens its hold. @throws Error when it is none that this version can read */
export function confirmationOf({ rootAccountId, accountId, holdId, body }: SpoolRecord): ConfirmOperation {
  const { claim, hold, fingerprint } = grantSchema.parse(body);
  return opening({ rootAccountId, accountId, holdId }, { ...unpackClaim(claim), ...hold, fingerprint });
}

/** The same of an authorize that the store has answered. */
export function confirmationFor(operation: AuthorizeOperation, units: number, atMs: number): ConfirmOperation {
  const { rootAccountId, accountId, holdId, fingerprint } = operation;
  const { maxUnits, extendUnits, minUnits, belowHold, timing } = operation;
  const claim = grantedClaim(operation, units, atMs);
  const hold = { maxUnits, extendUnits, minUnits, belowHold, timing, fingerprint };
  return opening({ rootAccountId, accountId, holdId }, { ...claim, ...hold });
}

/** Of a hold of which nobody has told anything yet. */
function opening(place: HoldRef, claim: NonNullable<ConfirmOperation['claim']>): ConfirmOperation {
  const nothingTold = { connectedSeconds: undefined, units: undefined, answered: false };
  return { ...place, ...nothingTold, ownerIds: claim.ownerIds, claim };
}

/** What was granted, as a settle token says it too. */
export function grantedClaim(operation: AuthorizeOperation, units: number, atMs: number): SettleClaim {
  const { owners, payer, allowances, packs, terms, facts } = operation;
  const ownerIds = owners.map(({ accountId }) => accountId);
  // As in a settle token: what took place is paid from every source.
  const funding = { payer, stop: '', allowances, packs };
  return { ownerIds, funding, terms, facts, grantedUnits: units, authorizedAtMs: Math.floor(atMs) };
}

/** What it exposes. @throws Error when it is none that this version can read */
export function exposedBy({ accountId, body }: SpoolRecord): OutageGrant {
  const { fingerprint, claim, milliCents } = grantSchema.parse(body);
  const { terms, grantedUnits, ownerIds, funding } = unpackClaim(claim);
  const payerAccountId = ownerIds[funding.payer] ?? accountId;
  return { fingerprint, payerAccountId, terms, units: grantedUnits, milliCents };
}

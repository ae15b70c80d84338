/** Whose traffic it is: the account, its parents, and the subject inside it. */
import type { AccountProfile, SubjectProfile } from '../ledger/port.ts';

export interface Party {
  /** The account of the request first, then its parents up to the root. */
  readonly chain: readonly [AccountProfile, ...AccountProfile[]];
  /** Undefined where the subject has no particulars. */
  readonly subject: SubjectProfile | undefined;
}

/** Whether nobody in the chain is suspended or closed. */
export function isActive({ chain }: Party): boolean {
  return chain.every(({ state }) => state === 'active');
}

/** The index of the account whose credit pays: up the chain, as long as each is set up so. */
export function fundingIndex(chain: Party['chain']): number {
  let index = 0;
  while (chain[index]?.fundedBy === 'parent' && index < chain.length - 1) index++;
  return index;
}

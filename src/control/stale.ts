/** The profile or a boundary in time changed between the look at a request and its script: the request is computed again. */
import { Fault } from '../domain/fault.ts';
import type { Stale } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import type { Party } from './party.ts';
import type { TrafficRequest } from './requests.ts';

/** How often a request is computed again because the profile changed under it; more than that is a storm, not a change. */
export const STALE_RETRIES_MAX = 3;

/** The time to compute the request for again: the script's own, which made it stale if a boundary in time did. */
export function afterStaleMs(environment: Environment, reply: { readonly nowMs: number }): number {
  return Math.max(reply.nowMs, environment.ledger.nowMs());
}

export function accountBusy(): Fault {
  return new Fault('unavailable', 'ACCOUNT_BUSY', 'the account is being changed faster than it can be read', {
    retryAfterMs: 100,
  });
}

/** The accounts concerned, as they are after one of them turned out to have changed. */
export async function afterStale(
  environment: Environment,
  { accountId, subjectId }: Pick<TrafficRequest, 'accountId' | 'subjectId'>,
  reply: Stale,
): Promise<Party> {
  environment.profiles.learn(reply.profile);
  if (reply.profile.accountId !== accountId || reply.profile.parentAccountId !== undefined) {
    await environment.profiles.refresh(accountId);
  }
  const party = await environment.profiles.party(accountId, subjectId);
  if (party === undefined) throw accountBusy();
  return party;
}

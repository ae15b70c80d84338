/** What holds for the users, agents and lines of an account. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { invalidField } from '../domain/fault.ts';
import { callingCodeOf } from '../domain/phone/countries.ts';
import type { AccountProfile, Ledger, SubjectProfile } from '../ledger/port.ts';

type Place = Pick<AccountProfile, 'rootAccountId' | 'accountId'>;

/** How many are read at once. */
const READ_AT_ONCE = 100;

export function checkSubject(snapshot: CatalogSnapshot, { ratePlan, country }: SubjectProfile): void {
  if (ratePlan !== undefined && !snapshot.ratePlans.has(ratePlan)) {
    const known = [...snapshot.ratePlans];
    const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw invalidField('rate_plan', `the catalog has no rate plan "${ratePlan}"; ${has}`);
  }
  if (country !== undefined && callingCodeOf(country) === undefined) {
    throw invalidField('country', `"${country}" is not an ISO 3166 code such as US`);
  }
}

/** Undefined when there is no such account. */
export async function readSubject(
  ledger: Ledger,
  place: Place,
  subjectId: string,
): Promise<SubjectProfile | undefined> {
  const reply = await ledger.subject(place, subjectId);
  return reply === undefined ? undefined : (reply.profile ?? defaultsOf(subjectId));
}

/** By name. */
export async function readSubjects(ledger: Ledger, place: Place, limit: number): Promise<readonly SubjectProfile[]> {
  const ids = await ledger.subjectIds(place, limit);
  const found: SubjectProfile[] = [];
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const replies = await Promise.all(ids.slice(at, at + READ_AT_ONCE).map((id) => ledger.subject(place, id)));
    // One that was forgotten between the two reads is left out.
    found.push(...replies.flatMap((reply) => reply?.profile ?? []));
  }
  return found;
}

function defaultsOf(subjectId: string): SubjectProfile {
  return {
    subjectId,
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 0,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  };
}

/** What an admission brings along, as the tail of ARGV that `lua/include/admission.lua` reads. */
import type { Grant } from './lots.ts';
import type { Admission } from './port.ts';

type Words = (string | number)[];

/** Written out, because it runs for every call and most have none of all this. */
export function admissionWords({ owners, payer, stop, allowances, grants, limits }: Admission): Words {
  const words: Words = [owners.length];
  for (const { accountId, revision } of owners) words.push(accountId, revision);
  words.push(payer, stop, allowances.length);
  for (const { counter, totalUnits } of allowances) words.push(counter, totalUnits);
  pushGrants(words, grants);
  words.push(limits.length);
  for (const { kind, owner, counter, max, shadow, span } of limits)
    words.push(kind, owner, counter, max, shadow ? 1 : 0, span);
  return words;
}

/** The same for an operation that has nothing but grants. */
export function grantWords(grants: readonly Grant[], planPeriod: string): Words {
  const words: Words = [0, 0, planPeriod, 0];
  pushGrants(words, grants);
  words.push(0);
  return words;
}

function pushGrants(words: Words, grants: readonly Grant[]): void {
  words.push(grants.length);
  for (const { kind, id, grantedMilliCents, startsAtMs, expiresAtMs, services } of grants) {
    words.push(kind, id, grantedMilliCents, startsAtMs, expiresAtMs, servicesWord(services));
  }
}

/** `-` is all. */
export function servicesWord(services: readonly string[]): string {
  return services.length === 0 ? '-' : services.join(',');
}

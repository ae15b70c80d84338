/**
 * What the tests of the products whose traffic has several sources share: numbers, accounts with users, and sources in
 * one word each.
 */
import type { AuthorizeRequest } from '../../../src/gen/tollgate/v1/AuthorizeRequest.ts';
import type { FundingPart__Output } from '../../../src/gen/tollgate/v1/FundingPart.ts';
import type { TollgateClient } from '../../../src/transport/grpc/client.ts';
import { accountWith, shortForm } from './traffic.ts';

export const WASHINGTON = '+12025550100';
export const SAN_FRANCISCO = '+14155550123';
export const BERLIN = '+493023125000';
export const HAMBURG = '+494031122334';
export const GERMAN_MOBILE = '+4915112345678';
export const TOLL_FREE = '+18005551234';

/** A new team with this balance, and the packages of those of its users that have one. */
export async function teamWith(
  client: TollgateClient,
  balanceMilliCents: number,
  packages: Readonly<Record<string, 'eu_package' | 'na_package'>> = {},
): Promise<string> {
  const accountId = await accountWith(client, balanceMilliCents, 'team');
  for (const [subjectId, ratePlan] of Object.entries(packages)) {
    await client.setSubject({ accountId, subjectId, ratePlan });
  }
  return accountId;
}

/** An outbound call of one of the team's users. */
export function callBy(
  accountId: string,
  subjectId: string,
  from: string,
  to: string,
  changes: AuthorizeRequest = {},
): AuthorizeRequest & { accountId: string; holdId: string } {
  return { direction: 'DIRECTION_OUTBOUND', holdId: 'c', ...changes, accountId, subjectId, from, to };
}

/** Each part as `source name amount`: units of an allowance, milli-cents of money. */
export function sourcesOf(parts: readonly FundingPart__Output[]): readonly string[] {
  return parts.map(({ source, name, units, amountMilliCents }) =>
    [shortForm(source), ...(source === 'FUNDING_SOURCE_ALLOWANCE' ? [name, units] : [amountMilliCents])].join(' '),
  );
}

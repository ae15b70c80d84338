import type { Account__Output } from '../../../src/gen/tollgate/v1/Account.ts';
import type { AuthorizeRequest } from '../../../src/gen/tollgate/v1/AuthorizeRequest.ts';
import type { Movement__Output } from '../../../src/gen/tollgate/v1/Movement.ts';
import type { TollgateClient } from '../../../src/transport/grpc/client.ts';

let count = 0;

/** An id that no other test uses. */
export function newId(name: string): string {
  count += 1;
  return `${name}-${count}`;
}

/** An outbound call within the United States. */
export function outbound(
  accountId: string,
  holdId: string,
  changes: AuthorizeRequest = {},
): AuthorizeRequest & { accountId: string; holdId: string } {
  return { direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123', ...changes, accountId, holdId };
}

/** An inbound call to an ordinary number. */
export function inbound(accountId: string, holdId: string): AuthorizeRequest & { accountId: string; holdId: string } {
  return { direction: 'DIRECTION_INBOUND', from: '+14155550123', to: '+12025550100', accountId, holdId };
}

/** A new account with exactly this balance, whatever its plan gives at signup. */
export async function accountWith(client: TollgateClient, balanceMilliCents: number, name = 'acct'): Promise<string> {
  const accountId = newId(name);
  const { account } = await client.createAccount({ accountId });
  const amountMilliCents = balanceMilliCents - Number(account?.balanceMilliCents);
  if (amountMilliCents !== 0) {
    await client.adjustBalance({ accountId, amountMilliCents, idempotencyKey: 'to-the-figure' });
  }
  return accountId;
}

/** The account as it stands. */
export async function accountOf(client: TollgateClient, accountId: string): Promise<Account__Output> {
  const { account } = await client.getAccount({ accountId });
  if (account === null) throw new Error(`no account in the answer for ${accountId}`);
  return account;
}

/** Everything that changed its money, oldest first. */
export async function movementsOf(client: TollgateClient, accountId: string): Promise<Movement__Output[]> {
  const movements: Movement__Output[] = [];
  for await (const { movement } of client.listMovements({ accountId })) if (movement !== null) movements.push(movement);
  return movements;
}

/** The short form of a source or kind: `FUNDING_SOURCE_PLAN_CREDITS` reads `plan_credits`. */
export function shortForm(name: string): string {
  return name.replace(/^(FUNDING_SOURCE|MOVEMENT_KIND)_/, '').toLowerCase();
}

/** Balance, held, available and open holds as the account says. */
export async function standingOf(client: TollgateClient, accountId: string): Promise<readonly number[]> {
  const account = await accountOf(client, accountId);
  const { balanceMilliCents, heldMilliCents, availableMilliCents, openHolds } = account;
  return [balanceMilliCents, heldMilliCents, availableMilliCents, openHolds].map(Number);
}

import type { AuthorizeRequest } from '../../../src/gen/tollgate/v1/AuthorizeRequest.ts';
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
  const { balanceMilliCents: signup } = await client.createAccount({ accountId });
  const amountMilliCents = balanceMilliCents - Number(signup);
  if (amountMilliCents !== 0) {
    await client.adjustBalance({ accountId, amountMilliCents, idempotencyKey: 'to-the-figure' });
  }
  return accountId;
}

/** Balance, held, available and open holds as the account says. */
export async function standingOf(client: TollgateClient, accountId: string): Promise<readonly number[]> {
  const account = await client.getAccount({ accountId });
  const { balanceMilliCents, heldMilliCents, availableMilliCents, openHolds } = account;
  return [balanceMilliCents, heldMilliCents, availableMilliCents, openHolds].map(Number);
}

/** What operators ask of the store's content: StoreService beyond the store itself. */
import type { AcceptAccountResponse } from '../../gen/tollgate/v1/AcceptAccountResponse.ts';
import type { ListSidecarsResponse } from '../../gen/tollgate/v1/ListSidecarsResponse.ts';
import type { VerifyStoreResponse } from '../../gen/tollgate/v1/VerifyStoreResponse.ts';
import { defineMethod, type Message, OPERATE, type Rooms } from '../method.ts';
import * as read from './fields.ts';

export const STORE_OPERATIONS = [
  defineMethod({
    kind: 'stream',
    name: 'VerifyStore',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/store/verify'] },
    run: verifyStore,
  }),
  defineMethod({
    kind: 'unary',
    name: 'AcceptAccount',
    lane: 'read',
    roles: OPERATE,
    reach: 'account',
    http: { routes: ['POST /v1/store/accept-account'] },
    audited: true,
    run: acceptAccount,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ListSidecars',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/store/sidecars'] },
    run: listSidecars,
  }),
] as const;

async function* verifyStore({ verifying }: Rooms, message: Message): AsyncGenerator<VerifyStoreResponse> {
  const accountId = read.optionalAccountId(message, 'accountId');
  const { partitions } = verifying;
  for await (const news of verifying.verify(accountId === '' ? undefined : accountId)) {
    if (news.kind === 'finding') {
      yield { partitions, finding: news.finding };
    } else {
      const { unproven, ...verified } = news.verified;
      yield { partitions, verified: { ...verified, unprovenAccounts: unproven } };
    }
  }
}

async function acceptAccount({ verifying }: Rooms, message: Message): Promise<AcceptAccountResponse> {
  return { findings: [...(await verifying.accept(read.accountId(message)))] };
}

async function listSidecars({ sidecars }: Rooms): Promise<ListSidecarsResponse> {
  const found = await sidecars.list();
  return {
    sidecars: found.map((each) => ({ ...each, tokenKeyIds: [...each.tokenKeyIds], leases: [...each.leases] })),
  };
}

/** What operators ask of the store's content: StoreService beyond the store itself. */
import { invalidField } from '../../domain/fault.ts';
import type { AcceptAccountResponse } from '../../gen/tollgate/v1/AcceptAccountResponse.ts';
import type { ExportStoreResponse } from '../../gen/tollgate/v1/ExportStoreResponse.ts';
import type { ListSidecarsResponse } from '../../gen/tollgate/v1/ListSidecarsResponse.ts';
import type { RestoreStoreResponse } from '../../gen/tollgate/v1/RestoreStoreResponse.ts';
import type { VerifyStoreResponse } from '../../gen/tollgate/v1/VerifyStoreResponse.ts';
import { defineMethod, type Message, OPERATE, type Rooms } from '../method.ts';
import * as read from './fields.ts';

/** Of one request; each may be some kilobytes. */
const MAX_LINES = 1_000;

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
  defineMethod({
    kind: 'stream',
    name: 'ExportStore',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    run: exportStore,
  }),
  defineMethod({
    kind: 'unary',
    name: 'RestoreStore',
    lane: 'admission',
    roles: OPERATE,
    reach: 'whole',
    bounds: { lines: MAX_LINES },
    audited: true,
    run: restoreStore,
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

async function* exportStore({ copying }: Rooms): AsyncGenerator<ExportStoreResponse> {
  const { partitions } = copying;
  for await (const { lines, partitionsDone } of copying.exportStore()) {
    yield { lines: [...lines], partitions, partitionsDone };
  }
}

async function restoreStore({ copying }: Rooms, message: Message): Promise<RestoreStoreResponse> {
  const lines = message['lines'];
  const isText = Array.isArray(lines) && lines.length > 0 && lines.every((line) => typeof line === 'string');
  if (!isText) throw invalidField('lines', 'must be lines of an exported file, at least one');
  const restored = await copying.restoreStore(lines, read.flag(message, 'force'));
  return { complete: restored !== undefined, generation: restored?.generation ?? 0 };
}

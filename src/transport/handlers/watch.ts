/** AccountService: an account as it stands, followed through its changes. */
import type { WatchAccountResponse } from '../../gen/tollgate/v1/WatchAccountResponse.ts';
import { defineMethod, type Message, READ_ACCOUNTS, type Rooms, type StreamContext } from '../method.ts';
import { accountMessage } from './account-messages.ts';
import * as read from './fields.ts';
import { PageTokens } from './pages.ts';

export const WATCH_ACCOUNT = defineMethod({
  kind: 'stream',
  name: 'WatchAccount',
  lane: 'read',
  roles: READ_ACCOUNTS,
  reach: 'account',
  lasts: true,
  http: { routes: ['GET /v1/accounts/{account_id}/watch'], inner: 'account', place: 'cursor' },
  run: watchAccount,
});

async function* watchAccount(
  { accounts, store }: Rooms,
  message: Message,
  { over }: StreamContext,
): AsyncGenerator<WatchAccountResponse> {
  const accountId = read.accountId(message);
  // A place in the journal of another store, or of this one before it lost its data, is none here.
  const { instanceId, generation } = store.view();
  const places = new PageTokens('watch', accountId, instanceId, `${generation}`);
  const cursor = places.known(read.stringAt(message, 'cursor'));
  for await (const state of accounts.watch(accountId, cursor, over)) {
    yield { account: state.view === undefined ? null : accountMessage(state.view), cursor: places.token(state.cursor) };
  }
}

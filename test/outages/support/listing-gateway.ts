import type { ReconcileRequest } from '../../../src/gen/tollgate/v1/ReconcileRequest.ts';
import type { ReconcileResponse__Output } from '../../../src/gen/tollgate/v1/ReconcileResponse.ts';
import type { Ledger } from '../../../src/ledger/port.ts';
import { Keys } from '../../../src/ledger/redis/keys.ts';
import { openStore } from '../../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../../src/ledger/redis/redis-ledger.ts';
import type { RedisStore } from '../../../src/redis/store.ts';
import { call, createAccount, DAY_MS } from '../../ledger/support/test-ledger.ts';
import { connectTestStore } from '../../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../../support/tollgate.ts';

/** A list as old as the first of two must be. */
export const BEFORE = { takenSecondsAgo: '60' };

/** A gateway with calls up that were authorized two minutes ago. */
export interface ListingGateway {
  readonly gatewayId: string;
  readonly accountId: string;
  /** Of its holds: h0, h1, ... */
  readonly ids: readonly string[];
  /** A list of one page that names these holds, unless it is told otherwise. */
  readonly pageOf: (names: readonly string[], changes?: ReconcileRequest) => ReconcileRequest;
  /** Sends it to the first sidecar, or to the second (1). */
  readonly send: (request: ReconcileRequest, sidecar?: 0 | 1) => Promise<ReconcileResponse__Output>;
  readonly openIds: () => Promise<string[]>;
}

/** Two sidecars on one store. */
export interface ListingStage {
  readonly sidecars: readonly [TestTollgate, TestTollgate];
  readonly store: RedisStore;
  readonly keys: Keys;
  /** A ledger beside the sidecars, two minutes ago. */
  readonly past: Ledger;
  /** @param calls - how many it has up, each of which has 5,000 milli-cents reserved */
  gatewayWith(calls: number): Promise<ListingGateway>;
  stop(): Promise<void>;
}

export async function startListingStage(prefix: string): Promise<ListingStage> {
  const keys = new Keys(prefix, 64);
  const store = await connectTestStore();
  await openStore(store, keys);
  const ages = { tombstoneMs: 7 * DAY_MS, earlyReleaseMs: 60_000, onceMs: 400 * DAY_MS, journalRetentionMs: DAY_MS };
  const now = (): number => Date.now() - 120_000;
  const past = createRedisLedger(store, { keys, ...ages, journalMaxBytes: 1_000_000_000, now });
  const env = { TOLLGATE_REDIS_PREFIX: prefix, TOLLGATE_TOKEN_KEYS: 'k'.repeat(32) };
  const sidecars = await Promise.all([startTollgate({ env }), startTollgate({ env })]);
  let gateways = 0;
  return {
    sidecars,
    store,
    keys,
    past,
    async gatewayWith(calls) {
      gateways += 1;
      const [gatewayId, accountId] = [`gw-${gateways}`, `acme-${gateways}`];
      await createAccount(past, accountId, 1_000_000);
      const ids = Array.from({ length: calls }, (_, n) => `h${n}`);
      const { facts, timing } = call(accountId, '');
      const long = { ...timing, ringSeconds: 600, graceSeconds: 600 };
      for (const holdId of ids) {
        await past.authorize(call(accountId, holdId, { facts: { ...facts, gatewayId }, timing: long }));
      }
      let lists = 0;
      return {
        gatewayId,
        accountId,
        ids,
        pageOf: (names, changes = {}) => ({
          gatewayId,
          listId: `list-${(lists += 1)}`,
          page: 1,
          last: true,
          activeLegs: names.map((holdId) => ({ accountId, holdId })),
          ...changes,
        }),
        send: (request, sidecar = 0) => sidecars[sidecar].client.reconcile(request),
        async openIds() {
          const { items } = await past.holdsOfGateway(gatewayId, { after: '', limit: 4_000 });
          return items.map(({ holdId }) => holdId).sort();
        },
      };
    },
    async stop() {
      await Promise.all(sidecars.map((sidecar) => sidecar.stop()));
      await store.close();
    },
  };
}

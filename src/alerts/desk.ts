/** What callers ask about alerts: what an account wants to be told, and what became of what it was told. */
import { Fault } from '../domain/fault.ts';
import { accountUnknown } from '../ledger/faults.ts';
import type { AlertStore, DeliveryState, StoredDelivery } from '../ledger/alert-operations.ts';
import type { AccountProfile, Page, PageOf } from '../ledger/port.ts';
import { type Asked, askedText, checkAsked, readAsked } from './asked.ts';
import type { Delivery } from './deliver.ts';
import type { AlertWatch } from './watch.ts';

/** A delivery as it is shown. */
export interface ListedDelivery extends Omit<StoredDelivery, 'text'> {
  readonly accountId: string;
  readonly type: string;
  readonly channel: string;
  readonly receiver: string;
}

export interface AlertDesk {
  /** @throws Fault `ACCOUNT_UNKNOWN` */
  get(accountId: string): Promise<Asked>;
  /** @throws Fault `ACCOUNT_UNKNOWN`, `ALERTS_OFF`, or `INVALID_FIELD` for what contradicts itself */
  set(accountId: string, asked: Asked): Promise<void>;
  /** Those that may be shown; a page may be short although more follow. */
  deliveries(
    state: DeliveryState,
    mayShow: (accountId: string) => boolean,
    page: Page,
  ): Promise<PageOf<ListedDelivery>>;
  /** @returns whether there is such a one that was given up */
  resend(accountId: string, id: string): Promise<boolean>;
  resendAll(): Promise<number>;
  /** @returns how many deliveries are under way. @throws Fault `ALERTS_OFF`, `NOTHING_ASKED` */
  test(accountId: string): Promise<number>;
}

export interface DeskParts {
  readonly store: AlertStore;
  readonly profileOf: (accountId: string) => Promise<AccountProfile | undefined>;
  /** Undefined where the settings have no way to send anything. */
  readonly watch: Pick<AlertWatch, 'test' | 'asked'> | undefined;
}

export function createAlertDesk({ store, profileOf, watch }: DeskParts): AlertDesk {
  const placeOf = async (accountId: string): Promise<AccountProfile> => {
    const profile = await profileOf(accountId);
    if (profile === undefined) throw accountUnknown();
    return profile;
  };
  const asked = async (accountId: string): Promise<Asked> =>
    readAsked((await store.alertsOf(await placeOf(accountId), [])).asked);
  return {
    get: asked,
    async set(accountId, wanted) {
      checkAsked(wanted);
      const isNothing = wanted.kinds.length === 0 && wanted.contacts.length === 0;
      if (watch === undefined && !isNothing) throw alertsOff();
      const place = await placeOf(accountId);
      const isWatched = wanted.kinds.length > 0;
      await store.setAlerts(place, isNothing ? '' : askedText(wanted), isWatched);
      watch?.asked(place, isWatched);
    },
    async deliveries(state, mayShow, page) {
      const { items, next } = await store.deliveries(state, page);
      return { items: items.map(listed).filter(({ accountId }) => mayShow(accountId)), next };
    },
    resend: async (accountId, id) => store.resend(await placeOf(accountId), id),
    resendAll: () => store.resendAll(),
    async test(accountId) {
      if (watch === undefined) throw alertsOff();
      const { kinds } = await asked(accountId);
      if (kinds.length > 0) return watch.test(accountId);
      throw new Fault('NOTHING_ASKED', 'this account asks for no alerts; say what it wants to be told with SetAlerts');
    },
  };
}

function alertsOff(): Fault {
  return new Fault('ALERTS_OFF', 'the settings have no way to send alerts: set alerts.smtp or alerts.webhooks');
}

function listed({ text, ...stored }: StoredDelivery): ListedDelivery {
  const { target, event } = JSON.parse(text) as Delivery;
  const { channel } = target;
  const receiver = target.channel === 'email' ? target.email : target.endpoint;
  return { ...stored, accountId: event.data.account_id, type: event.type, channel, receiver };
}

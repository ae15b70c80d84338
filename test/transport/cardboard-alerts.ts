/** A desk of alerts that notes what it was asked. */
import type { AlertDesk } from '../../src/alerts/desk.ts';
import type { Asked } from './cardboard.ts';

const NOTHING = {
  kinds: [],
  lowBalance: { amountMilliCents: undefined, percent: undefined, days: undefined },
  contacts: [],
};

export function cardboardAlerts(asked: Asked[]): AlertDesk {
  return {
    get: (accountId) => {
      asked.push({ verb: 'getAlerts', request: accountId });
      return Promise.resolve(NOTHING);
    },
    set: (accountId, wanted) => {
      asked.push({ verb: 'setAlerts', request: { accountId, ...wanted } });
      return Promise.resolve();
    },
    deliveries: (state, mayShow, page) => {
      asked.push({ verb: 'alertDeliveries', request: { state, page } });
      const one = { id: 'alert_1.1', state, atMs: 1, tries: 1, why: '', type: 'account.test', channel: 'email' };
      const items = ['acme', 'acme2'].map((accountId) => ({ ...one, accountId, receiver: 'anna@example.com' }));
      return Promise.resolve({ items: items.filter(({ accountId }) => mayShow(accountId)), next: '' });
    },
    resend: (accountId, id) => {
      asked.push({ verb: 'resendAlert', request: { accountId, id } });
      return Promise.resolve(true);
    },
    resendAll: () => {
      asked.push({ verb: 'resendAlerts', request: {} });
      return Promise.resolve(2);
    },
    test: (accountId) => {
      asked.push({ verb: 'testAlerts', request: accountId });
      return Promise.resolve(1);
    },
  };
}

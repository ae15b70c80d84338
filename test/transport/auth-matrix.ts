/** Every verb with the roles that may call it. */
import type { Role } from '../../src/transport/auth.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';

export const ROLES: readonly Role[] = ['gateway', 'billing', 'viewer', 'account_admin', 'admin'];

/** Which roles may; everybody else is refused. From the proto's comments on the services. */
const TRAFFIC: readonly Role[] = ['gateway', 'admin'];
const READ: readonly Role[] = ['gateway', 'billing', 'viewer', 'account_admin', 'admin'];
const CHANGE: readonly Role[] = ['billing', 'admin'];
const ADD_CREDIT: readonly Role[] = ['account_admin', 'billing', 'admin'];
const READ_RECHARGE: readonly Role[] = ['viewer', 'account_admin', 'billing', 'admin'];
const CATALOG: readonly Role[] = ['billing', 'viewer', 'admin'];

export const MATRIX: readonly (readonly [
  name: string,
  call: (client: TollgateClient) => Promise<unknown>,
  roles: readonly Role[],
])[] = [
  ['Authorize', (c) => c.authorize({ accountId: 'a-1', holdId: 'h', direction: 1, to: '+1' }), TRAFFIC],
  ['Answer', (c) => c.answer({ accountId: 'a-1', holdId: 'h' }), TRAFFIC],
  ['Extend', (c) => c.extend({ accountId: 'a-1', holdId: 'h', connectedSeconds: 1, sequence: 1 }), TRAFFIC],
  ['Settle', (c) => c.settle({ accountId: 'a-1', holdId: 'h', connectedSeconds: 1 }), TRAFFIC],
  ['Release', (c) => c.release({ accountId: 'a-1', holdId: 'h' }), TRAFFIC],
  ['Charge', (c) => c.charge({ accountId: 'a-1', service: 'sms' }), TRAFFIC],
  ['Quote', (c) => c.quote({ accountId: 'a-1' }), TRAFFIC],
  ['CreateAccount', (c) => c.createAccount({ accountId: 'a-1' }), CHANGE],
  ['UpdateAccount', (c) => c.updateAccount({ accountId: 'a-1' }), CHANGE],
  ['AddCredit', (c) => c.addCredit({ accountId: 'a-1', amountMilliCents: 1, idempotencyKey: 'k' }), ADD_CREDIT],
  ['AdjustBalance', (c) => c.adjustBalance({ accountId: 'a-1', amountMilliCents: 1, idempotencyKey: 'k' }), CHANGE],
  ['GetRecharge', (c) => c.getRecharge({ accountId: 'a-1' }), READ_RECHARGE],
  ['RecommendRecharge', (c) => c.recommendRecharge({ accountId: 'a-1' }), READ_RECHARGE],
  ['SetRecharge', (c) => c.setRecharge({ accountId: 'a-1' }), ADD_CREDIT],
  ['SetPaymentMethod', (c) => c.setPaymentMethod({ accountId: 'a-1' }), ADD_CREDIT],
  ['VerifyPaymentMethod', (c) => c.verifyPaymentMethod({ accountId: 'a-1' }), ADD_CREDIT],
  ['ConfirmPaymentMethod', (c) => c.confirmPaymentMethod({ accountId: 'a-1', amountMilliCents: 1 }), ADD_CREDIT],
  [
    'PurchaseCredit',
    (c) => c.purchaseCredit({ accountId: 'a-1', amountMilliCents: 1, idempotencyKey: 'k' }),
    ADD_CREDIT,
  ],
  [
    'ReportRecharge',
    (c) => c.reportRecharge({ accountId: 'a-1', rechargeId: 'rc_0_1', state: 'PAYMENT_STATE_PAID' }),
    CHANGE,
  ],
  ['ReportInvoicePaid', (c) => c.reportInvoicePaid({ accountId: 'a-1', invoiceId: 'i' }), CHANGE],
  ['GetAccount', (c) => c.getAccount({ accountId: 'a-1' }), READ],
  ['ListHolds', (c) => c.listHolds({ accountId: 'a-1' }), READ],
  ['ListMovements', (c) => collect(c.listMovements({ accountId: 'a-1' })), READ],
  ['GetUsage', (c) => c.getUsage({ accountId: 'a-1' }), READ],
  ['SetSubject', (c) => c.setSubject({ accountId: 'a-1', subjectId: 's' }), CHANGE],
  ['DeleteSubject', (c) => c.deleteSubject({ accountId: 'a-1', subjectId: 's' }), CHANGE],
  ['GetSubject', (c) => c.getSubject({ accountId: 'a-1', subjectId: 's' }), READ],
  ['ListSubjects', (c) => c.listSubjects({ accountId: 'a-1' }), READ],
  ['GetCatalog', (c) => c.getCatalog({}), CATALOG],
  ['CheckCatalog', (c) => c.checkCatalog({}), CATALOG],
  ['ExplainNumber', (c) => c.explainNumber({ number: '+1' }), CATALOG],
  ['ReloadCatalog', (c) => c.reloadCatalog({}), ['admin']],
  ['GetStore', (c) => c.getStore({}), ['admin']],
  ['AcceptStore', (c) => c.acceptStore({}), ['admin']],
  ['ListAsideHolds', (c) => c.listAsideHolds({}), ['admin']],
  ['GetSpool', (c) => c.getSpool({}), ['admin']],
  ['ListSpoolRecords', (c) => c.listSpoolRecords({}), ['admin']],
  ['ImportSpool', (c) => c.importSpool({ segment: Buffer.from('x') }), ['admin']],
  ['ReplaySpool', (c) => c.replaySpool({}), ['admin']],
  ['ListSpoolQuarantine', (c) => c.listSpoolQuarantine({}), ['admin']],
  [
    'ResolveSpoolQuarantine',
    (c) => c.resolveSpoolQuarantine({ id: 1, resolution: 'SPOOL_RESOLUTION_DROP' }),
    ['admin'],
  ],
  ['RetryAsideHolds', (c) => c.retryAsideHolds({ all: true }), ['admin']],
  ['VerifyStore', (c) => collect(c.verifyStore({})), ['admin']],
  ['ListSidecars', (c) => c.listSidecars({}), ['admin']],
  ['ExportStore', (c) => collect(c.exportStore({})), ['admin']],
  ['RestoreStore', (c) => c.restoreStore({ lines: ['{}'] }), ['admin']],
  ['AcceptAccount', (c) => c.acceptAccount({ accountId: 'a-1' }), ['admin']],
];

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Who may do what: one table. */
import type { MethodName } from '../handlers/method.ts';

/**
 * - `gateway` moves traffic and may look at accounts;
 * - `billing` opens accounts and moves credit;
 * - `viewer` looks;
 * - `admin` does everything.
 */
export type Role = 'gateway' | 'billing' | 'viewer' | 'admin';

const TRAFFIC: readonly Role[] = ['gateway', 'admin'];
const READ_ACCOUNTS: readonly Role[] = ['gateway', 'billing', 'viewer', 'admin'];
const CHANGE_ACCOUNTS: readonly Role[] = ['billing', 'admin'];
const READ_CATALOG: readonly Role[] = ['billing', 'viewer', 'admin'];
const OPERATE: readonly Role[] = ['admin'];

interface Access {
  readonly roles: readonly Role[];
  /**
   * What a token that is limited to some accounts may do: `account` methods name an account, which must be one of them;
   * `shared` methods show nothing that belongs to anybody; `whole` methods act on everybody and are refused.
   */
  readonly reach: 'account' | 'shared' | 'whole';
}

const ACCESS: Readonly<Record<MethodName, Access>> = {
  Authorize: { roles: TRAFFIC, reach: 'account' },
  AuthorizeBatch: { roles: TRAFFIC, reach: 'account' },
  Answer: { roles: TRAFFIC, reach: 'account' },
  Extend: { roles: TRAFFIC, reach: 'account' },
  Settle: { roles: TRAFFIC, reach: 'account' },
  Release: { roles: TRAFFIC, reach: 'account' },
  Charge: { roles: TRAFFIC, reach: 'account' },
  Quote: { roles: TRAFFIC, reach: 'account' },
  Reconcile: { roles: TRAFFIC, reach: 'whole' },
  Session: { roles: TRAFFIC, reach: 'whole' },
  CreateAccount: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  UpdateAccount: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  AddCredit: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  AdjustBalance: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  SetSubject: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  DeleteSubject: { roles: CHANGE_ACCOUNTS, reach: 'account' },
  GetSubject: { roles: READ_ACCOUNTS, reach: 'account' },
  ListSubjects: { roles: READ_ACCOUNTS, reach: 'account' },
  GetAccount: { roles: READ_ACCOUNTS, reach: 'account' },
  ListHolds: { roles: READ_ACCOUNTS, reach: 'account' },
  ListMovements: { roles: READ_ACCOUNTS, reach: 'account' },
  GetUsage: { roles: READ_ACCOUNTS, reach: 'account' },
  WatchAccount: { roles: READ_ACCOUNTS, reach: 'account' },
  GetCatalog: { roles: READ_CATALOG, reach: 'shared' },
  ExplainNumber: { roles: READ_CATALOG, reach: 'shared' },
  CheckCatalog: { roles: READ_CATALOG, reach: 'whole' },
  ReloadCatalog: { roles: OPERATE, reach: 'whole' },
  ReplayHolds: { roles: OPERATE, reach: 'whole' },
};

/** The access rule of a method. */
export function accessTo(method: MethodName): Access {
  return ACCESS[method];
}

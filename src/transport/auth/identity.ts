/** Who is calling, and whether they may do this. */
import { Fault } from '../../domain/fault.ts';
import type { Message } from '../handlers/fields.ts';
import type { MethodName } from '../handlers/method.ts';
import { accessTo, type Role } from './roles.ts';

export interface Identity {
  /** For the log. */
  readonly name: string;
  readonly role: Role;
  /** Only accounts whose ids begin with this; empty is all of them. */
  readonly accountPrefix: string;
}

/**
 * Why this identity may not send this message; undefined when it may. Accounts are named by `account_id` and, when one is
 * opened below another, `parent_account_id`: both must be in reach, or a tenant could hang an account under somebody else's.
 */
export function refusal(identity: Identity, method: MethodName, message: Message): Fault | undefined {
  const access = accessTo(method);
  if (!access.roles.includes(identity.role)) {
    return new Fault(
      'permission_denied',
      'ROLE_NOT_ALLOWED',
      `${method} needs role ${access.roles.join(' or ')}; this caller has ${identity.role}`,
    );
  }
  if (identity.accountPrefix === '' || access.reach === 'shared') return undefined;
  if (access.reach === 'whole') {
    return new Fault(
      'permission_denied',
      'SCOPE_NOT_ALLOWED',
      `${method} needs a caller that is not limited to some accounts`,
    );
  }
  // Whose credit a parent's is cannot be seen from here, so only who opens the account, naming both, may open the parent's purse to it.
  if (method === 'UpdateAccount' && message['fundedBy'] === 'parent') {
    return new Fault(
      'permission_denied',
      'SCOPE_NOT_ALLOWED',
      'funded_by: letting a parent pay needs a caller that is not limited to some accounts',
      { field: 'funded_by' },
    );
  }
  const inReach = (accountId: unknown) => typeof accountId === 'string' && accountId.startsWith(identity.accountPrefix);
  const parent = message['parentAccountId'];
  if (inReach(message['accountId']) && (parent === undefined || parent === '' || inReach(parent))) return undefined;
  return new Fault('permission_denied', 'ACCOUNT_NOT_IN_SCOPE', 'this caller may not act on this account');
}

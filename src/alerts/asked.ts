/** What an account wants to be told and who is told: the shape, the rules that it must obey, and how it is stored. */
import { ALERT_KINDS, type AlertKind, CONTACT_ROLES, type ContactRole } from '../domain/alert-kinds.ts';
import { invalidField } from '../domain/fault.ts';

export interface Contact {
  readonly role: ContactRole;
  readonly email: string;
  /** For the address line; may be empty. */
  readonly name: string;
  /** Hears of the accounts below this one too. */
  readonly accountsBelow: boolean;
}

/** When a balance is low; each of them that is given is a line of its own. */
export interface LowBalance {
  readonly amountMilliCents: number | undefined;
  /** Of what the plan gives in a period, 1 to 100. */
  readonly percent: number | undefined;
  /** Days that the credit would last, 1 to 366. */
  readonly days: number | undefined;
}

export interface Asked {
  readonly kinds: readonly AlertKind[];
  readonly lowBalance: LowBalance;
  readonly contacts: readonly Contact[];
}

const NOTHING_ASKED: Asked = {
  kinds: [],
  lowBalance: { amountMilliCents: undefined, percent: undefined, days: undefined },
  contacts: [],
};

/** RFC 5321, 4.5.3.1.3, without the angle brackets. */
const EMAIL_MAX = 254;
const LOCAL_PART_MAX = 64;
/**
 * Dot-atoms of RFC 5322 before the @, and letters of any script: what anybody has in practice. Quoted parts, comments
 * and lists would let one address be read as several.
 */
const EMAIL =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@([\p{L}\p{N}-]+\.)*[\p{L}\p{N}-]+$/u;

function emailProblem(email: string): string | undefined {
  if (email === '') return 'is required';
  const at = email.lastIndexOf('@');
  const isShort = Buffer.byteLength(email) <= EMAIL_MAX && Buffer.byteLength(email.slice(0, at)) <= LOCAL_PART_MAX;
  return isShort && EMAIL.test(email) ? undefined : 'must be one address such as anna@example.com';
}

/** @throws Fault `INVALID_FIELD` for what contradicts itself, or could never be told. */
export function checkAsked({ kinds, lowBalance, contacts }: Asked): void {
  const lines = Object.values(lowBalance).filter((line) => line !== undefined);
  const wantsLow = kinds.includes('low_balance');
  if (wantsLow && lines.length === 0) {
    throw invalidField(
      'kinds',
      'low_balance needs low_balance_milli_cents, low_balance_percent or low_balance_days beside it',
    );
  }
  if (!wantsLow && lines.length > 0) {
    throw invalidField('kinds', 'must have low_balance where there is a low_balance_... field');
  }
  const seen = new Set<string>();
  for (const [index, { email }] of contacts.entries()) {
    const problem = emailProblem(email);
    if (problem !== undefined) throw invalidField(`contacts[${index}].email`, problem);
    const key = email.toLowerCase();
    if (seen.has(key)) throw invalidField(`contacts[${index}].email`, `${email} is there twice`);
    seen.add(key);
  }
}

/* How it is stored: JSON, as the ledger keeps it. */

export function askedText(asked: Asked): string {
  return JSON.stringify(asked);
}

/** Nothing where nobody has said. Kinds and roles that a later version knows are left out. */
export function readAsked(text: string): Asked {
  if (text === '') return NOTHING_ASKED;
  const { kinds, lowBalance, contacts } = JSON.parse(text) as Asked;
  return {
    kinds: ALERT_KINDS.filter((kind) => kinds.includes(kind)),
    lowBalance: { ...NOTHING_ASKED.lowBalance, ...lowBalance },
    contacts: contacts.filter(({ role }) => CONTACT_ROLES.includes(role)),
  };
}

/* Who is told. */

const ROLES_TOLD: Readonly<Record<AlertKind, readonly ContactRole[]>> = {
  low_balance: ['admin', 'billing'],
  status_amber: ['admin', 'billing'],
  status_red: ['admin', 'billing'],
  status_green: ['admin', 'billing'],
  plan_exhausted: ['admin', 'billing'],
  limit_reached: ['admin', 'technical'],
  hold_stranded: ['admin', 'technical'],
  recharge_failed: ['admin', 'billing'],
};

/**
 * All contacts of the account whose role the kind concerns (rule MC-7); where it has none, those of the nearest account
 * above that has some; and who wants to hear of the accounts below. Everybody once.
 *
 * @param above - what the accounts above it have said, the nearest first
 */
export function contactsFor(kind: AlertKind, own: Asked, above: readonly Asked[]): readonly Contact[] {
  const concerned = ({ role }: Contact): boolean => ROLES_TOLD[kind].includes(role);
  const nearest = [own, ...above].map(({ contacts }) => contacts.filter(concerned)).find(({ length }) => length > 0);
  const others = above.flatMap(({ contacts }) => contacts.filter((each) => each.accountsBelow && concerned(each)));
  const byEmail = new Map<string, Contact>();
  for (const contact of [...(nearest ?? []), ...others]) {
    const key = contact.email.toLowerCase();
    if (!byEmail.has(key)) byEmail.set(key, contact);
  }
  return [...byEmail.values()];
}

/**
 * The case in which everything is in play: offices of companies, the company pays out of an allowance of the caller's,
 * plan credits, a lot and its balance, and two limits count.
 */
import { accountName } from './load.ts';
import { addCredit, openAccount, type Product } from './product.ts';

/**
 * Of an hour the subject's allowance covers a minute, plan credits half an hour, the lot ten minutes, and the balance
 * the rest.
 */
export const EVERYTHING_CATALOG = {
  'plans.yaml': `plans:
  default:
    signup_credit: '5.00'
    credits: { amount: '1.50' }
    allowances:
      - { name: minutes, match: { service: call }, per: subject, minutes: 1 }
`,
  'limits.yaml': `rules:
  - { name: agent, per: subject, max_open_holds: 1000 }
  - { name: cycle, max_spend_per_cycle: '10000.00' }
`,
} as const;

/** Ten minutes of a call. */
export const LOT_MILLI_CENTS = 50_000;
const OFFICES_PER_COMPANY = 4;
const DAY_MS = 86_400_000;

/** Opens so many offices, named as the accounts of every load, and their companies. */
export async function openOffices(
  product: Pick<Product, 'accounts'>,
  offices: number,
  balanceMilliCents: number,
): Promise<void> {
  for (let index = 0; index < offices; index++) {
    const company = `company-${Math.floor(index / OFFICES_PER_COMPANY)}`;
    if (index % OFFICES_PER_COMPANY === 0) {
      await openAccount(product, company, balanceMilliCents);
      await addCredit(product, company, LOT_MILLI_CENTS, 'lot', Date.now() + 30 * DAY_MS);
    }
    await openAccount(product, accountName(index), 0, { parentAccountId: company });
  }
}

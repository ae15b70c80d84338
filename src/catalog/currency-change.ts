/** A running Tollgate does not change the currency under its accounts. */
import { Fault } from '../domain/fault.ts';
import type { AccountCurrencies } from './manager-port.ts';

/**
 * Why the catalog may not count in this currency from now on: accounts of another one would be denied everything. It
 * may go back to that of all accounts.
 *
 * @param inForce - currency of the catalog in force; undefined before the first one, which may count in any.
 */
export async function currencyRefusal(
  currency: string,
  inForce: string | undefined,
  accountCurrencies: AccountCurrencies | undefined,
): Promise<readonly [message: string, hint: string] | undefined> {
  if (inForce === undefined || inForce === currency || accountCurrencies === undefined) return undefined;
  const change = `the currency cannot change from ${inForce} to ${currency}`;
  try {
    const found = await accountCurrencies();
    const others = new Set([...found].map((each) => each || inForce).filter((each) => each !== currency));
    if (others.size === 0) return undefined;
    const hint = 'keep the currency; accounts of another one belong in a store of their own (redis.prefix)';
    return [`${change}: there are accounts in ${[...others].sort().join(', ')}`, hint];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [`${change} now: nobody knows whether there are accounts (${error.message})`, RELOAD_LATER];
  }
}

const RELOAD_LATER = 'reload the catalog again when the store is there: `tollgate catalog reload`';

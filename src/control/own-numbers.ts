/** Whether a number is one of an account's own. The compiled matcher lives as long as the profile that it was made from. */
import { ownNumberMatcher } from '../domain/phone/numbers-match.ts';
import type { AccountProfile } from '../ledger/port.ts';

export class OwnNumbers {
  readonly #matchers = new WeakMap<AccountProfile, (e164: string) => boolean>();

  /** Those of the account and of its parents. */
  has(chain: readonly AccountProfile[], e164: string): boolean {
    return chain.some((profile) => this.#isOf(profile, e164));
  }

  #isOf(profile: AccountProfile, e164: string): boolean {
    if (profile.numbers.length === 0) return false;
    let matches = this.#matchers.get(profile);
    if (matches === undefined) {
      matches = ownNumberMatcher(profile.numbers);
      this.#matchers.set(profile, matches);
    }
    return matches(e164);
  }
}

/** What became of an attempt to send something. */
export type Attempt =
  | { readonly outcome: 'sent' }
  | {
      readonly outcome: 'failed';
      /** For a person. */
      readonly why: string;
      /** Trying again would come to the same. */
      readonly forGood: boolean;
      /** It may have arrived all the same: nobody answered after all of it had been handed over. */
      readonly uncertain: boolean;
      /** How long the other side wants to be left alone; 0 where it did not say. */
      readonly waitMs: number;
    };

export const SENT: Attempt = { outcome: 'sent' };

export function failed(
  why: string,
  more: Partial<Omit<Extract<Attempt, { outcome: 'failed' }>, 'outcome' | 'why'>> = {},
): Attempt {
  return { outcome: 'failed', why, forGood: false, uncertain: false, waitMs: 0, ...more };
}

/** How close an account is to being denied (rule PM-8). */

export type AccountStatus = 'green' | 'amber' | 'red';

/** The hold that status is judged by, and whether that traffic is blocked at zero. */
export interface StatusHold {
  readonly holdMilliCents: number;
  readonly blockedAtZero: boolean;
}

/** RED when such a hold would be denied now, AMBER when fewer than two fit, else GREEN. */
export function accountStatus(
  funds: { readonly availableMilliCents: number; readonly postedMilliCents: number },
  active: boolean,
  reference: StatusHold | undefined,
): AccountStatus {
  if (!active) return 'red';
  if (reference === undefined) return 'green';
  if (funds.availableMilliCents < reference.holdMilliCents) return 'red';
  if (reference.blockedAtZero && funds.postedMilliCents <= 0) return 'red';
  return funds.availableMilliCents < 2 * reference.holdMilliCents ? 'amber' : 'green';
}

/** What somebody may want to be told of: what happens to an account, and what happens to traffic. */

/** Told once for each time that an account crosses the line, to its contacts and to webhooks. */
export const ALERT_KINDS = [
  'low_balance',
  'status_amber',
  'status_red',
  'status_green',
  'plan_exhausted',
  'limit_reached',
  'hold_stranded',
  'recharge_failed',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Sent to webhooks only, in batches, and a sample: requests denied, those for want of credit, and stranded holds. */
export const TRAFFIC_EVENTS = ['denied', 'exhausted', 'expired'] as const;
export type TrafficEventKind = (typeof TRAFFIC_EVENTS)[number];

/** What somebody is to an account. */
export const CONTACT_ROLES = ['admin', 'billing', 'technical'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

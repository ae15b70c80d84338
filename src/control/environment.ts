/** What every verb works with. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { Ledger } from '../ledger/port.ts';
import type { OwnNumbers } from './own-numbers.ts';
import type { Profiles } from './profiles.ts';
import type { RequestContext } from './requests.ts';
import type { SettleTokens } from './settle-token.ts';
import type { ControlLogger, ControlMetrics } from './telemetry.ts';

export interface Environment {
  readonly ledger: Ledger;
  /** The snapshot in force; a verb takes it once. */
  readonly catalog: () => CatalogSnapshot;
  readonly profiles: Profiles;
  readonly ownNumbers: OwnNumbers;
  readonly tokens: SettleTokens;
  /** `shadow` turns every denial of Authorize and Charge into a counted ALLOW. */
  readonly enforcement: 'enforce' | 'shadow';
  readonly metrics: ControlMetrics;
  readonly logger: ControlLogger;
}

/** The caller's deadline in Redis time, which is what scripts compare with; 0 when there is none. */
export function notAfterMs(environment: Environment, context: RequestContext): number {
  if (context.deadlineAtMs === 0) return 0;
  return Math.floor(environment.ledger.nowMs() + context.deadlineAtMs - Date.now());
}

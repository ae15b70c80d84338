/** What several handlers take. */
import type { PlanExhaustedPolicy } from '../../ledger/port.ts';

/** The most that an account or subject may set as its own cap. */
export const MAX_OPEN_HOLDS = 100_000;

/** What happens when plan credits are used up, or a subject's spending limit. */
export const PLAN_EXHAUSTED: readonly PlanExhaustedPolicy[] = ['stop', 'use_balance'];

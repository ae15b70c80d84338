/** The one subject that the rooms of cardboard know. */
import type { SubjectView } from '../../src/accounts/requests.ts';

export const SUBJECT: SubjectView = {
  profile: {
    subjectId: 'agent-7',
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 0,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  },
  spentMilliCents: 7000,
  cycleEndsAtMs: 1_701_388_800_000,
  allowances: [
    {
      name: 'fair-use',
      subjectId: 'agent-7',
      totalUnits: 180_000,
      usedUnits: 65,
      heldUnits: 3600,
      remainingUnits: 176_335,
      endsAtMs: 1_701_388_800_000,
    },
  ],
};

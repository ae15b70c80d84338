/** Shadow enforcement: the gateway is told to go on, and why it would have been stopped. */
import type { DecisionResult } from './requests.ts';

export function letThroughInShadow(denied: DecisionResult, grantedUnits: number): DecisionResult {
  return {
    ...denied,
    decision: 'allow',
    shadowed: true,
    grantedUnits,
    sipStatus: 0,
    q850Cause: 0,
    fallbackChannel: '',
  };
}

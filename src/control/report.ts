/** One count and one log line for every decision. */
import type { Environment } from './environment.ts';
import type { DecisionResult, RequestContext, TrafficRequest } from './requests.ts';

export function reportDecision(
  environment: Environment,
  verb: 'authorize' | 'charge',
  request: TrafficRequest & { readonly gatewayId: string },
  key: string,
  context: RequestContext,
  result: DecisionResult & { readonly replayed: boolean },
): void {
  const line = {
    verb,
    service: request.service,
    direction: request.direction,
    numberClass: result.numberClass,
    decision: result.decision,
    reason: result.reason,
    shadowed: result.shadowed,
    replayed: result.replayed,
    holdMilliCents: result.holdMilliCents,
    requestId: context.requestId,
    accountId: request.accountId,
    holdId: key,
    subjectId: request.subjectId,
    limit: result.limit,
    gatewayId: request.gatewayId,
    from: request.from,
    to: request.to,
    availableMilliCents: result.availableMilliCents,
    grantedUnits: result.grantedUnits,
  };
  environment.metrics.decision(line);
  environment.logger.decision(line);
}

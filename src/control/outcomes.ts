/**
 * What became of holds and charges: counted and logged in one place, whoever ended them (a settle, a release, the
 * sweeper, a charge, a token).
 */
import type { Fault } from '../domain/fault.ts';
import type { Charged, Proof, ReverseReply, SettleReply, SweepReply } from '../ledger/port.ts';
import { without } from '../ledger/rules/parts.ts';
import type { Environment, SettleFlag, SettleReport } from './environment.ts';
import type { ReverseRequest, TokenSubject } from './requests.ts';

export type Outcome =
  /** A settle or release that the ledger took. `reported` is the connected time or quantity, where one was told. */
  | {
      readonly kind: 'ended';
      readonly verb: 'settle' | 'release';
      readonly hold: TokenSubject;
      readonly reply: SettleReply;
      readonly proof: Proof;
      readonly reported: number | undefined;
    }
  /** A settle of a hold that nobody knows and nothing proves. */
  | { readonly kind: 'refused'; readonly hold: TokenSubject; readonly fault: Fault }
  | { readonly kind: 'swept'; readonly hold: TokenSubject; readonly reply: SweepReply }
  /** One that its gateway does not list any more; what it had reserved is known. */
  | { readonly kind: 'reconciled'; readonly hold: TokenSubject; readonly reply: SweepReply; readonly gatewayId: string }
  /** One that the store had lost, opened again from its token. */
  | {
      readonly kind: 'recreated';
      readonly hold: TokenSubject;
      readonly holdMilliCents: number;
      readonly gatewayId: string;
    }
  | { readonly kind: 'charged'; readonly service: string; readonly reply: Charged }
  | { readonly kind: 'reversed'; readonly request: ReverseRequest; readonly reply: ReverseReply };

/** Each outcome once; a replay is none. */
export function reportOutcome(environment: Environment, outcome: Outcome): void {
  const { metrics, logger } = environment;
  switch (outcome.kind) {
    case 'ended': {
      const { verb, hold, reply, proof, reported } = outcome;
      if (reply.replayed) {
        metrics.replayed(verb);
        return;
      }
      if (proof === 'bad_token' || proof === 'old_token') flag(environment, hold, proof);
      if (reply.service === '') return;
      metrics.settled(settleReport(reply));
      doubt(environment, hold, reply, reported);
      if (reply.orphan) orphanCharged(environment, hold, reply);
      return;
    }
    case 'refused': {
      metrics.orphanSettle('refused');
      logger.warn(
        { ...named(outcome.hold), reason: outcome.fault.reason },
        'a settle came for a hold that the store does not know, without a token that proves it: nothing was charged',
      );
      return;
    }
    case 'swept': {
      const { hold, reply } = outcome;
      metrics.swept(reply.outcome);
      environment.news?.swept(hold, reply);
      if (reply.outcome === 'not_due') return;
      if (reply.settle !== undefined) metrics.settled(settleReport(reply.settle));
      const charged = { outcome: reply.outcome, charged_milli_cents: reply.settle?.chargedMilliCents ?? 0 };
      logger.info({ ...named(hold), ...charged }, 'swept a hold that nobody settled');
      return;
    }
    case 'reconciled': {
      const { hold, reply, gatewayId } = outcome;
      if (reply.outcome === 'not_due' || reply.settle === undefined) return;
      metrics.reconciled(reply.outcome, 1);
      metrics.settled(settleReport(reply.settle));
      const charged = { outcome: reply.outcome, charged_milli_cents: reply.settle.chargedMilliCents };
      logger.info(
        { ...named(hold), gateway_id: gatewayId, ...charged },
        'ended a hold that its gateway does not list any more',
      );
      return;
    }
    case 'recreated': {
      const { hold, holdMilliCents, gatewayId } = outcome;
      metrics.reconciled('recreated', 1);
      logger.warn(
        { ...named(hold), gateway_id: gatewayId, hold_milli_cents: holdMilliCents },
        'a gateway lists a leg that the store had lost: its hold was opened again from its token',
      );
      return;
    }
    case 'charged': {
      if (!outcome.reply.replayed) metrics.charged(outcome.service, outcome.reply.parts);
      return;
    }
    case 'reversed': {
      const { request, reply } = outcome;
      if (reply.replayed) {
        metrics.replayed('reverse');
        return;
      }
      metrics.reversed(reply.service, reply.reversedMilliCents);
      logger.info(reversalFacts(request, reply), 'gave a charge back');
    }
  }
}

/** What interim settles charged was reported when they did. */
function settleReport(reply: SettleReply): SettleReport {
  const { parts, earlierParts } = reply;
  return earlierParts.length === 0 ? reply : { ...reply, parts: without(parts, earlierParts) };
}

function reversalFacts({ accountId, target }: ReverseRequest, reply: ReverseReply) {
  return {
    account_id: accountId,
    ...(target.kind === 'hold' ? { hold_id: target.holdId } : { charge_idempotency_key: target.chargeKey }),
    reversed_milli_cents: reply.reversedMilliCents,
    reversed_units: reply.reversedUnits,
    lapsed_milli_cents: reply.lapsedMilliCents,
  };
}

function named({ accountId, holdId }: TokenSubject) {
  return { account_id: accountId, hold_id: holdId };
}

/**
 * The hold was known, so it was ended all the same; but a gateway that mixes up its tokens will lose an orphan one day.
 */
function flag(environment: Environment, hold: TokenSubject, why: SettleFlag): void {
  environment.metrics.settleFlag(why);
  environment.logger.warn(
    { ...named(hold), flag: why },
    why === 'bad_token'
      ? 'a hold was ended with a settle token that is not its own'
      : 'a hold was ended with a settle token that is too old to prove anything',
  );
}

/** Whoever reads the report of the gateway should know that it was not, or not wholly, believed. */
function doubt(
  environment: Environment,
  hold: TokenSubject,
  { clamped, inconsistent, billedUnits }: SettleReply,
  reported: number | undefined,
): void {
  if (!clamped && !inconsistent) return;
  const flags = [...(clamped ? ['clamped'] : []), ...(inconsistent ? ['inconsistent'] : [])];
  environment.logger.warn(
    { ...named(hold), flags, reported, billed_units: billedUnits },
    clamped
      ? 'a settle reported more than can have been used: it was cut to that'
      : 'a settle contradicted itself: connected for longer than it lasted, or over before it was authorized',
  );
}

function orphanCharged(environment: Environment, hold: TokenSubject, reply: SettleReply): void {
  environment.metrics.orphanSettle('charged');
  environment.logger.warn(
    { ...named(hold), charged_milli_cents: reply.chargedMilliCents },
    'a settle was charged from its token, because the store does not know the hold',
  );
}

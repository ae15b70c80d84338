/**
 * The past once more, under another catalog. Each call is assessed by the real rules and funded by the reference
 * ledger; a gateway is played that does what a gateway should: it asks for more time shortly before a grant is over,
 * ends the call when there is none, and settles at once. Pure: the same past and catalog always give the same figures.
 */
import type { CatalogSnapshot, HoldRule } from '../catalog/snapshot.ts';
import { assess, type Assessment } from '../control/assess.ts';
import { operationFor } from '../control/authorize.ts';
import { OwnNumbers } from '../control/party.ts';
import type { TrafficRequest } from '../control/requests.ts';
import type { DenialReason } from '../domain/decision.ts';
import { Fault } from '../domain/fault.ts';
import { wholeSeconds } from '../domain/terms.ts';
import type { AuthorizeOperation, Denied } from '../ledger/port.ts';
import { Agenda } from './agenda.ts';
import { knowing } from './archived-numbers.ts';
import type { HeldStep } from './held-money.ts';
import type { PastCall, PastCredit } from './past-call.ts';
import { type AccountOf, type OpenHold, ReplayWorld } from './world.ts';

/** How the gateway that is played ends calls whose grant is over. */
export type Gateway =
  /** It ends them. */
  | 'cuts'
  /** It lets them run: what they cost beyond their hold is taken from what is left, or written off. */
  | 'lets_run';

export interface ReplayOptions {
  readonly snapshot: CatalogSnapshot;
  readonly accountOf: AccountOf;
  /** In the order in which they began. */
  readonly calls: readonly PastCall[];
  /** In the order of time. */
  readonly credits: readonly PastCredit[];
  readonly gateway: Gateway;
  /** Puts another hold rule in the place of the catalog's. */
  readonly tune?: (rule: HoldRule, service: string) => HoldRule;
}

/** What became of one call of the past. Money in milli-cents, units in the unit of its service. */
export interface Outcome {
  readonly call: PastCall;
  /** An `emergency` call needs no credit; an `unratable` one is none that the catalog knows. */
  readonly kind: 'admitted' | 'denied' | 'emergency' | 'unratable';
  /** Of a denial; or what is wrong with an unratable call, in words. */
  readonly reason: DenialReason | '';
  readonly message: string;
  readonly holdRule: string;
  /** What it is counted in; empty where that is not known. */
  readonly unit: string;
  /** Whether the money was missing for the hold, and there was enough for what the call came to. */
  readonly fitsSmallerHold: boolean;
  /** What was held, from when on; empty where there was no hold. */
  readonly held: readonly HeldStep[];
  readonly endedAtMs: number;
  /** In all. */
  readonly grantedUnits: number;
  /** What it used in the past. */
  readonly usedUnits: number;
  readonly costMilliCents: number;
  /** What could not be taken from anybody. */
  readonly writeOffMilliCents: number;
  /** What it would have gone on for, had its grant not been over. */
  readonly cutUnits: number;
  /** What it would cost beyond its grant if the gateway let it run, and what of that nobody would pay. */
  readonly overrunMilliCents: number;
  readonly overrunWriteOffMilliCents: number;
  readonly extends: number;
}

/** A gateway asks for more so long before the end of a grant, or half a step before it. */
const EXTEND_LEAD_SECONDS = 10;

/** Of one moment: what ends frees its money, and what is added is there, before others need it. */
const RANK = { end: 0, credit: 1, extend: 2 } as const;

const MONEY_REASONS: ReadonlySet<DenialReason> = new Set<DenialReason>([
  'INSUFFICIENT_CREDIT',
  'PLAN_EXHAUSTED',
  'SPEND_LIMIT',
]);

/** Whether a denial for this reason is one for want of money. */
export function isForMoney(reason: DenialReason | ''): boolean {
  return reason !== '' && MONEY_REASONS.has(reason);
}

/** Plays the past, as fast as the outcomes are taken. They come in the order in which they are known. */
export function* replay(options: ReplayOptions): Generator<Outcome> {
  yield* new Replay(options).run();
}

/** A call that is up. */
interface Running {
  readonly call: PastCall;
  readonly assessment: Assessment;
  readonly open: OpenHold;
  /** Whole units that it used in the past. */
  readonly used: number;
  readonly held: HeldStep[];
  extends: number;
}

class Replay {
  readonly #options: ReplayOptions;
  readonly #world: ReplayWorld;
  readonly #ownNumbers = new OwnNumbers();
  readonly #agenda = new Agenda<Running | PastCredit>();

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#world = new ReplayWorld(options.snapshot, options.accountOf);
    for (const credit of options.credits) this.#agenda.add(credit.atMs, RANK.credit, credit);
  }

  *run(): Generator<Outcome> {
    for (const call of this.#options.calls) {
      yield* this.#before(call.startMs);
      const outcome = this.#begin(call);
      if (outcome !== undefined) yield outcome;
    }
    yield* this.#before(Infinity);
  }

  /** Does what is due up to the moment at which another call begins. */
  *#before(atMs: number): Generator<Outcome> {
    for (;;) {
      const { nextAtMs, nextRank } = this.#agenda;
      if (nextAtMs > atMs) return;
      const due = this.#agenda.take();
      if (due === undefined) return;
      if ('amountMilliCents' in due) this.#world.credit(due);
      else if (nextRank === RANK.extend) this.#extend(due, nextAtMs);
      else yield this.#end(due, nextAtMs);
    }
  }

  /** Undefined where the call is up. */
  #begin(call: PastCall): Outcome | undefined {
    const { snapshot, tune } = this.#options;
    const isOut = call.direction === 'outbound' || call.parentHoldId !== '';
    if (isOut && snapshot.isEmergency(call.to)) return { ...nothing(call), kind: 'emergency' };
    try {
      const party = this.#world.party(call, call.startMs);
      const request = requestOf(call);
      const known = call.other === undefined ? snapshot : knowing(snapshot, call.other);
      const assessed = assess(known, request, party, this.#ownNumbers, call.startMs);
      const holdRule = tune?.(assessed.holdRule, call.service) ?? assessed.holdRule;
      const assessment = holdRule === assessed.holdRule ? assessed : { ...assessed, holdRule };
      const operation = operationFor({ holdId: `${call.line}`, traffic: request }, party, assessment, 0, '');
      return this.#admit(call, assessment, operation);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { ...nothing(call), kind: 'unratable', message: error.message };
    }
  }

  #admit(call: PastCall, assessment: Assessment, operation: AuthorizeOperation): Outcome | undefined {
    const { reply, opened } = this.#world.authorize(operation, call.startMs);
    if (reply.kind === 'denied') return this.#denied(call, assessment, operation, reply);
    if (reply.kind === 'stale' || opened === undefined) throw new Error(`line ${call.line} was stale at once`);
    const held = [{ fromMs: call.startMs, milliCents: reply.holdMilliCents }];
    const used = usedBy(call, assessment);
    this.#schedule({ call, assessment, open: opened, used, held, extends: 0 }, reply.final, call.startMs);
    return undefined;
  }

  #denied(call: PastCall, assessment: Assessment, operation: AuthorizeOperation, { reason }: Denied): Outcome {
    const { terms, verdictDetail, holdRule, service } = assessment;
    const usedUnits = usedBy(call, assessment);
    // A call that nobody answered needs no more than the least that can be granted.
    const needed = Math.max(usedUnits, terms?.firstIncrement ?? 1);
    const fits = isForMoney(reason) && !call.wasDenied && this.#world.admits(operation, needed, call.startMs);
    const unratable = reason === 'NO_RATE' || reason === 'NUMBER_INVALID';
    return {
      ...nothing(call),
      kind: unratable ? 'unratable' : 'denied',
      reason,
      message: unratable ? `${reason}: ${verdictDetail || `no price for ${call.to || 'it'}`}` : '',
      holdRule: holdRule.name,
      unit: service.unit,
      usedUnits,
      fitsSmallerHold: fits,
    };
  }

  /** What happens next to a call: more time is asked for, or it ends. */
  #schedule(running: Running, final: boolean, nowMs: number): void {
    const { call, open, used } = running;
    const { terms, grantedUnits, extendUnits } = open.hold;
    if (terms.unit !== 'second' || used === 0) {
      this.#agenda.add(Math.max(nowMs, call.endMs), RANK.end, running);
      return;
    }
    if (used > grantedUnits && !final) {
      const lead = Math.min(EXTEND_LEAD_SECONDS, Math.floor(extendUnits / 2));
      this.#agenda.add(Math.max(nowMs, call.answerMs + (grantedUnits - lead) * 1000), RANK.extend, running);
      return;
    }
    const endMs = this.#isCut(running) ? call.answerMs + grantedUnits * 1000 : call.endMs;
    this.#agenda.add(endMs, RANK.end, running);
  }

  /** A call that lasted as long as an inexact cut lets it was, or would have been, cut and nobody noticed. */
  #isCut({ open: { hold }, used }: Running): boolean {
    const isOver = hold.terms.unit === 'second' && used > hold.grantedUnits + hold.timing.cutToleranceSeconds;
    return isOver && this.#options.gateway === 'cuts';
  }

  #extend(running: Running, nowMs: number): void {
    const { call, open, held } = running;
    running.extends += 1;
    const connected = Math.max(0, (nowMs - call.answerMs) / 1000);
    const before = open.hold.grantedUnits;
    const reply = this.#world.extend(open, connected, running.extends, nowMs);
    held.push({ fromMs: nowMs, milliCents: open.hold.amountMilliCents });
    this.#schedule(running, reply.final || reply.grantedUnits === before, nowMs);
  }

  #end(running: Running, nowMs: number): Outcome {
    const { call, assessment, open, used, held } = running;
    const { grantedUnits } = open.hold;
    const isCut = this.#isCut(running);
    const beyond = open.hold.terms.unit === 'second' ? Math.max(0, used - grantedUnits) : 0;
    const overrun = beyond > 0 ? this.#overrun(running) : { overrunMilliCents: 0, overrunWriteOffMilliCents: 0 };
    const reported = isCut ? grantedUnits : reportedBy(call, open, used);
    const { chargedMilliCents, writeOffMilliCents } = this.#world.settle(open, reported, nowMs);
    // Written out: spreading one object into another costs more than the settle.
    return {
      call,
      kind: 'admitted',
      reason: '',
      message: '',
      holdRule: assessment.holdRule.name,
      unit: assessment.service.unit,
      fitsSmallerHold: false,
      held,
      endedAtMs: nowMs,
      grantedUnits,
      usedUnits: used,
      costMilliCents: chargedMilliCents,
      writeOffMilliCents,
      cutUnits: isCut ? beyond : 0,
      overrunMilliCents: overrun.overrunMilliCents,
      overrunWriteOffMilliCents: overrun.overrunWriteOffMilliCents,
      extends: running.extends,
    };
  }

  /** What lies beyond the grant: by the same settle, with the time that the call lasted and with its grant. */
  #overrun({ call, open, used }: Running): Pick<Outcome, 'overrunMilliCents' | 'overrunWriteOffMilliCents'> {
    const whole = this.#world.wouldSettle(open, used, call.endMs);
    const granted = this.#world.wouldSettle(open, open.hold.grantedUnits, call.endMs);
    return {
      overrunMilliCents: whole.chargedMilliCents + whole.writeOffMilliCents - granted.chargedMilliCents,
      overrunWriteOffMilliCents: whole.writeOffMilliCents,
    };
  }
}

function requestOf(call: PastCall): TrafficRequest {
  const { accountId, subjectId, gatewayId, parentHoldId, service, direction, from, to, units } = call;
  const asked = { requestedSeconds: 0, text: '', segments: 0, units };
  return { accountId, subjectId, gatewayId, parentHoldId, service, direction, from, to, ...asked };
}

/** In whole units of the service. A message or event is used where it was sent. */
function usedBy(call: PastCall, { service, terms, quantity }: Assessment): number {
  if (service.unit !== 'second') return quantity.units;
  return wholeSeconds({ fraction: terms?.fraction ?? 'up' }, call.connectedSeconds);
}

/** As the switch measured it: the terms of the hold say what a fraction counts. */
function reportedBy(call: PastCall, open: OpenHold, used: number): number {
  return open.hold.terms.unit === 'second' ? call.connectedSeconds : used;
}

function nothing(call: PastCall): Omit<Outcome, 'kind'> {
  return {
    call,
    reason: '',
    message: '',
    holdRule: '',
    unit: '',
    fitsSmallerHold: false,
    held: [],
    endedAtMs: call.startMs,
    grantedUnits: 0,
    usedUnits: 0,
    costMilliCents: 0,
    writeOffMilliCents: 0,
    cutUnits: 0,
    overrunMilliCents: 0,
    overrunWriteOffMilliCents: 0,
    extends: 0,
  };
}

/**
 * The scripts that carry a hold to its end: answer, extend, settle, release, sweep. They run even when Redis is short
 * of memory.
 */
import { Fault } from '../../domain/fault.ts';
import type {
  AnswerOperation,
  AnswerReply,
  ExtendOperation,
  ExtendReply,
  ReleaseOperation,
  SettleClaim,
  SettleOperation,
  SettleReply,
  SweepOperation,
  SweepReply,
} from '../port.ts';
import { holdEnded, reversed, sequenceTooLow, sequenceUsedOtherwise } from '../faults.ts';
import { packFacts, packFunding, packTerms } from '../pinned.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';
import {
  flag,
  FUNDS,
  holdState,
  integer,
  NOW,
  readResult,
  reason,
  type ReplyReader,
  replyShape,
  text,
} from './replies.ts';
import { ownersWord, runOnHold } from './on-hold.ts';
import type { ScriptRunner } from './runner.ts';

const ANSWERED = replyShape({
  nowMs: integer,
  replayed: flag,
  state: holdState,
  grantedUnits: integer,
  holdMilliCents: integer,
  unit: text,
});

const EXTENDED = replyShape({
  nowMs: integer,
  replayed: flag,
  reason,
  grantedUnits: integer,
  holdMilliCents: integer,
  neededMilliCents: integer,
  ...FUNDS,
  unit: text,
  deadlineAtMs: integer,
  final: flag,
  clamped: flag,
});

/** The state, unit, sequence or field for which a request is refused. */
const WHICH = replyShape({ nowMs: integer, which: text });

const DONE = replyShape({
  nowMs: integer,
  replayed: flag,
  result: text,
  service: text,
  changeMilliCents: integer,
  forgivenMilliCents: integer,
  parts: text,
  unit: text,
  orphan: flag,
  holdRule: text,
  grantedUnits: integer,
  earlier: text,
  stillHeldMilliCents: integer,
});

const SETTLED_BEFORE = replyShape({ nowMs: integer, result: text, service: text, parts: text, unit: text });

const EARLY = replyShape({
  nowMs: integer,
  replayed: flag,
  balanceMilliCents: integer,
  availableMilliCents: integer,
});

export async function answer(runner: ScriptRunner, operation: AnswerOperation): Promise<AnswerReply> {
  const reply = await runOnHold(
    runner,
    'answer',
    operation,
    (place) => [
      runner.clockArgument(),
      operation.notAfterMs,
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      operation.nonce ?? '',
    ],
    operation,
  );
  if (reply.status === 'GONE') {
    throw new Fault('HOLD_ENDED', 'the hold was released unanswered and its credit is no longer there; end the call', {
      field: 'hold_id',
    });
  }
  return reply.read(ANSWERED);
}

export async function extend(runner: ScriptRunner, operation: ExtendOperation): Promise<ExtendReply> {
  const reply = await runOnHold(
    runner,
    'extend',
    operation,
    (place) => [
      runner.clockArgument(),
      operation.notAfterMs,
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      operation.connectedSeconds ?? '',
      operation.units ?? '',
      operation.sequence,
      operation.nonce ?? '',
    ],
    operation,
  );
  switch (reply.status) {
    case 'EXTENDED': {
      const extended = reply.read(EXTENDED);
      return { kind: extended.reason === undefined ? 'allowed' : 'denied', ...extended };
    }
    case 'FIELD':
      throw fieldMissing(reply.read(WHICH).which);
    default:
      throw sequenceFault(reply);
  }
}

/** All of a claim as one word: it is read only where the hold is not known. */
function claimWord({ grantedUnits, authorizedAtMs, funding, terms, facts }: SettleClaim): string {
  const numbers = `${grantedUnits} ${authorizedAtMs} ${funding.payer}`;
  return `${numbers} ${packFunding(funding)}\n${packTerms(terms)}\n${packFacts(facts)}`;
}

export async function settle(runner: ScriptRunner, operation: SettleOperation): Promise<SettleReply> {
  const { claim } = operation;
  const reply = await runOnHold(
    runner,
    'settle',
    claim === undefined ? operation : { ...operation, ownerIds: claim.ownerIds },
    (place) => [
      runner.clockArgument(),
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      operation.connectedSeconds ?? '',
      operation.units ?? '',
      operation.durationSeconds,
      operation.q850Cause,
      runner.options.tombstoneMs,
      runner.options.earlyReleaseMs,
      operation.nonce ?? '',
      operation.endedSecondsAgo ?? 0,
      operation.inconsistent === true ? '1' : '',
      claim === undefined ? '' : claimWord(claim),
    ],
    {},
  );
  return ended(reply, operation.durationSeconds);
}

/** Why an Extend or an interim settle cannot go on from what was reported before. */
export function sequenceFault(reply: ReplyReader): Fault {
  switch (reply.status) {
    case 'ENDED':
      return holdEnded(reply.read(WHICH).which);
    case 'LOWER':
      return sequenceTooLow(reply.read(WHICH).which);
    default:
      return sequenceUsedOtherwise();
  }
}

export async function release(runner: ScriptRunner, operation: ReleaseOperation): Promise<SettleReply> {
  const reply = await runOnHold(
    runner,
    'release',
    operation,
    (place) => [
      runner.clockArgument(),
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      operation.q850Cause,
      runner.options.tombstoneMs,
      runner.options.earlyReleaseMs,
      operation.nonce ?? '',
    ],
    {},
  );
  return ended(reply, 0);
}

export async function sweep(runner: ScriptRunner, operation: SweepOperation): Promise<SweepReply> {
  const reply = await runOnHold(
    runner,
    'sweep',
    operation,
    (place) => [
      runner.clockArgument(),
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      runner.options.tombstoneMs,
      operation.missingSinceMs ?? '',
    ],
    {},
  );
  if (reply.status === 'NOT_DUE') return { outcome: 'not_due', settle: undefined, nowMs: reply.read(NOW).nowMs };
  const settled = ended(reply, 0);
  return { outcome: settled.state === 'expired' ? 'expired' : 'released', settle: settled, nowMs: settled.nowMs };
}

/** DONE, EARLY, and the two ways in which an end can be refused. */
export function ended(reply: ReplyReader, durationSeconds: number): SettleReply {
  switch (reply.status) {
    case 'DONE': {
      const { result, ...context } = reply.read(DONE);
      return readResult(result, context);
    }
    case 'EARLY':
      return Object.assign(reply.read(EARLY), { ...NOTHING_ENDED, durationSeconds });
    case 'FIELD':
      throw fieldMissing(reply.read(WHICH).which);
    case 'GIVEN_BACK':
      throw reversed();
    case 'CONFLICT': {
      const { result: words, ...context } = reply.read(SETTLED_BEFORE);
      const unasked = { orphan: false, replayed: true, holdRule: '', grantedUnits: 0 };
      const result = readResult(words, { ...context, ...unasked, ...NOTHING_MOVED });
      throw new Fault('CONFLICT', 'this hold was settled with a different quantity; the first result stands', {
        field: 'hold_id',
        metadata: {
          reservation_status: result.state,
          unit: result.unit,
          billed_units: String(result.billedUnits),
          billed_duration_seconds: String(result.unit === 'second' ? result.billedUnits : 0),
          billing_amount_milli_cents: String(result.chargedMilliCents),
        },
      });
    }
    default:
      throw new Fault('BAD_SCRIPT_REPLY', `unexpected reply ${reply.status}`);
  }
}

/** A quantity that the hold's own unit asks for; the other one says nothing about it. */
function fieldMissing(field: string): Fault {
  const counted = field === 'units' ? 'that is not counted in seconds' : 'counted in seconds';
  return new Fault('INVALID_FIELD', `${field}: required for a hold ${counted}; absent is not zero`, { field });
}

/** The end of what was never begun. */
const NOTHING_ENDED = {
  kind: 'done',
  state: 'released',
  billedUnits: 0,
  chargedMilliCents: 0,
  releasedMilliCents: 0,
  writeOffMilliCents: 0,
  heldMilliCents: 0,
  grantedUnits: 0,
  holdRule: '',
  parts: [],
  earlierParts: [],
  stillHeldMilliCents: 0,
  estimated: false,
  corrected: false,
  clamped: false,
  inconsistent: false,
  ...NOTHING_MOVED,
  service: '',
  unit: '',
  orphan: false,
} as const;

/** The scripts that carry a hold to its end: answer, extend, settle, release, sweep. They run even when Redis is short of memory. */
import type { DenialReason } from '../../domain/decision.ts';
import { Fault } from '../../domain/fault.ts';
import type { HoldState } from '../../domain/hold.ts';
import type {
  AnswerOperation,
  AnswerReply,
  ExtendOperation,
  ExtendReply,
  ReleaseOperation,
  SettleOperation,
  SettleReply,
  SweepOperation,
  SweepReply,
} from '../port.ts';
import { packFacts, packFunding, packTerms } from '../pinned.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';
import { readResult, type ReplyReader } from './replies.ts';
import { ownersWord, runOnHold, type ScriptRunner } from './runner.ts';

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
      runner.options.journalRetentionMs,
    ],
    operation,
  );
  const nowMs = reply.number();
  if (reply.status === 'GONE') {
    throw new Fault('HOLD_ENDED', 'the hold was released unanswered and its credit is no longer there; end the call', {
      field: 'hold_id',
    });
  }
  const replayed = reply.flag();
  return {
    nowMs,
    replayed,
    state: reply.text() as HoldState,
    grantedUnits: reply.number(),
    holdMilliCents: reply.number(),
  };
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
      operation.connectedSeconds,
      operation.sequence,
      runner.options.journalRetentionMs,
    ],
    operation,
  );
  const nowMs = reply.number();
  switch (reply.status) {
    case 'EXTENDED': {
      const replayed = reply.flag();
      const reason = reply.text();
      return {
        kind: reason === '' ? 'allowed' : 'denied',
        reason: reason === '' ? undefined : (reason as DenialReason),
        nowMs,
        replayed,
        grantedUnits: reply.number(),
        holdMilliCents: reply.number(),
        neededMilliCents: reply.number(),
        balanceMilliCents: reply.number(),
        availableMilliCents: reply.number(),
        postedMilliCents: reply.number(),
        unit: reply.text(),
        deadlineAtMs: reply.number(),
        final: reply.flag(),
      };
    }
    case 'ENDED':
      throw new Fault('HOLD_ENDED', `this hold has already ended (${reply.text()})`, {
        field: 'hold_id',
      });
    case 'UNIT':
      throw new Fault('NOT_EXTENDABLE', `a hold counted in ${reply.text()}s cannot be extended`, { field: 'hold_id' });
    case 'LOWER':
      throw new Fault('SEQUENCE_TOO_LOW', `sequence: ${reply.text()} was seen already; count upwards`, {
        field: 'sequence',
      });
    default:
      throw new Fault('CONFLICT', 'sequence: this number was used with another connected_seconds', {
        field: 'sequence',
      });
  }
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
      runner.options.journalRetentionMs,
      claim === undefined ? '' : packTerms(claim.terms),
      claim?.grantedUnits ?? 0,
      claim === undefined ? '' : packFacts(claim.facts),
      claim?.authorizedAtMs ?? 0,
      claim?.funding.payer ?? 0,
      claim === undefined ? '' : packFunding(claim.funding),
    ],
    {},
  );
  return ended(reply, operation.durationSeconds);
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
      runner.options.journalRetentionMs,
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
      runner.options.journalRetentionMs,
    ],
    {},
  );
  if (reply.status === 'NOT_DUE') return { outcome: 'not_due', settle: undefined, nowMs: reply.number() };
  const settled = ended(reply, 0);
  return { outcome: settled.state === 'expired' ? 'expired' : 'released', settle: settled, nowMs: settled.nowMs };
}

/** DONE, EARLY, and the two ways in which an end can be refused. */
function ended(reply: ReplyReader, durationSeconds: number): SettleReply {
  const nowMs = reply.number();
  switch (reply.status) {
    case 'DONE': {
      const replayed = reply.flag();
      const result = reply.text();
      const service = reply.text();
      return readResult(result, {
        service,
        nowMs,
        replayed,
        changeMilliCents: reply.number(),
        forgivenMilliCents: reply.number(),
        parts: reply.text(),
        unit: reply.text(),
        orphan: reply.flag(),
      });
    }
    case 'EARLY': {
      const replayed = reply.flag();
      const balanceMilliCents = reply.number();
      const nothing = {
        billedUnits: 0,
        chargedMilliCents: 0,
        releasedMilliCents: 0,
        writeOffMilliCents: 0,
        heldMilliCents: 0,
        parts: [],
      };
      const flags = { estimated: false, corrected: false, clamped: false, replayed };
      const availableMilliCents = reply.number();
      return {
        kind: 'done',
        state: 'released',
        durationSeconds,
        ...nothing,
        ...flags,
        ...NOTHING_MOVED,
        balanceMilliCents,
        availableMilliCents,
        service: '',
        unit: '',
        orphan: false,
        nowMs,
      };
    }
    case 'FIELD': {
      const field = reply.text();
      throw new Fault('INVALID_FIELD', `${field}: required for a hold counted in seconds; absent is not zero`, {
        field,
      });
    }
    case 'CONFLICT': {
      const text = reply.text();
      const context = {
        service: reply.text(),
        parts: reply.text(),
        unit: reply.text(),
        orphan: false,
        nowMs,
        replayed: true,
        ...NOTHING_MOVED,
      };
      const result = readResult(text, context);
      throw new Fault('CONFLICT', 'this hold was settled with a different quantity; the first result stands', {
        field: 'hold_id',
        metadata: {
          reservation_status: result.state,
          billed_duration_seconds: String(result.billedUnits),
          billing_amount_milli_cents: String(result.chargedMilliCents),
        },
      });
    }
    default:
      throw new Fault('BAD_SCRIPT_REPLY', `unexpected reply ${reply.status}`);
  }
}

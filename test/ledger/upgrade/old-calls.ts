/** Calls and messages as version 9475267 runs them: the half of `old-ledger.ts` that is about holds and charges. */
import { Fault } from '../../../src/domain/fault.ts';
import { unpackTerms } from '../../../src/ledger/pinned.ts';
import type * as port from '../../../src/ledger/port.ts';
import {
  flag,
  FUNDS,
  holdState,
  integer,
  readProfile,
  readResult,
  reason,
  type ReplyReader,
  replyShape,
  text,
} from '../../../src/ledger/redis/replies.ts';
import type { LedgerOptions } from '../../../src/ledger/redis/runner.ts';
import { readParts } from '../../../src/ledger/rules/lots.ts';
import type { ScriptStore } from '../../../src/redis/store.ts';
import { OldRunner } from './old-runner.ts';
import * as words from './old-words.ts';

/** What the old version answered, by the names of the new one. */
export type OldReply = object;

export const TIME = { nowMs: integer } as const;
const NOW = replyShape(TIME);
export const AGAIN = { ...TIME, replayed: flag } as const;
const WHICH = replyShape({ ...TIME, which: text });
const ALLOW = replyShape({
  ...AGAIN,
  holdMilliCents: integer,
  grantedUnits: integer,
  authorizedAtMs: integer,
  shadowed: reason,
  ...FUNDS,
  pinnedTerms: (word) => (word === '' ? undefined : unpackTerms(word)),
});
const DENY = replyShape({
  ...TIME,
  reason,
  neededMilliCents: integer,
  limit: (word) => (word === '0' ? undefined : Number(word) - 1),
  ...FUNDS,
});
const CHARGED = replyShape({
  ...AGAIN,
  billedUnits: integer,
  chargedMilliCents: integer,
  ...FUNDS,
  parts: text,
  shadowed: reason,
});
const ANSWERED = replyShape({ ...AGAIN, state: holdState, grantedUnits: integer, holdMilliCents: integer });
const EXTENDED = replyShape({
  ...AGAIN,
  reason,
  grantedUnits: integer,
  holdMilliCents: integer,
  neededMilliCents: integer,
  ...FUNDS,
});
const DONE = replyShape({
  ...AGAIN,
  result: text,
  service: text,
  changeMilliCents: integer,
  forgivenMilliCents: integer,
  parts: text,
});
const EARLY = replyShape({ ...AGAIN, balanceMilliCents: integer, availableMilliCents: integer });
export class OldCalls {
  protected readonly runner: OldRunner;

  constructor(store: ScriptStore, options: LedgerOptions) {
    this.runner = new OldRunner(store, options);
  }

  nowMs(): number {
    return this.runner.clock() || Date.now();
  }

  async authorize(operation: port.AuthorizeOperation): Promise<OldReply> {
    const { options } = this.runner;
    const keys = options.keys.of(operation.rootAccountId);
    const { accountId, holdId } = operation;
    const owners = operation.owners.flatMap((owner) => keys.owner(owner.accountId));
    const reply = await this.runner.run(
      'authorize',
      [keys.meta, keys.open, keys.journal, keys.hold(accountId, holdId), ...owners],
      [
        ...this.bounds(operation),
        accountId,
        holdId,
        operation.fingerprint,
        ...decided(operation),
        operation.units,
        operation.maxUnits,
        operation.extendUnits,
        operation.minUnits,
        operation.belowHold,
        words.timingWord(operation),
        words.factsWord(operation.facts),
        options.journalRetentionMs,
        ...words.admissionTail(operation),
      ],
    );
    if (reply.status === 'ALLOW') return { kind: 'allowed', ...reply.read(ALLOW) };
    if (reply.status === 'ENDED') throw new Fault('HOLD_ENDED', reply.read(WHICH).which, { field: 'hold_id' });
    return refused(reply, 'hold_id');
  }

  async charge(operation: port.ChargeOperation): Promise<OldReply> {
    const { options } = this.runner;
    const keys = options.keys.of(operation.rootAccountId);
    const { accountId, idempotencyKey } = operation;
    const owners = operation.owners.flatMap((owner) => keys.owner(owner.accountId));
    const reply = await this.runner.run(
      'charge',
      [keys.meta, keys.journal, keys.once(accountId, idempotencyKey)[0], ...owners],
      [
        ...this.bounds(operation),
        accountId,
        idempotencyKey,
        operation.fingerprint,
        ...decided(operation),
        operation.units,
        words.factsWord(operation.facts),
        options.tombstoneMs,
        options.journalRetentionMs,
        operation.note,
        ...words.admissionTail(operation),
      ],
    );
    if (reply.status !== 'CHARGED') return refused(reply, 'idempotency_key');
    const { parts, ...rest } = reply.read(CHARGED);
    return { kind: 'charged', ...rest, parts: readParts(parts, rest.chargedMilliCents) };
  }

  async answer(operation: port.AnswerOperation): Promise<OldReply> {
    const reply = await this.runner.onHold('answer', operation, (owners) => [
      this.runner.clock(),
      operation.notAfterMs,
      operation.accountId,
      operation.holdId,
      owners,
      this.runner.options.journalRetentionMs,
    ]);
    if (reply.status === 'GONE') throw new Fault('HOLD_ENDED', 'gone', { field: 'hold_id' });
    return reply.read(ANSWERED);
  }

  async extend(operation: port.ExtendOperation): Promise<OldReply> {
    const reply = await this.runner.onHold('extend', operation, (owners) => [
      this.runner.clock(),
      operation.notAfterMs,
      operation.accountId,
      operation.holdId,
      owners,
      operation.connectedSeconds ?? 0,
      operation.sequence,
      this.runner.options.journalRetentionMs,
    ]);
    switch (reply.status) {
      case 'EXTENDED': {
        const extended = reply.read(EXTENDED);
        return { kind: extended.reason === undefined ? 'allowed' : 'denied', ...extended };
      }
      case 'ENDED':
        throw new Fault('HOLD_ENDED', reply.read(WHICH).which, { field: 'hold_id' });
      case 'UNIT':
        throw new Error('NOT_EXTENDABLE');
      case 'LOWER':
        throw new Fault('SEQUENCE_TOO_LOW', reply.read(WHICH).which, { field: 'sequence' });
      default:
        throw new Fault('CONFLICT', 'sequence', { field: 'sequence' });
    }
  }

  async settle(operation: port.SettleOperation): Promise<OldReply> {
    const { claim } = operation;
    const { tombstoneMs, earlyReleaseMs, journalRetentionMs } = this.runner.options;
    const ref = claim === undefined ? operation : { ...operation, ownerIds: claim.ownerIds };
    const reply = await this.runner.onHold('settle', ref, (owners) => [
      this.runner.clock(),
      operation.accountId,
      operation.holdId,
      owners,
      operation.connectedSeconds ?? '',
      operation.units ?? '',
      operation.durationSeconds,
      operation.q850Cause,
      tombstoneMs,
      earlyReleaseMs,
      journalRetentionMs,
      claim === undefined ? '' : words.termsWord(claim.terms),
      claim?.grantedUnits ?? 0,
      claim === undefined ? '' : words.factsWord(claim.facts),
      claim?.authorizedAtMs ?? 0,
      claim?.funding.payer ?? 0,
      claim === undefined ? '' : words.fundingWord(claim.funding),
    ]);
    return ended(reply, operation.durationSeconds);
  }

  async release(operation: port.ReleaseOperation): Promise<OldReply> {
    const { tombstoneMs, earlyReleaseMs, journalRetentionMs } = this.runner.options;
    const { accountId, holdId, q850Cause } = operation;
    const reply = await this.runner.onHold('release', operation, (owners) => [
      this.runner.clock(),
      accountId,
      holdId,
      owners,
      q850Cause,
      tombstoneMs,
      earlyReleaseMs,
      journalRetentionMs,
    ]);
    return ended(reply, 0);
  }

  async sweep(ref: port.SweepOperation): Promise<OldReply> {
    const { tombstoneMs, journalRetentionMs } = this.runner.options;
    const reply = await this.runner.onHold('sweep', ref, (owners) => [
      this.runner.clock(),
      ref.accountId,
      ref.holdId,
      owners,
      tombstoneMs,
      journalRetentionMs,
    ]);
    if (reply.status === 'NOT_DUE') return { outcome: 'not_due', settle: undefined, nowMs: reply.read(NOW).nowMs };
    const settle = ended(reply, 0);
    return { outcome: settle.state === 'expired' ? 'expired' : 'released', settle, nowMs: settle.nowMs };
  }

  protected bounds({ notAfterMs, validFromMs, validUntilMs }: port.Admission): words.Words {
    return [this.runner.clock(), notAfterMs, validFromMs, validUntilMs];
  }
}

/** What the catalog alone decided, and the price. */
function decided({ verdict, blockedAtZero, terms }: port.Admission): words.Words {
  return [verdict ?? '', blockedAtZero ? 1 : 0, words.termsWord(terms)];
}

/** The replies that both admissions share. */
function refused(reply: ReplyReader, field: string): OldReply {
  if (reply.status === 'DENY') return { kind: 'denied', ...reply.read(DENY) };
  if (reply.status === 'CONFLICT') throw new Fault('CONFLICT', field, { field });
  if (reply.status !== 'STALE') throw new Error(`unexpected reply ${reply.status}`);
  const { nowMs, which } = reply.read(WHICH);
  return { kind: 'stale', nowMs, profile: readProfile(which, reply) };
}

/** DONE, EARLY, and the two ways in which an end can be refused. */
function ended(reply: ReplyReader, durationSeconds: number): Pick<port.SettleReply, 'state' | 'nowMs'> {
  switch (reply.status) {
    case 'DONE': {
      const { result, ...context } = reply.read(DONE);
      const unsaid = { unit: '', orphan: false, holdRule: '', grantedUnits: 0 };
      const {
        unit: _unit,
        orphan: _orphan,
        holdRule: _rule,
        grantedUnits: _granted,
        ...done
      } = readResult(result, {
        ...context,
        ...unsaid,
      });
      return done;
    }
    case 'EARLY':
      return Object.assign(reply.read(EARLY), {
        kind: 'done',
        state: 'released' as const,
        durationSeconds,
        chargedMilliCents: 0,
      });
    case 'FIELD':
      throw new Fault('INVALID_FIELD', 'connected_seconds', { field: reply.read(WHICH).which });
    default:
      throw new Fault('CONFLICT', 'hold_id', { field: 'hold_id' });
  }
}

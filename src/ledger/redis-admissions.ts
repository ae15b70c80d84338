/** The scripts that take on new credit risk: authorize and charge. They may be refused when Redis is short of memory. */
import { Fault } from '../domain/fault.ts';
import type { DenialReason } from '../domain/decision.ts';
import type { Terms } from '../domain/terms.ts';
import { balanceParts, packFacts, packTerms, packTiming, readProfile, unpackTerms, type ReplyReader } from './codec.ts';
import type {
  Admission,
  AuthorizeOperation,
  AuthorizeReply,
  ChargeOperation,
  ChargeReply,
  Denied,
  Stale,
} from './port.ts';
import type { ScriptRunner } from './script-runner.ts';

export async function authorize(runner: ScriptRunner, operation: AuthorizeOperation): Promise<AuthorizeReply> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await runner.run(
    'authorize',
    [
      keys.meta,
      keys.open,
      keys.journal,
      keys.hold(operation.accountId, operation.holdId),
      ...ownerKeys(runner, operation),
    ],
    [
      runner.clockArgument(),
      operation.notAfterMs,
      operation.validUntilMs,
      operation.accountId,
      operation.holdId,
      operation.fingerprint,
      operation.verdict ?? '',
      operation.blockedAtZero ? 1 : 0,
      packTerms(operation.terms),
      operation.units,
      operation.maxUnits,
      operation.extendUnits,
      operation.minUnits,
      operation.belowHold,
      packTiming(operation.timing, operation.blockedAtZero),
      packFacts(operation.facts),
      runner.options.journalRetentionMs,
      ...funding(operation),
    ],
    { notAfterMs: operation.notAfterMs },
  );
  switch (reply.status) {
    case 'ALLOW': {
      const nowMs = learnTime(runner, reply);
      return {
        kind: 'allowed',
        nowMs,
        replayed: reply.flag(),
        holdMilliCents: reply.number(),
        grantedUnits: reply.number(),
        authorizedAtMs: reply.number(),
        shadowed: shadowed(reply),
        balanceMilliCents: reply.number(),
        availableMilliCents: reply.number(),
        postedMilliCents: reply.number(),
        pinnedTerms: pinnedTerms(reply),
      };
    }
    case 'ENDED':
      reply.number();
      throw new Fault(
        'failed_precondition',
        'HOLD_ENDED',
        `this hold has already ended (${reply.text()}); a new call needs a new hold_id`,
        {
          field: 'hold_id',
        },
      );
    default:
      return refused(runner, operation, reply, 'hold_id');
  }
}

export async function charge(runner: ScriptRunner, operation: ChargeOperation): Promise<ChargeReply> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await runner.run(
    'charge',
    [
      keys.meta,
      keys.journal,
      keys.once(operation.accountId, operation.idempotencyKey),
      ...ownerKeys(runner, operation),
    ],
    [
      runner.clockArgument(),
      operation.notAfterMs,
      operation.validUntilMs,
      operation.accountId,
      operation.idempotencyKey,
      operation.fingerprint,
      operation.verdict ?? '',
      operation.blockedAtZero ? 1 : 0,
      packTerms(operation.terms),
      operation.units,
      packFacts(operation.facts),
      runner.options.tombstoneMs,
      runner.options.journalRetentionMs,
      operation.note,
      ...funding(operation),
    ],
    { notAfterMs: operation.notAfterMs, once: operation.idempotencyKey === '' },
  );
  if (reply.status !== 'CHARGED') return refused(runner, operation, reply, 'idempotency_key');
  const nowMs = learnTime(runner, reply);
  const replayed = reply.flag();
  const billedUnits = reply.number();
  const chargedMilliCents = reply.number();
  const parts = balanceParts(chargedMilliCents);
  return {
    kind: 'charged',
    nowMs,
    replayed,
    billedUnits,
    chargedMilliCents,
    parts,
    balanceMilliCents: reply.number(),
    availableMilliCents: reply.number(),
    postedMilliCents: reply.number(),
    shadowed: shadowed(reply),
  };
}

/** The replies that both admissions share: DENY, STALE and CONFLICT. */
function refused(runner: ScriptRunner, operation: Admission, reply: ReplyReader, keyField: string): Denied | Stale {
  const nowMs = learnTime(runner, reply);
  switch (reply.status) {
    case 'DENY':
      return {
        kind: 'denied',
        nowMs,
        reason: reply.text() as DenialReason,
        neededMilliCents: reply.number(),
        balanceMilliCents: reply.number(),
        availableMilliCents: reply.number(),
        postedMilliCents: reply.number(),
      };
    case 'STALE':
      return { kind: 'stale', nowMs, profile: readProfile(operation.owners[0]?.accountId ?? '', reply) };
    case 'CONFLICT':
      throw new Fault('already_exists', 'CONFLICT', `this ${keyField} was used for a different request`, {
        field: keyField,
      });
    default:
      throw new Fault('internal', 'BAD_SCRIPT_REPLY', `unexpected reply ${reply.status}`);
  }
}

function pinnedTerms(reply: ReplyReader): Terms | undefined {
  const terms = reply.text();
  return terms === '' ? undefined : unpackTerms(terms);
}

/** The reason that a limit in shadow would have given. */
function shadowed(reply: ReplyReader): DenialReason | undefined {
  const reason = reply.text();
  return reason === '-' ? undefined : (reason as DenialReason);
}

function learnTime(runner: ScriptRunner, reply: ReplyReader): number {
  const nowMs = reply.number();
  runner.learnTime(nowMs);
  return nowMs;
}

function ownerKeys(runner: ScriptRunner, operation: Admission & { readonly rootAccountId: string }): string[] {
  const keys = runner.options.keys.of(operation.rootAccountId);
  return operation.owners.flatMap((owner) => [
    keys.account(owner.accountId),
    keys.accountOpen(owner.accountId),
    keys.counters(owner.accountId),
  ]);
}

/** Owners, sources and limits as the tail of ARGV that `lua/include/funding.lua` reads. */
function funding(operation: Admission): (string | number)[] {
  return [
    operation.owners.length,
    ...operation.owners.flatMap((owner) => [owner.accountId, owner.revision]),
    operation.sources.length,
    ...operation.sources.flatMap((source) => [source.kind, source.owner]),
    operation.limits.length,
    ...operation.limits.flatMap((limit) => [limit.kind, limit.owner, limit.max, limit.shadow ? 1 : 0, limit.span]),
  ];
}

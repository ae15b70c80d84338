/**
 * The scripts that take on new credit risk: authorize and charge. They may be refused when Redis is short of memory.
 */
import type { CountedPeriod } from '../../domain/cycle.ts';
import type { DenialReason } from '../../domain/decision.ts';
import { Fault } from '../../domain/fault.ts';
import { unansweredLifeMs } from '../../domain/hold.ts';
import { price, type Terms } from '../../domain/terms.ts';
import type {
  Admission,
  AuthorizeOperation,
  AuthorizeReply,
  ChargeOperation,
  ChargeReply,
  Denied,
  Limit,
  Stale,
} from '../port.ts';
import { usedOtherwise } from '../faults.ts';
import { kindOf } from '../rules/counters.ts';
import type { Grant } from '../rules/grants.ts';
import { readParts } from '../rules/lots.ts';
import { packChargeNote, packFacts, packHistory, packPinned, packTerms, unpackTerms } from '../pinned.ts';
import { adopting } from './adopt.ts';
import type { PartitionKeys } from './keys.ts';
import {
  flag,
  FUNDS,
  holdState,
  integer,
  limitIndex,
  NOW,
  readProfile,
  reason,
  type ReplyReader,
  replyShape,
  text,
} from './replies.ts';
import type { ScriptRunner } from './runner.ts';

const ALLOW = replyShape({
  nowMs: integer,
  replayed: flag,
  holdMilliCents: integer,
  grantedUnits: integer,
  authorizedAtMs: integer,
  shadowed: reason,
  ...FUNDS,
  pinnedTerms: (word): Terms | undefined => (word === '' ? undefined : unpackTerms(word)),
  deadlineAtMs: integer,
  final: flag,
  shadowedLimit: limitIndex,
});

const DENY = replyShape({
  nowMs: integer,
  reason: (word) => word as DenialReason,
  neededMilliCents: integer,
  limit: limitIndex,
  limitLeftMilliCents: integer,
  limitSinceMs: integer,
  ...FUNDS,
  packUnits: integer,
});

const STALE = replyShape({ nowMs: integer, accountId: text });

const ENDED = replyShape({ nowMs: integer, state: holdState });

const CHARGED = replyShape({
  nowMs: integer,
  replayed: flag,
  billedUnits: integer,
  chargedMilliCents: integer,
  ...FUNDS,
  parts: text,
  shadowed: reason,
  shadowedLimit: limitIndex,
});

export async function authorize(runner: ScriptRunner, operation: AuthorizeOperation): Promise<AuthorizeReply> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await adopting(runner, keys, operation, () => runAuthorize(runner, keys, operation));
  switch (reply.status) {
    case 'ALLOW': {
      const allowed = reply.read(ALLOW);
      runner.learnTime(allowed.nowMs);
      return Object.assign(allowed, { kind: 'allowed' as const });
    }
    case 'ENDED': {
      const { state } = reply.read(ENDED);
      throw new Fault('HOLD_ENDED', `this hold has already ended (${state}); a new call needs a new hold_id`, {
        field: 'hold_id',
      });
    }
    default:
      return refused(runner, operation, reply, 'hold_id');
  }
}

function runAuthorize(runner: ScriptRunner, keys: PartitionKeys, operation: AuthorizeOperation): Promise<ReplyReader> {
  return runner.run(
    'authorize',
    [
      keys.meta,
      keys.open,
      keys.journal,
      keys.hold(operation.accountId, operation.holdId),
      keys.gateways,
      ...ownerKeys(runner, operation),
    ],
    [
      runner.clockArgument(),
      operation.notAfterMs,
      operation.validFromMs,
      operation.validUntilMs,
      operation.accountId,
      operation.holdId,
      operation.verdict ?? '',
      operation.blockedAtZero ? 1 : 0,
      packPinned(operation),
      operation.units,
      operation.maxUnits,
      operation.nonce ?? '',
      packHistory(operation),
      operation.facts.service,
      operation.facts.subjectId,
      operation.facts.parentHoldId,
      operation.facts.gatewayId,
      ...decidingWords(operation),
    ],
    { notAfterMs: operation.notAfterMs },
  );
}

/** For the short path, with the admission as one word, or none and the admission word by word. */
function decidingWords(operation: AuthorizeOperation): Words {
  const short = shortWords(operation);
  const admission = admissionWords(operation);
  return short === NOT_SHORT ? [...short, ...admission] : [...short, `${admission.join('\n')}\n`];
}

/**
 * What the short path of authorize.lua needs: the price of what is wanted, the limit of open holds, the revision, and
 * how long the hold rings. No price where anything but the balance may pay, another limit counts, or the catalog says
 * no: then the script decides the whole.
 */
function shortWords(operation: AuthorizeOperation): Words {
  const { owners, allowances, grants, stop, limits, verdict, terms, units, timing, facts } = operation;
  const [owner] = owners;
  // What a subject costs is counted besides.
  if (facts.subjectId !== '') return NOT_SHORT;
  const isPlain = owners.length === 1 && allowances.length === 0 && grants.length === 0 && stop === '';
  if (!isPlain || owner === undefined || verdict !== undefined || !limits.every(isOfAllOpenHolds)) return NOT_SHORT;
  const most = limits.reduce((least, { max }) => Math.min(least, max), Number.MAX_SAFE_INTEGER);
  const life = unansweredLifeMs(timing, units);
  const final = terms.unit !== 'second' || operation.extendUnits === 0 || units >= operation.maxUnits;
  return [price(terms, units), most, owner.revision, life, periodsWord(owner.periods), final ? 1 : 0];
}

const NOT_SHORT: Words = ['', 0, 0, 0, '', 0];

function isOfAllOpenHolds({ kind, counter, mode }: Limit): boolean {
  return kind === 'open_holds' && counter === '' && mode === 'enforce';
}

export async function charge(runner: ScriptRunner, operation: ChargeOperation): Promise<ChargeReply> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await runner.run(
    'charge',
    [
      keys.meta,
      keys.journal,
      ...keys.once(operation.accountId, operation.idempotencyKey),
      ...ownerKeys(runner, operation),
    ],
    [
      runner.clockArgument(),
      operation.notAfterMs,
      operation.validFromMs,
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
      packChargeNote(operation),
      operation.nonce ?? '',
      ...admissionWords(operation),
    ],
    { notAfterMs: operation.notAfterMs, once: operation.idempotencyKey === '' },
  );
  if (reply.status !== 'CHARGED') return refused(runner, operation, reply, 'idempotency_key');
  const { parts, ...charged } = reply.read(CHARGED);
  runner.learnTime(charged.nowMs);
  return { kind: 'charged', ...charged, parts: readParts(parts, charged.chargedMilliCents) };
}

/** The replies that both admissions share: DENY, STALE and CONFLICT. */
function refused(
  runner: ScriptRunner,
  operation: Admission,
  reply: ReplyReader,
  keyField: 'hold_id' | 'idempotency_key',
): Denied | Stale {
  switch (reply.status) {
    case 'DENY': {
      const denied = reply.read(DENY);
      runner.learnTime(denied.nowMs);
      return Object.assign(denied, { kind: 'denied' as const });
    }
    case 'STALE': {
      const { nowMs, accountId } = reply.read(STALE);
      runner.learnTime(nowMs);
      return { kind: 'stale', nowMs, profile: readProfile(accountId, reply) };
    }
    case 'CONFLICT':
      runner.learnTime(reply.read(NOW).nowMs);
      throw usedOtherwise(keyField);
    default:
      throw new Fault('BAD_SCRIPT_REPLY', `unexpected reply ${reply.status}`);
  }
}

function ownerKeys(runner: ScriptRunner, operation: Admission & { readonly rootAccountId: string }): string[] {
  const keys = runner.options.keys.of(operation.rootAccountId);
  return operation.owners.flatMap((owner) => keys.owner(owner.accountId));
}

/* What an admission brings along, as the tail of ARGV that `lua/include/admission.lua` reads. */

type Words = (string | number)[];

const NO_PACKS: readonly string[] = [];

/** Written out, because it runs for every call and most have none of all this. */
function admissionWords({ owners, payer, stop, allowances, packs = NO_PACKS, grants, limits }: Admission): Words {
  const words: Words = [owners.length];
  for (const { accountId, revision, periods } of owners) words.push(accountId, revision, periodsWord(periods));
  words.push(payer, stop, packs.join(' '), allowances.length);
  for (const { counter, totalUnits } of allowances) words.push(counter, totalUnits);
  pushGrants(words, grants);
  words.push(limits.length);
  for (const { kind, owner, counter, max, mode, span } of limits) {
    words.push(kind, owner, counter, max, mode, typeof span === 'number' ? span : kindOf(span));
  }
  return words;
}

/** An account counts in the same periods all day, so that their text is made once. */
const periodWords = new WeakMap<readonly CountedPeriod[], string>();

function periodsWord(periods: readonly CountedPeriod[] | undefined): string {
  if (periods === undefined) return '';
  let word = periodWords.get(periods);
  if (word === undefined) {
    word = periods.map(({ length, startsAtMs, endsAtMs }) => `${kindOf(length)}${startsAtMs}-${endsAtMs}`).join(' ');
    periodWords.set(periods, word);
  }
  return word;
}

/** The same for an operation that has nothing but grants. */
export function grantWords(grants: readonly Grant[], planPeriod: string): Words {
  const words: Words = [0, 0, planPeriod, '', 0];
  pushGrants(words, grants);
  words.push(0);
  return words;
}

function pushGrants(words: Words, grants: readonly Grant[]): void {
  words.push(grants.length);
  for (const { kind, id, grantedMilliCents, startsAtMs, expiresAtMs, services } of grants) {
    words.push(kind, id, grantedMilliCents, startsAtMs, expiresAtMs, servicesWord(services));
  }
}

/** `-` is all. */
export function servicesWord(services: readonly string[]): string {
  return services.length === 0 ? '-' : services.join(',');
}

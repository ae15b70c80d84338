/** The scripts about what gateways say of their active legs. */
import { epochPassed, listGone, otherLastPage } from '../faults.ts';
import { holdFingerprint, packFacts, packFunding, packHistory, packTerms, packTiming } from '../pinned.ts';
import type { ConfirmOperation, ConfirmReply, HoldRef, ListPage, ListProgress, TakenList } from '../port.ts';
import { KEEP_LIST_MS, KEEP_MISSING_MS } from '../reconcile-operations.ts';
import type { GatewayListKeys } from './keys.ts';
import { ownersWord, runOnHold } from './on-hold.ts';
import { flag, integer, NOW, replyShape, text } from './replies.ts';
import type { ScriptRunner } from './runner.ts';

const UP = replyShape({ nowMs: integer, recreated: flag, holdMilliCents: integer });

const ENDED = replyShape({
  nowMs: integer,
  state: (word) => word as 'settled' | 'released' | 'expired',
  chargedMilliCents: integer,
});

const PAGE = replyShape({
  nowMs: integer,
  epoch: (word) => (word === '' ? undefined : integer(word)),
  beganMs: integer,
  slot: integer,
  complete: flag,
  legs: integer,
});

/** The epoch or page that says otherwise. */
const OTHER = replyShape({ nowMs: integer, other: text });

export async function confirm(runner: ScriptRunner, operation: ConfirmOperation): Promise<ConfirmReply> {
  const { claim } = operation;
  const reply = await runOnHold(
    runner,
    'confirm',
    claim === undefined ? operation : { ...operation, ownerIds: claim.ownerIds },
    (place) => [
      runner.clockArgument(),
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      operation.connectedSeconds ?? '',
      operation.units ?? '',
      operation.answered ? '1' : '',
      ...(claim === undefined ? NO_CLAIM : claimWords(claim)),
    ],
    {},
  );
  if (reply.status === 'UP') return { kind: 'up', ...reply.read(UP) };
  if (reply.status === 'ENDED') return { kind: 'ended', ...reply.read(ENDED) };
  return { kind: 'unknown', ...reply.read(NOW) };
}

const NO_CLAIM = ['', 0, '', 0, 0, '', '', '', '', ''] as const;

function claimWords(claim: NonNullable<ConfirmOperation['claim']>): (string | number)[] {
  return [
    packTerms(claim.terms),
    claim.grantedUnits,
    packFacts(claim.facts),
    claim.authorizedAtMs,
    claim.funding.payer,
    packFunding(claim.funding),
    `${claim.maxUnits} ${claim.extendUnits} ${claim.minUnits} ${claim.belowHold}`,
    packTiming(claim.timing, false),
    packHistory(claim),
    holdFingerprint(claim.fingerprint ?? ''),
  ];
}

/* Lists. They stand in the partition that the name of the gateway falls into. */

type Named = Pick<HoldRef, 'accountId' | 'holdId'>;

function keysOf(runner: ScriptRunner, gatewayId: string): GatewayListKeys {
  return runner.options.keys.of(gatewayId).lists(gatewayId);
}

function members(holds: readonly Named[]): readonly string[] {
  return holds.map(({ accountId, holdId }) => `${accountId}:${holdId}`);
}

export async function takePage(runner: ScriptRunner, page: ListPage): Promise<ListProgress> {
  const { lists, missing, legs } = keysOf(runner, page.gatewayId);
  const reply = await runner.run(
    'take_page',
    [lists, missing, ...legs],
    [
      runner.clockArgument(),
      page.epoch ?? '',
      page.listId,
      page.page,
      page.last ? '1' : '',
      page.ageMs,
      KEEP_LIST_MS,
      KEEP_MISSING_MS,
      ...members(page.legs),
    ],
  );
  if (reply.status === 'EPOCH') throw epochPassed(reply.read(OTHER).other);
  if (reply.status === 'LAST') throw otherLastPage(reply.read(OTHER).other);
  return { ...reply.read(PAGE), missingPages: reply.rest().map(Number) };
}

export async function namedInList(
  runner: ScriptRunner,
  { gatewayId, listId, slot }: TakenList,
  holds: readonly Named[],
): Promise<readonly boolean[]> {
  if (holds.length === 0) return [];
  const { lists, legs: all } = keysOf(runner, gatewayId);
  const legs = all[slot - 1];
  if (legs === undefined) throw new RangeError(`a gateway has no list ${slot}`);
  const reply = await runner.run('named_in_list', [lists, legs], [slot, listId, ...members(holds)]);
  if (reply.status === 'GONE') throw listGone();
  return reply.rest().map((word) => word === '1');
}

export async function markMissing(
  runner: ScriptRunner,
  { gatewayId, epoch, beganMs }: TakenList,
  holds: readonly Named[],
): Promise<readonly (number | undefined)[]> {
  const { lists, missing } = keysOf(runner, gatewayId);
  const args = [runner.clockArgument(), epoch ?? '', beganMs, KEEP_MISSING_MS, ...members(holds)];
  const reply = await runner.run('mark_missing', [lists, missing], args);
  if (reply.status === 'EPOCH') throw epochPassed(reply.read(OTHER).other);
  reply.read(NOW);
  return reply.rest().map((word) => (word === '' ? undefined : integer(word)));
}

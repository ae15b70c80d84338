/** The scripts that read holds: one, those of an account or of a gateway, and their sums. */
import type { AccountPlace, HoldRecord, HoldRef, LedgerTotals, Page, PageOf, PlacedHold } from '../port.ts';
import { moneyIn, readParts } from '../rules/lots.ts';
import { unpackFacts, unpackTerms } from '../pinned.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';
import { epochPassed } from '../faults.ts';
import { type EndContext, flag, holdState, integer, NEXT, readResult, replyShape, text } from './replies.ts';
import { adopting } from './adopt.ts';
import { type PartitionKeys, splitMember } from './keys.ts';
import { mergePartitions, readEveryPartition } from './partition-pages.ts';
import type { ScriptRunner } from './runner.ts';

const HOLD = replyShape({
  nowMs: integer,
  /** The payer's place among the owners, then their ids. */
  owners: text,
  state: holdState,
  holdMilliCents: integer,
  grantedUnits: integer,
  authorizedAtMs: integer,
  answeredAtMs: integer,
  deadlineAtMs: integer,
  terms: unpackTerms,
  facts: unpackFacts,
  result: text,
  parts: text,
  orphan: flag,
  reversed: text,
  /** What interim settles have charged of it. */
  charged: text,
  recreated: flag,
  growth: text,
  cutShort: flag,
});

const TOTALS = replyShape({
  nowMs: integer,
  openHolds: integer,
  asideHolds: integer,
  heldMilliCents: integer,
  balanceMilliCents: integer,
  lotsMilliCents: integer,
});

export function readHold(runner: ScriptRunner, ref: HoldRef): Promise<HoldRecord | undefined> {
  return readHoldIn(runner, runner.options.keys.of(ref.rootAccountId), ref);
}

async function readHoldIn(
  runner: ScriptRunner,
  keys: PartitionKeys,
  ref: Pick<HoldRef, 'accountId' | 'holdId'>,
): Promise<HoldRecord | undefined> {
  const reply = await adopting(runner, keys, ref, () =>
    runner.run('read_hold', [keys.hold(ref.accountId, ref.holdId)], [runner.clockArgument()]),
  );
  if (reply.status === 'MISSING') return undefined;
  const fields = reply.read(HOLD);
  const { nowMs, owners, terms, facts, result, parts, orphan, reversed, charged, growth, ...numbers } = fields;
  const [maxUnits = 0, extendUnits = 0] = growth.split(' ').map(Number);
  const [payer, ...ownerIds] = owners.split(' ');
  return {
    accountId: ref.accountId,
    payerAccountId: ownerIds[Number(payer)] ?? ref.accountId,
    holdId: ref.holdId,
    ...numbers,
    maxUnits,
    extendUnits,
    terms,
    facts,
    chargedMilliCents: moneyIn(readParts(charged, 0)),
    ...readReversed(reversed),
    ...readEnd(result, parts, numbers.holdMilliCents, {
      service: facts.service,
      holdRule: facts.holdRule,
      grantedUnits: numbers.grantedUnits,
      unit: terms.unit,
      orphan,
      nowMs,
    }),
  };
}

/** Units, then what went back to which source. */
function readReversed(text: string): Pick<HoldRecord, 'reversedMilliCents' | 'reversedUnits'> {
  const [units = '0', parts = ''] = text.split(' ');
  return { reversedMilliCents: moneyIn(readParts(parts, 0)), reversedUnits: Number(units) };
}

/** How it ended, and where its money is reserved or was taken from. */
function readEnd(
  result: string,
  parts: string,
  holdMilliCents: number,
  context: Pick<EndContext, 'service' | 'unit' | 'orphan' | 'holdRule' | 'grantedUnits' | 'nowMs'>,
): Pick<HoldRecord, 'parts' | 'result'> {
  if (result === '') return { parts: readParts(parts, holdMilliCents), result: undefined };
  const ended = readResult(result, { ...context, parts, replayed: false, ...NOTHING_MOVED });
  return { parts: ended.parts, result: ended };
}

/** How many names of holds one script call looks at: one to three milliseconds of Redis's time. */
const NAMES_AT_ONCE = 500;

export async function readOpenHolds(
  runner: ScriptRunner,
  { rootAccountId, accountId }: AccountPlace,
  page: Page,
): Promise<PageOf<HoldRecord>> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run(
    'read_open_holds',
    [keys.account(accountId), keys.accountOpen(accountId)],
    [accountId, page.after, Math.min(page.limit, NAMES_AT_ONCE)],
  );
  const { next } = reply.read(NEXT);
  const holds = await Promise.all(
    reply.rest().map((member) => readHold(runner, { rootAccountId, ...splitMember(member) })),
  );
  return { items: holds.filter((hold) => hold !== undefined), next };
}

/**
 * The partitions one after the other, and in each the holds by name: a page goes on at `partition:account_id:hold_id`.
 */
export function readHoldsOfGateway(runner: ScriptRunner, gatewayId: string, page: Page): Promise<PageOf<HoldRecord>> {
  return readEveryPartition(
    runner.options.keys,
    page,
    (keys, each) => readGateway(runner, keys, gatewayId, each),
    ({ accountId, holdId }) => `${accountId}:${holdId}`,
  );
}

const MORE = replyShape({ more: flag });

interface Deadlined {
  readonly keys: PartitionKeys;
  /** The deadline, or behind all of them what `lua/include/aside.lua` says. */
  readonly score: number;
  /** `account_id:hold_id`. */
  readonly member: string;
}

/** A place is `score:account_id:hold_id`. */
export async function readHoldsByDeadline(
  runner: ScriptRunner,
  page: Page,
  mayShow: (accountId: string) => boolean,
): Promise<PageOf<PlacedHold>> {
  const [, score = '', member = ''] = /^(\d+):(.*)$/s.exec(page.after) ?? [];
  const begin = score === '' ? undefined : { score: Number(score), member };
  const read = async (keys: PartitionKeys, seen: Deadlined | undefined, limit: number) => {
    const after = seen ?? begin;
    const args = [after === undefined ? '-inf' : after.score, after?.member ?? '', Math.min(limit, NAMES_AT_ONCE)];
    const reply = await runner.run('read_deadlines', [keys.open], args);
    const { more } = reply.read(MORE);
    const words = reply.rest();
    const items = words.flatMap((word, at) =>
      at % 2 === 0 ? [{ keys, score: Number(word), member: words[at + 1] ?? '' }] : [],
    );
    return { items, more };
  };
  const { items, more } = await mergePartitions(
    runner.options.keys.partitions,
    page.limit,
    read,
    (a, b) => a.score < b.score || (a.score === b.score && a.member < b.member),
  );
  const shown = items.filter((item) => mayShow(splitMember(item.member).accountId));
  const holds = await Promise.all(shown.map((item) => readHoldIn(runner, item.keys, splitMember(item.member))));
  // One that has ended meanwhile is not open any more.
  const found = shown.flatMap((item, at) => {
    const hold = holds[at];
    return hold === undefined || hold.deadlineAtMs === 0 ? [] : [{ hold, place: placeOf(item) }];
  });
  const last = items.at(-1);
  return { items: found, next: more && last !== undefined ? placeOf(last) : '' };
}

function placeOf({ score, member }: Deadlined): string {
  return `${score}:${member}`;
}

const EPOCH = replyShape({ nowMs: integer, known: text });

/** Longer than any gateway stays away. */
const EPOCH_MS = 30 * 86_400_000;

export async function beginEpoch(runner: ScriptRunner, gatewayId: string, epoch: number): Promise<number> {
  const keys = runner.options.keys.of(gatewayId);
  const args = [runner.clockArgument(), epoch, EPOCH_MS];
  const reply = await runner.run('begin_epoch', [keys.meta, keys.epoch(gatewayId)], args);
  const { known } = reply.read(EPOCH);
  if (reply.status === 'PASSED') throw epochPassed(known);
  return Number(known);
}

/** One that a version without this index ended, and another gateway opened again under the same id, is left out. */
async function readGateway(
  runner: ScriptRunner,
  keys: PartitionKeys,
  gatewayId: string,
  page: Page,
): Promise<PageOf<HoldRecord>> {
  const { items, next } = await readIndex(runner, keys, gatewayId, page);
  return { items: items.filter(({ facts }) => facts.gatewayId === gatewayId), next };
}

/** The open legs that were forwarded from a hold; no call has as many as one look at the index gives. */
export async function readLegs(runner: ScriptRunner, ref: HoldRef): Promise<readonly HoldRecord[]> {
  const keys = runner.options.keys.of(ref.rootAccountId);
  const name = `\t${ref.accountId}:${ref.holdId}`;
  return (await readIndex(runner, keys, name, { after: '', limit: NAMES_AT_ONCE })).items;
}

/** The holds that stand in a partition's index under a name. */
async function readIndex(
  runner: ScriptRunner,
  keys: PartitionKeys,
  name: string,
  page: Page,
): Promise<PageOf<HoldRecord>> {
  const args = [name, page.after, Math.min(page.limit, NAMES_AT_ONCE)];
  const reply = await runner.run('read_gateway', [keys.open, keys.gateways], args);
  const { next } = reply.read(NEXT);
  const holds = await Promise.all(reply.rest().map((member) => readHoldIn(runner, keys, splitMember(member))));
  return { items: holds.flatMap((hold) => hold ?? []), next };
}

export async function readTotals(runner: ScriptRunner): Promise<LedgerTotals> {
  const sum = { openHolds: 0, asideHolds: 0, heldMilliCents: 0, balanceMilliCents: 0, lotsMilliCents: 0 };
  const replies = await Promise.all(
    runner.options.keys.partitions.map(({ meta, open }) =>
      runner.run('read_totals', [meta, open], [runner.clockArgument()]),
    ),
  );
  for (const reply of replies) {
    const totals = reply.read(TOTALS);
    sum.openHolds += totals.openHolds;
    sum.asideHolds += totals.asideHolds;
    sum.heldMilliCents += totals.heldMilliCents;
    sum.balanceMilliCents += totals.balanceMilliCents;
    sum.lotsMilliCents += totals.lotsMilliCents;
  }
  return sum;
}

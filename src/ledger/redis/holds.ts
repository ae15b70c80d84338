/** The scripts that read holds: one, those of an account, those that are due, and their sums. */
import type { AccountPlace, DueHold, HoldRecord, HoldRef, LedgerTotals, Page, PageOf } from '../port.ts';
import { readParts } from '../rules/lots.ts';
import { unpackFacts, unpackTerms } from '../pinned.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';
import { type EndContext, flag, holdState, integer, NEXT, readResult, replyShape, text } from './replies.ts';
import type { PartitionKeys } from './keys.ts';
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
});

const DUE = replyShape({
  nowMs: integer,
  openHolds: integer,
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
  const reply = await runner.run('read_hold', [keys.hold(ref.accountId, ref.holdId)], [runner.clockArgument()]);
  if (reply.status === 'MISSING') return undefined;
  const { nowMs, owners, terms, facts, result, parts, orphan, ...numbers } = reply.read(HOLD);
  const [payer, ...ownerIds] = owners.split(' ');
  return {
    accountId: ref.accountId,
    payerAccountId: ownerIds[Number(payer)] ?? ref.accountId,
    holdId: ref.holdId,
    ...numbers,
    terms,
    facts,
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

export async function readOpenHolds(
  runner: ScriptRunner,
  { rootAccountId, accountId }: AccountPlace,
  page: Page,
): Promise<PageOf<HoldRecord>> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run('read_open_holds', [keys.open, keys.accountOpen(accountId)], [page.after, page.limit]);
  const { next } = reply.read(NEXT);
  const holds = await Promise.all(
    reply.rest().map((member) => readHold(runner, { rootAccountId, ...splitMember(member) })),
  );
  return { items: holds.filter((hold) => hold !== undefined), next };
}

/** How many partitions are asked at once. */
const PARTITIONS_AT_ONCE = 8;

/**
 * The partitions one after the other, and in each the holds by name: a page goes on at `partition:account_id:hold_id`.
 */
export async function readHoldsOfGateway(
  runner: ScriptRunner,
  gatewayId: string,
  page: Page,
): Promise<PageOf<HoldRecord>> {
  const { partitions } = runner.options.keys;
  const [, start = '0', seen = ''] = /^(\d+):(.*)$/s.exec(page.after) ?? [];
  const items: HoldRecord[] = [];
  for (let from = Number(start); from < partitions.length; from += PARTITIONS_AT_ONCE) {
    const asked = partitions.slice(from, from + PARTITIONS_AT_ONCE);
    const left = page.limit - items.length;
    const pages = await Promise.all(
      asked.map((keys, index) =>
        readGateway(runner, keys, gatewayId, { after: from + index === Number(start) ? seen : '', limit: left }),
      ),
    );
    for (const [index, { items: found, next }] of pages.entries()) {
      const wanted = found.slice(0, page.limit - items.length);
      items.push(...wanted);
      const last = wanted.at(-1);
      if (wanted.length < found.length || next !== '') {
        const place = wanted.length < found.length ? nameOf(last) : next;
        return { items, next: `${from + index}:${place}` };
      }
      const rest = from + index + 1;
      if (items.length === page.limit && rest < partitions.length) return { items, next: `${rest}:` };
    }
  }
  return { items, next: '' };
}

function nameOf(hold: HoldRecord | undefined): string {
  return hold === undefined ? '' : `${hold.accountId}:${hold.holdId}`;
}

async function readGateway(
  runner: ScriptRunner,
  keys: PartitionKeys,
  gatewayId: string,
  page: Page,
): Promise<PageOf<HoldRecord>> {
  const reply = await runner.run('read_gateway', [keys.open, keys.gateways], [gatewayId, page.after, page.limit]);
  const { next } = reply.read(NEXT);
  const holds = await Promise.all(reply.rest().map((name) => readHoldIn(runner, keys, splitMember(name))));
  // One that a version without this index ended, and another gateway opened again under the same id.
  return { items: holds.filter((hold) => hold?.facts.gatewayId === gatewayId).flatMap((hold) => hold ?? []), next };
}

/** `account_id:hold_id`; account ids hold no colon. */
function splitMember(member: string): Pick<HoldRef, 'accountId' | 'holdId'> {
  const colon = member.indexOf(':');
  return { accountId: member.slice(0, colon), holdId: member.slice(colon + 1) };
}

/** Looks through all partitions at once; `limit` bounds what each may give and what comes out. */
export async function readDueHolds(runner: ScriptRunner, limit: number): Promise<readonly DueHold[]> {
  const partitions = await readPartitions(runner, limit);
  const due = partitions.flatMap(({ due: words }) =>
    words.flatMap((word, i) => (i % 2 === 0 ? [dueHold(word, Number(words[i + 1]))] : [])),
  );
  return due.sort((a, b) => a.deadlineAtMs - b.deadlineAtMs).slice(0, limit);
}

/** The account's home partition is where the entry stands, but the id alone does not say the root: REKEY finds it. */
function dueHold(member: string, deadlineAtMs: number): DueHold {
  const ref = splitMember(member);
  return { rootAccountId: ref.accountId, ...ref, deadlineAtMs };
}

export async function readTotals(runner: ScriptRunner): Promise<LedgerTotals> {
  const totals = { openHolds: 0, heldMilliCents: 0, balanceMilliCents: 0, lotsMilliCents: 0 };
  for (const { sums } of await readPartitions(runner, 0)) {
    totals.openHolds += sums.openHolds;
    totals.heldMilliCents += sums.heldMilliCents;
    totals.balanceMilliCents += sums.balanceMilliCents;
    totals.lotsMilliCents += sums.lotsMilliCents;
  }
  return totals;
}

/** Asks every partition for its sums and its due holds: member and deadline in turn. */
async function readPartitions(
  runner: ScriptRunner,
  limit: number,
): Promise<readonly { readonly sums: LedgerTotals; readonly due: readonly string[] }[]> {
  const { partitions } = runner.options.keys;
  const replies = await Promise.all(
    partitions.map((keys) => runner.run('due_holds', [keys.meta, keys.open], [runner.clockArgument(), limit])),
  );
  return replies.map((reply) => ({ sums: reply.read(DUE), due: reply.rest() }));
}

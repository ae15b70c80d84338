/** The scripts that read holds: one, those of an account, those that are due, and their sums. */
import type { HoldState } from '../../domain/hold.ts';
import type { AccountPlace, DueHold, HoldRecord, HoldRef, LedgerTotals, Page, PageOf } from '../port.ts';
import { readParts } from '../rules/lots.ts';
import { unpackFacts, unpackTerms } from '../pinned.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';
import { readResult, type ReplyReader } from './replies.ts';
import type { ScriptRunner } from './runner.ts';

export async function readHold(runner: ScriptRunner, ref: HoldRef): Promise<HoldRecord | undefined> {
  const keys = runner.options.keys.of(ref.rootAccountId);
  const reply = await runner.run('read_hold', [keys.hold(ref.accountId, ref.holdId)], [runner.clockArgument()]);
  if (reply.status === 'MISSING') return undefined;
  const nowMs = reply.number();
  const [payer, ...ownerIds] = reply.text().split(' ');
  const state = reply.text() as HoldState;
  const numbers = {
    holdMilliCents: reply.number(),
    grantedUnits: reply.number(),
    authorizedAtMs: reply.number(),
    answeredAtMs: reply.number(),
    deadlineAtMs: reply.number(),
  };
  const terms = unpackTerms(reply.text());
  const facts = unpackFacts(reply.text());
  const result = reply.text();
  const parts = reply.text();
  const orphan = reply.flag();
  return {
    accountId: ref.accountId,
    payerAccountId: ownerIds[Number(payer)] ?? ref.accountId,
    holdId: ref.holdId,
    state,
    ...numbers,
    terms,
    facts,
    ...readEnd(result, parts, numbers.holdMilliCents, { service: facts.service, unit: terms.unit, orphan, nowMs }),
  };
}

/** How it ended, and where its money is reserved or was taken from. */
function readEnd(
  result: string,
  parts: string,
  holdMilliCents: number,
  context: { readonly service: string; readonly unit: string; readonly orphan: boolean; readonly nowMs: number },
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
  const next = reply.text();
  const holds = await Promise.all(
    reply.rest().map((member) => readHold(runner, { rootAccountId, ...splitMember(member) })),
  );
  return { items: holds.filter((hold) => hold !== undefined), next };
}

/** `account_id:hold_id`; account ids hold no colon. */
function splitMember(member: string): Pick<HoldRef, 'accountId' | 'holdId'> {
  const colon = member.indexOf(':');
  return { accountId: member.slice(0, colon), holdId: member.slice(colon + 1) };
}

/** Looks through all partitions at once; `limit` bounds what each may give and what comes out. */
export async function readDueHolds(runner: ScriptRunner, limit: number): Promise<readonly DueHold[]> {
  const replies = await readPartitions(runner, limit);
  const due = replies.flatMap((reply) => {
    const words = reply.rest();
    return words.flatMap((word, i) => (i % 2 === 0 ? [dueHold(word, Number(words[i + 1]))] : []));
  });
  return due.sort((a, b) => a.deadlineAtMs - b.deadlineAtMs).slice(0, limit);
}

/** The account's home partition is where the entry stands, but the id alone does not say the root: REKEY finds it. */
function dueHold(member: string, deadlineAtMs: number): DueHold {
  const ref = splitMember(member);
  return { rootAccountId: ref.accountId, ...ref, deadlineAtMs };
}

export async function readTotals(runner: ScriptRunner): Promise<LedgerTotals> {
  const totals = { openHolds: 0, heldMilliCents: 0, balanceMilliCents: 0, lotsMilliCents: 0 };
  for (const reply of await readPartitions(runner, 0, totals)) reply.rest();
  return totals;
}

/** Asks every partition for its due holds and adds up its sums. */
async function readPartitions(
  runner: ScriptRunner,
  limit: number,
  totals = { openHolds: 0, heldMilliCents: 0, balanceMilliCents: 0, lotsMilliCents: 0 },
): Promise<readonly ReplyReader[]> {
  const { partitions } = runner.options.keys;
  const replies = await Promise.all(
    partitions.map((keys) => runner.run('due_holds', [keys.meta, keys.open], [runner.clockArgument(), limit])),
  );
  for (const reply of replies) {
    reply.number();
    totals.openHolds += reply.number();
    totals.heldMilliCents += reply.number();
    totals.balanceMilliCents += reply.number();
    totals.lotsMilliCents += reply.number();
  }
  return replies;
}

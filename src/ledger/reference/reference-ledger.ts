/** The reference ledger behind the port: one state in memory, stepped by the pure verbs. */
import { toMovement } from '../journal/movements.ts';
import { epochPassed } from '../faults.ts';
import type { HoldRecord, Ledger, Page, PlacedMovement, TimeSpan } from '../port.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';
import { moneyIn } from '../rules/lots.ts';
import * as accounts from './accounts.ts';
import { answer } from './answer.ts';
import { authorize } from './authorize.ts';
import { charge } from './charge.ts';
import { confirm } from './confirm.ts';
import { isRecreated } from './holds.ts';
import { extend } from './extend.ts';
import { settleInterim } from './interim.ts';
import { referenceLists } from './lists.ts';
import { release } from './release.ts';
import { reverse } from './reverse.ts';
import { settle } from './settle.ts';
import {
  EMPTY_STATE,
  findHold,
  holdKey,
  isOpen,
  pageOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceOptions,
  type ReferenceState,
  type Step,
} from './state.ts';
import { referenceStream } from './stream.ts';
import { sweep } from './sweep.ts';
import { referenceSweeping } from './sweeping.ts';

const DAY_MS = 86_400_000;
const EVERYTHING: Page = { after: '', limit: Number.MAX_SAFE_INTEGER };

const DEFAULTS: ReferenceOptions = { tombstoneMs: 7 * DAY_MS, earlyReleaseMs: 60_000, onceMs: 400 * DAY_MS };

/** A ledger in memory, with its state to look at. */
export interface ReferenceLedger extends Ledger {
  state(): ReferenceState;
}

/** @param options.now - the time that every verb works with, in milliseconds since the epoch. */
export function createReferenceLedger(
  options: Partial<ReferenceOptions> & { readonly now: () => number },
): ReferenceLedger {
  const limits = { ...DEFAULTS, ...options };
  const { now } = options;
  let state = EMPTY_STATE;
  const epochs = new Map<string, number>();
  // Async, so that a fault rejects as it does over the wire.
  const step = async <Reply>(verb: (state: ReferenceState, nowMs: number) => Step<Reply>): Promise<Reply> => {
    const [next, reply] = verb(state, now());
    state = next;
    return reply;
  };
  const sweeping = referenceSweeping(() => state, now);
  return {
    state: () => state,
    authorize: (operation) => step((s, nowMs) => authorize(s, operation, nowMs)),
    answer: (operation) => step((s, nowMs) => answer(s, operation, nowMs)),
    extend: (operation) => step((s, nowMs) => extend(s, operation, nowMs)),
    settle: (operation) => step((s, nowMs) => settle(s, operation, limits, nowMs)),
    settleInterim: (operation) => step((s, nowMs) => settleInterim(s, operation, nowMs)),
    release: (operation) => step((s, nowMs) => release(s, operation, limits, nowMs)),
    charge: (operation) => step((s, nowMs) => charge(s, operation, limits, nowMs)),
    reverse: (operation) => step((s, nowMs) => reverse(s, operation, limits, nowMs)),
    sweep: (operation) => step((s, nowMs) => sweep(s, operation, limits, nowMs)),
    confirm: (operation) => step((s, nowMs) => confirm(s, operation, nowMs)),
    createAccount: (operation) => step((s, nowMs) => accounts.createAccount(s, operation, nowMs)),
    updateAccount: (operation) => step((s, nowMs) => accounts.updateAccount(s, operation, nowMs)),
    post: (operation) => step((s, nowMs) => accounts.post(s, operation, limits, nowMs)),
    putSubject: (operation) => step((s, nowMs) => accounts.putSubject(s, operation, nowMs)),
    subject: async ({ accountId }, subjectId) => {
      const account = state.accounts.get(accountId);
      if (account === undefined) return undefined;
      return { revision: account.profile.revision, profile: account.subjects.get(subjectId) };
    },
    subjectIds: async ({ accountId }, page) =>
      pageOf(
        [...(state.accounts.get(accountId)?.subjects.keys() ?? [])].sort().filter((id) => id > page.after),
        page.limit,
        (id) => id,
      ),
    account: async (accountId, counters = []) => {
      const account = state.accounts.get(accountId);
      return account === undefined ? undefined : accounts.accountState(account, counters, now());
    },
    accountIds: async ({ prefix }, page) =>
      pageOf(
        [...state.accounts.keys()].sort().filter((id) => id.startsWith(prefix) && id > page.after),
        page.limit,
        (id) => id,
      ),
    openHolds: async ({ accountId }, page) => {
      const open = [...state.holds.values()].filter((hold) => hold.ownerIds.includes(accountId) && isOpen(hold));
      const name = (key: string): string => (key.startsWith(`${accountId}:`) ? key.slice(accountId.length) : key);
      const rest = open
        .sort((a, b) => (name(holdKey(a)) < name(holdKey(b)) ? -1 : 1))
        .filter((hold) => page.after === '' || name(holdKey(hold)) > name(page.after));
      const { items, next } = pageOf(rest, page.limit, holdKey);
      return { items: items.map(record), next };
    },
    holdsOfGateway: async (gatewayId, page) => {
      const all = [...state.holds.values()].filter((hold) => isOpen(hold) && hold.facts.gatewayId === gatewayId);
      const rest = all
        .sort((a, b) => (holdKey(a) < holdKey(b) ? -1 : 1))
        .filter((hold) => page.after === '' || `0:${holdKey(hold)}` > page.after);
      const { items, next } = pageOf(rest, page.limit, (hold) => `0:${holdKey(hold)}`);
      return { items: items.map(record), next };
    },
    holdsByDeadline: async (page, mayShow) => {
      const order = (hold: ReferenceHold): string => `${String(hold.deadlineAtMs).padStart(16, '0')}:${holdKey(hold)}`;
      const open = [...state.holds.values()].filter(isOpen).sort((a, b) => (order(a) < order(b) ? -1 : 1));
      const rest = open.filter((hold) => order(hold) > page.after);
      const { items, next } = pageOf(rest, page.limit, order);
      const shown = items.filter(({ accountId }) => mayShow(accountId));
      return { items: shown.map((hold) => ({ hold: record(hold), place: order(hold) })), next };
    },
    beginEpoch: async (gatewayId, epoch) => {
      const known = epochs.get(gatewayId) ?? 0;
      if (epoch < known) throw epochPassed(known);
      epochs.set(gatewayId, epoch);
      return known;
    },
    hold: async (ref) => {
      const hold = findHold(state, ref, now());
      return hold === undefined || hold.state === 'early' ? undefined : record(hold);
    },
    legsOf: async (ref) => {
      const isLeg = (hold: ReferenceHold): boolean =>
        isOpen(hold) && hold.accountId === ref.accountId && hold.facts.parentHoldId === ref.holdId;
      return [...state.holds.values()]
        .filter(isLeg)
        .sort((a, b) => (holdKey(a) < holdKey(b) ? -1 : 1))
        .map(record);
    },
    movements: ({ accountId }, span, page) => movements(state, accountId, span, page),
    journalStart: async () => 0,
    totals: async () => {
      const all = [...state.accounts.values()];
      const open = [...state.holds.values()].filter(isOpen);
      const sum = (pick: (account: (typeof all)[number]) => number): number =>
        all.reduce((total, account) => total + pick(account), 0);
      return {
        openHolds: open.length,
        asideHolds: (await sweeping.asideHolds(EVERYTHING)).items.length,
        heldMilliCents: open.reduce((total, hold) => total + hold.amountMilliCents, 0),
        balanceMilliCents: sum((account) => account.balanceMilliCents),
        lotsMilliCents: sum(({ lots }) => lots.reduce((value, lot) => value + lot.valueMilliCents, 0)),
      };
    },
    currencies: async () => new Set([...state.accounts.values()].map(({ profile }) => profile.currency)),
    ...referenceStream(() => state, now),
    ...sweeping,
    ...referenceLists(now),
    nowMs: now,
  };
}

function record(hold: ReferenceHold): HoldRecord {
  return {
    accountId: hold.accountId,
    payerAccountId: payerIdOf(hold),
    holdId: hold.holdId,
    state: hold.state === 'early' ? 'released' : hold.state,
    holdMilliCents: hold.amountMilliCents,
    grantedUnits: hold.grantedUnits,
    maxUnits: hold.maxUnits,
    extendUnits: hold.extendUnits,
    cutShort: hold.cut,
    authorizedAtMs: hold.authorizedAtMs,
    answeredAtMs: hold.answeredAtMs,
    deadlineAtMs: isOpen(hold) ? hold.deadlineAtMs : 0,
    terms: hold.terms,
    facts: hold.facts,
    parts: hold.parts,
    result: hold.result === undefined ? undefined : { ...hold.result, ...NOTHING_MOVED, earlierParts: [] },
    chargedMilliCents: isOpen(hold) ? moneyIn(hold.interim?.parts ?? []) : 0,
    reversedMilliCents: moneyIn(hold.reversed?.parts ?? []),
    reversedUnits: hold.reversed?.units ?? 0,
    recreated: isRecreated(hold.fingerprint),
  };
}

async function* movements(
  state: ReferenceState,
  accountId: string,
  span: TimeSpan,
  page: Page,
): AsyncGenerator<PlacedMovement> {
  const wanted = state.journal
    .filter(
      (entry) =>
        entry.accountId === accountId &&
        entry.sequence > Number(page.after) &&
        entry.atMs >= span.fromMs &&
        (span.toMs === 0 || entry.atMs < span.toMs),
    )
    .flatMap((entry) => toMovement(entry) ?? []);
  for (const movement of wanted.slice(0, page.limit)) yield { ...movement, place: `${movement.sequence}` };
}

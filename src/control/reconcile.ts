/**
 * Reconcile: a gateway lists its active legs. What the store has lost of them is opened again; open holds that two
 * complete lists do not name are ended. The lists are in the store, so that sidecars share them.
 */
import { errorText, Fault } from '../domain/fault.ts';
import { type ReservationStatus, reservationStatus } from '../domain/hold.ts';
import type { HoldRecord, ListProgress, SweepReply, TakenList } from '../ledger/port.ts';
import { type ActiveLeg, confirmLegs, type LegResult } from './active-legs.ts';
import type { Environment } from './environment.ts';
import { reportOutcome } from './outcomes.ts';
import { inTurns, Pace } from './pace.ts';
import type { RequestContext, TokenSubject } from './requests.ts';

/** How far the beginnings of two lists must be apart: longer than a call takes from its authorize to its dialog. */
const APART_MS = 30_000;
/** One in so many of a gateway's open holds may be missing; with more of them, the list is more likely wrong. */
const MOST_MISSING_IS_ONE_IN = 5;

/** How many of the missing are named. */
const NAMED = 1_000;
/** How many holds of the index are read at a time, and how many of them are compared with a list. */
const INDEX_PAGE = 4_000;
const COMPARED = 500;
/** How many holds are ended at once. */
const AT_ONCE = 16;
/** What is left of a caller's time when no more holds are ended. */
const TIME_TO_ANSWER_MS = 500;

/** One page of a list. */
export interface ReconcileRequest {
  readonly gatewayId: string;
  readonly listId: string;
  readonly page: number;
  readonly last: boolean;
  readonly epoch: number | undefined;
  readonly takenSecondsAgo: number;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly legs: readonly ActiveLeg[];
}

export interface MissingHold extends TokenSubject {
  /** When the first list began that did not name it. */
  readonly sinceMs: number;
  readonly holdMilliCents: number;
  /** Undefined while it is open. */
  readonly ended: { readonly reservationStatus: ReservationStatus; readonly chargedMilliCents: number } | undefined;
}

export interface ReconcileResult {
  readonly state: 'incomplete' | 'empty' | 'counted' | 'refused';
  readonly missingPages: readonly number[];
  readonly legs: readonly LegResult[];
  readonly openHolds: number;
  readonly missing: number;
  readonly missingTwice: number;
  readonly ended: number;
  readonly left: number;
  /** The first of them. */
  readonly missingHolds: readonly MissingHold[];
  readonly nextListSeconds: number;
}

export async function reconcile(
  environment: Environment,
  request: ReconcileRequest,
  context: RequestContext,
): Promise<ReconcileResult> {
  const { gatewayId, listId, epoch, page, last, takenSecondsAgo, legs } = request;
  const progress = await environment.ledger.takePage({
    gatewayId,
    listId,
    epoch,
    page,
    last,
    legs,
    ageMs: takenSecondsAgo * 1000,
  });
  const results = await confirmLegs(environment, request);
  const found = { ...NOTHING_MISSING, missingPages: progress.missingPages, legs: results };
  if (!progress.complete) return { ...found, state: 'incomplete' };
  if (progress.legs === 0) {
    environment.metrics.listTaken('empty');
    environment.logger.warn(
      { gateway_id: gatewayId },
      'a gateway listed no active leg at all: that counts for nothing',
    );
    return { ...found, state: 'empty' };
  }
  return { ...found, ...(await compare(environment, request, progress, context)) };
}

const NOTHING_MISSING = {
  openHolds: 0,
  missing: 0,
  missingTwice: 0,
  ended: 0,
  left: 0,
  missingHolds: [],
  nextListSeconds: 0,
} as const;

/* The holds that no leg has. */

/** An open hold that a list does not name. */
interface Unnamed {
  readonly hold: Pick<HoldRecord, 'accountId' | 'holdId' | 'holdMilliCents'>;
  /** When the first list began that did not name it: this one, where none did before. */
  readonly sinceMs: number;
  /** Another list, far enough away, did not name it either. */
  readonly twice: boolean;
}

async function compare(
  environment: Environment,
  request: ReconcileRequest,
  progress: ListProgress,
  context: RequestContext,
): Promise<Omit<ReconcileResult, 'missingPages' | 'legs'>> {
  const { metrics, logger } = environment;
  const { gatewayId, listId, dryRun, force } = request;
  const { open, unnamed } = await unnamedHolds(environment, { ...progress, gatewayId, listId });
  const twice = unnamed.filter((each) => each.twice);
  const refused = twice.length > 0 && unnamed.length * MOST_MISSING_IS_ONE_IN > open && !force;
  const ends = dryRun || refused ? new Map() : await endAll(environment, gatewayId, twice, context);
  const ended = [...ends.values()].filter((reply) => reply.settle !== undefined).length;
  const counts = { missing: unnamed.length, missingTwice: twice.length, ended, left: twice.length - ends.size };
  const facts = {
    gateway_id: gatewayId,
    open_holds: open,
    missing: unnamed.length,
    missing_twice: twice.length,
    ended,
  };
  metrics.listTaken(refused ? 'refused' : 'counted');
  metrics.reconciled('missing', unnamed.filter((each) => each.sinceMs === progress.beganMs).length);
  if (refused) logger.error(facts, REFUSAL);
  else logger.info({ ...facts, dry_run: dryRun }, 'a gateway listed its active legs');
  const isNew = unnamed.length > twice.length;
  return {
    state: refused ? 'refused' : 'counted',
    ...counts,
    openHolds: open,
    missingHolds: unnamed.slice(0, NAMED).map((each) => missingHold(each, ends.get(each))),
    nextListSeconds: isNew ? Math.max(0, Math.ceil((progress.beganMs + APART_MS - progress.nowMs) / 1000)) : 0,
  };
}

const REFUSAL =
  'a gateway does not list more than 20 % of its open holds: none was ended. See whether its list is whole, and then ' +
  'reconcile with force';

/** The open holds that are older than the list and not in it, page by page. */
async function unnamedHolds(
  { ledger }: Environment,
  list: TakenList,
): Promise<{ readonly open: number; readonly unnamed: readonly Unnamed[] }> {
  const unnamed: Unnamed[] = [];
  let open = 0;
  let after = '';
  do {
    const page = await ledger.holdsOfGateway(list.gatewayId, { after, limit: INDEX_PAGE });
    const older = page.items.filter(({ authorizedAtMs }) => authorizedAtMs < list.beganMs);
    open += older.length;
    for (let from = 0; from < older.length; from += COMPARED) {
      unnamed.push(...(await unnamedOf({ ledger }, list, older.slice(from, from + COMPARED))));
    }
    after = page.next;
  } while (after !== '');
  return { open, unnamed };
}

async function unnamedOf(
  { ledger }: Pick<Environment, 'ledger'>,
  list: TakenList,
  holds: readonly HoldRecord[],
): Promise<readonly Unnamed[]> {
  const named = await ledger.namedInList(list, holds);
  const missing = holds.filter((_, index) => named[index] !== true);
  if (missing.length === 0) return [];
  const since = await ledger.markMissing(list, missing);
  return missing.map(({ accountId, holdId, holdMilliCents }, index) => {
    const before = since[index] ?? list.beganMs;
    const sinceMs = Math.min(before, list.beganMs);
    const twice = Math.abs(before - list.beganMs) >= APART_MS;
    return { hold: { accountId, holdId, holdMilliCents }, sinceMs, twice };
  });
}

/** @returns what became of those for which there was time; one that was heard of since is left alone */
async function endAll(
  environment: Environment,
  gatewayId: string,
  unnamed: readonly Unnamed[],
  { deadlineAtMs }: RequestContext,
): Promise<ReadonlyMap<Unnamed, SweepReply>> {
  const { ledger, profiles, logger } = environment;
  const ends = new Map<Unnamed, SweepReply>();
  const pace = new Pace();
  await inTurns(unnamed, AT_ONCE, async (each) => {
    await pace.turn();
    if (deadlineAtMs > 0 && Date.now() > deadlineAtMs - TIME_TO_ANSWER_MS) return;
    const { hold, sinceMs } = each;
    try {
      const reply = await ledger.sweep({ ...profiles.refOf(hold.accountId, hold.holdId), missingSinceMs: sinceMs });
      ends.set(each, reply);
      reportOutcome(environment, { kind: 'reconciled', hold, reply, gatewayId });
    } catch (error) {
      if (error instanceof Fault && error.storeState !== undefined) throw error;
      const facts = { account_id: hold.accountId, hold_id: hold.holdId, error: errorText(error) };
      logger.error(facts, 'could not end a hold that its gateway does not list any more; it waits for its deadline');
    }
  });
  return ends;
}

function missingHold({ hold, sinceMs }: Unnamed, reply: SweepReply | undefined): MissingHold {
  const { accountId, holdId, holdMilliCents } = hold;
  const end = reply?.settle;
  return {
    accountId,
    holdId,
    sinceMs,
    holdMilliCents,
    ended: end && { reservationStatus: reservationStatus(end.state), chargedMilliCents: end.chargedMilliCents },
  };
}

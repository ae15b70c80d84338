/** Random sequences that a sidecar of the old version begins and one of the new carries on, against the reference. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { HoldTiming } from '../../src/domain/hold.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { readJournal } from '../../src/ledger/journal/movements.ts';
import type {
  AccountState,
  Asking,
  ConfirmReply,
  ExtendReply,
  HoldFacts,
  HoldRecord,
  Ledger,
  PageOf,
  ReverseReply,
  SettleClaim,
  SettleOperation,
  SettleReply,
  SweepReply,
} from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { adoptAgain } from '../ledger/upgrade/both.ts';
import { OldLedger } from '../ledger/upgrade/old-ledger.ts';
import { UnreversibleCharges } from '../ledger/upgrade/unreversible-charges.ts';
import { testRedis } from '../support/test-redis.ts';
import { type Command, commandSequence } from './commands.ts';
import { brokenInvariants, comparable } from './invariants.ts';
import { Silences } from './silences.ts';

/** More for a long run, as in `ledger-model.test.ts`. */
const SEQUENCES = Number(process.env['MODEL_SEQUENCES'] ?? 150);
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
const DAY_MS = 86_400_000;
const START_MS = 1_700_000_000_000;

const silences = new Silences();
let store: RedisStore;
let nowMs = START_MS;
const options = {
  keys: new Keys(testRedis().prefix, 4),
  tombstoneMs: 7 * DAY_MS,
  earlyReleaseMs: 60_000,
  onceMs: 400 * DAY_MS,
  journalRetentionMs: 10_000 * DAY_MS,
  journalMaxBytes: 1_073_741_824,
  now: () => nowMs,
};

beforeAll(async () => {
  store = await silences.connect();
  await openStore(store, options.keys);
});

afterAll(async () => {
  await store.close();
});

/** How many commands of a sequence the old version runs. */
const begun = fc.nat({ max: 40 });

type Asked = Asking & { readonly facts?: HoldFacts; readonly claim?: SettleClaim | undefined };

/** A ledger that is asked something else than it is told. */
function asked(ledger: Ledger, change: <Operation extends Asked>(operation: Operation) => Operation): Ledger {
  return {
    ...ledger,
    authorize: (operation) => ledger.authorize(change(operation)),
    charge: (operation) => ledger.charge(change(operation)),
    answer: (operation) => ledger.answer(change(operation)),
    extend: (operation) => ledger.extend(change(operation)),
    settle: (operation) => ledger.settle(change(operation)),
    release: (operation) => ledger.release(change(operation)),
    post: (operation) => ledger.post(change(operation)),
    createAccount: (operation) => ledger.createAccount(change(operation)),
  };
}

/** What the old version cannot say: which asking, which gateway, which hold rule, how long ago a call was over. */
function asOldSays<Operation extends Asked>({ facts, claim, ...rest }: Operation): Operation {
  const told = {
    ...rest,
    nonce: '',
    ...(facts !== undefined && { facts: { ...facts, gatewayId: '', holdRule: '' } }),
    ...(claim !== undefined && { claim: { ...claim, facts: { ...claim.facts, gatewayId: '', holdRule: '' } } }),
    ...('endedSecondsAgo' in rest && { endedSecondsAgo: 0 }),
  };
  return told as unknown as Operation;
}

/**
 * What both versions do the same with: no limits and allowances, whose counters have other names now, nothing of a
 * plan, whose changes give otherwise now, no lots, which have another order where they end together, no packs and
 * packages, no free seconds, no rule for fractions, and reports that can be true, since the old version bills within the
 * grant whatever it is told.
 */
function asBothSay<Operation extends Asked>(operation: Operation): Operation {
  const told = { ...operation } as { -readonly [Key in keyof SettleOperation]?: SettleOperation[Key] } & {
    terms?: Terms;
    timing?: HoldTiming;
    maxUnits?: number;
    units?: number;
  };
  if ('limits' in told) Object.assign(told, { limits: [], allowances: [], packs: [], stop: '' });
  if ('grants' in told) Object.assign(told, { grants: [] });
  if ('expiresAtMs' in told)
    Object.assign(told, { expiresAtMs: 0, services: [], pack: undefined, purchase: undefined });
  if (told.claim !== undefined) {
    told.claim = { ...told.claim, funding: { ...told.claim.funding, allowances: [], packs: [] } };
  }
  if (told.terms !== undefined) told.terms = { ...told.terms, freeSeconds: 0, fraction: 'up' };
  if (told.timing !== undefined) told.timing = { ...told.timing, elapsedToleranceSeconds: 300 };
  if (told.connectedSeconds !== undefined) {
    const most = told.claim === undefined ? 300 : told.claim.grantedUnits;
    told.connectedSeconds = Math.min(Math.ceil(told.connectedSeconds), most);
  }
  if (told.claim !== undefined) {
    told.claim = { ...told.claim, terms: { ...told.claim.terms, freeSeconds: 0, fraction: 'up' } };
  }
  if ('durationSeconds' in told) {
    Object.assign(told, { durationSeconds: 0, inconsistent: false });
    if (told.units !== undefined) told.units = Math.min(told.units, 1);
  }
  return told as Operation;
}

/** Askings of different commands are different, as they are in life: the old version leaves nonces where they are. */
function stamped(ledger: Ledger, stamp: number): Ledger {
  return asked(ledger, (operation) => ({
    ...operation,
    nonce: operation.nonce === undefined || operation.nonce === '' ? '' : `${operation.nonce}-${stamp}`,
  }));
}

async function outcome(ledger: Ledger, command: Command, unique: string): Promise<object> {
  try {
    const told = asked(ledger, asBothSay);
    told.updateAccount = ({ rootAccountId, accountId, revision, changes, force }) =>
      ledger.updateAccount({ rootAccountId, accountId, revision, changes, force });
    return (await command.run(told, unique)) as object;
  } catch (error) {
    if (error instanceof Fault) return { fault: `${error.code}/${error.reason}`, field: error.details.field };
    throw error;
  }
}

/** The old version did not note that the money cut a grant short, so that the new one may call it less than final. */
function withoutFinal(reply: object): object {
  return typeof reply === 'object' && 'final' in reply ? { ...reply, final: undefined } : reply;
}

async function agree(sequence: readonly Command[], begunByOld: number, unique: string): Promise<void> {
  nowMs = START_MS;
  const redis = createRedisLedger(store, options);
  const reference = createReferenceLedger(options);
  const unreversible = new UnreversibleCharges();
  const old = unreversible.madeBy(oldBeside(reference));
  let stamp = 0;
  let lastText = '';
  for (const [index, command] of sequence.entries()) {
    nowMs += command.advanceMs;
    const text = command.text.replace(/^\+\d+ms /, '');
    if (text !== lastText) stamp++;
    lastText = text;
    const turn = index < begunByOld ? 'old' : 'new';
    if (index === begunByOld) await adoptAgain(store, options.keys);
    const shown = `${turn}: ${command.text}`;
    const before = reference.state();
    if (turn === 'old') {
      const changed = { extend: extendsAsOld(reference, reference), sweep: sweepsAsOld(reference) };
      const told = { ...reference, ...UNKNOWN_TO_OLD, ...changed };
      const expected = await outcome(asked(told, asOldSays), command, unique);
      const actual = await outcome(old, command, unique);
      if (actual === undefined) expect(expected, shown).toBeUndefined();
      else expect(expected, shown).toMatchObject(actual);
    } else {
      const expected = await outcome(stamped(unreversible.unknownTo(reference), stamp), command, unique);
      const actual = await outcome(stamped(unreversible.replacedBy(redis), stamp), command, unique);
      expect(withoutFinal(actual), shown).toEqual(withoutFinal(expected));
    }
    expect(brokenInvariants(before, reference.state(), nowMs), shown).toEqual([]);
  }
  if (sequence.length <= begunByOld) await adoptAgain(store, options.keys);
  await compareStates(redis, reference, unique);
  for (const { journal, open, gateways } of options.keys.partitions) {
    await store.command('DEL', journal, open, gateways);
  }
}

/** Verbs that the old version has not: left out on both sides. */
const UNKNOWN_TO_OLD = {
  settleInterim: () => Promise.resolve(undefined as unknown as SettleReply),
  reverse: () => Promise.resolve(undefined as unknown as ReverseReply),
  confirm: () => Promise.resolve(undefined as unknown as ConfirmReply),
};

/** The old version sweeps by deadlines only. */
function sweepsAsOld(ledger: Ledger): Ledger['sweep'] {
  return async (operation) =>
    operation.missingSinceMs === undefined ? ledger.sweep(operation) : (undefined as unknown as SweepReply);
}

/** The old version extends holds by their seconds only: what asks for another extension is left out on both sides. */
function extendsAsOld(reference: Ledger, ledger: Ledger): Ledger['extend'] {
  return async (operation) => {
    const hold = await reference.hold(operation);
    const isOther = operation.connectedSeconds === undefined || (hold !== undefined && hold.terms.unit !== 'second');
    return isOther ? (undefined as unknown as ExtendReply) : ledger.extend(operation);
  };
}

function oldBeside(reference: Ledger): Ledger {
  const ledger = new OldLedger(store, options).asLedger();
  const verbs: Partial<Ledger> = {
    authorize: (operation) => ledger.authorize(operation),
    charge: (operation) => ledger.charge(operation),
    answer: (operation) => ledger.answer(operation),
    ...UNKNOWN_TO_OLD,
    extend: extendsAsOld(reference, ledger),
    settle: (operation) => ledger.settle(operation),
    release: (operation) => ledger.release(operation),
    sweep: sweepsAsOld(ledger),
    createAccount: (operation) => ledger.createAccount(operation),
    updateAccount: (operation) => ledger.updateAccount(operation),
    post: (operation) => ledger.post(operation),
    putSubject: (operation) => ledger.putSubject(operation),
    // Of which commands take the revision.
    account: (accountId) => reference.account(accountId),
    nowMs: () => ledger.nowMs(),
  };
  return verbs as Ledger;
}

/**
 * The old version does not note that an Extend reported more than can have passed, nor the traffic of what opens, nor
 * that the sweeper ended it.
 */
function withoutNews(entry: ReturnType<typeof comparable>): ReturnType<typeof comparable> {
  if (entry.kind === 'open') return { ...entry, service: '', subjectId: '' };
  if (entry.kind === 'extend') return { ...entry, flags: entry.flags.replace('c', '') };
  return { ...entry, flags: entry.flags.replace('s', '') };
}

/** Nor that the money cut a grant short. */
function withoutCuts({ items, next }: PageOf<HoldRecord>): object {
  return { items: items.map((hold) => ({ ...hold, cutShort: undefined })), next };
}

/** The old version counted nothing that was not limited. */
function withoutSpent(account: AccountState | undefined): object | undefined {
  return account && { ...account, spent: [], spentBelow: [] };
}

/** What the store holds at the end. */
async function compareStates(
  redis: Ledger,
  reference: ReturnType<typeof createReferenceLedger>,
  unique: string,
): Promise<void> {
  const runner = new ScriptRunner(store, loadScripts(), options);
  for (const short of ['a', 'b', 'c']) {
    const rootAccountId = short === 'c' ? `${unique}a` : `${unique}${short}`;
    const place = { rootAccountId, accountId: `${unique}${short}` };
    const page = { after: '', limit: 100 };
    expect(withoutSpent(await redis.account(place.accountId))).toEqual(
      withoutSpent(await reference.account(place.accountId)),
    );
    expect(await redis.subject(place, 'agent-7')).toEqual(await reference.subject(place, 'agent-7'));
    expect(withoutCuts(await redis.openHolds(place, page))).toEqual(
      withoutCuts(await reference.openHolds(place, page)),
    );
    const entries = [];
    for await (const { entry } of readJournal(runner, place)) entries.push(withoutNews(comparable(entry)));
    const all = reference.state().journal.filter((entry) => entry.accountId === place.accountId);
    expect(entries).toEqual(all.map((entry) => withoutNews(comparable(entry))));
  }
}

test(
  `what the old version began the new one carries on as the reference ledger does, in ${SEQUENCES} random sequences`,
  { timeout: 280_000 + 400 * SEQUENCES },
  async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(commandSequence, begun, (sequence, begunByOld) =>
        silences.unbroken(() => agree(sequence, begunByOld, `u${run++}-`)),
      ),
      { seed: SEED, numRuns: SEQUENCES },
    );
    process.stdout.write(`upgrade model: ${run} sequences, seed ${SEED}\n`);
  },
);

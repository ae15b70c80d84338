/** The ledger in Redis: one script per verb, one round trip per call. */
import type { ScriptStore } from '../../redis/store.ts';
import { readJournalStart, readMovements } from '../journal/movements.ts';
import { journalStream } from '../journal/tail.ts';
import type { Ledger } from '../port.ts';
import * as accounts from './accounts.ts';
import { readAccountIds } from './account-lists.ts';
import * as admissions from './admissions.ts';
import * as completions from './completions.ts';
import * as holds from './holds.ts';
import * as interim from './interim.ts';
import * as postings from './postings.ts';
import * as reconciling from './reconciling.ts';
import * as reversals from './reversals.ts';
import { type LedgerOptions, ScriptRunner } from './runner.ts';
import { loadScripts } from './scripts.ts';
import * as sweeping from './sweeping.ts';

/** Connects the port to the scripts. The store must have been opened with `openStore` first. */
export function createRedisLedger(store: ScriptStore, options: LedgerOptions, scripts = loadScripts()): Ledger {
  const runner = new ScriptRunner(store, scripts, options);
  return {
    authorize: admissions.authorize.bind(undefined, runner),
    charge: admissions.charge.bind(undefined, runner),
    answer: completions.answer.bind(undefined, runner),
    extend: completions.extend.bind(undefined, runner),
    settle: completions.settle.bind(undefined, runner),
    settleInterim: interim.settleInterim.bind(undefined, runner),
    release: completions.release.bind(undefined, runner),
    reverse: reversals.reverse.bind(undefined, runner),
    sweep: completions.sweep.bind(undefined, runner),
    confirm: reconciling.confirm.bind(undefined, runner),
    takePage: reconciling.takePage.bind(undefined, runner),
    namedInList: reconciling.namedInList.bind(undefined, runner),
    markMissing: reconciling.markMissing.bind(undefined, runner),
    createAccount: accounts.createAccount.bind(undefined, runner),
    updateAccount: accounts.updateAccount.bind(undefined, runner),
    post: postings.post.bind(undefined, runner),
    putSubject: accounts.putSubject.bind(undefined, runner),
    subject: accounts.readSubject.bind(undefined, runner),
    subjectIds: accounts.readSubjectIds.bind(undefined, runner),
    account: accounts.readAccount.bind(undefined, runner),
    accountIds: readAccountIds.bind(undefined, runner),
    openHolds: holds.readOpenHolds.bind(undefined, runner),
    holdsOfGateway: holds.readHoldsOfGateway.bind(undefined, runner),
    holdsByDeadline: holds.readHoldsByDeadline.bind(undefined, runner),
    beginEpoch: holds.beginEpoch.bind(undefined, runner),
    hold: holds.readHold.bind(undefined, runner),
    legsOf: holds.readLegs.bind(undefined, runner),
    dueHolds: sweeping.dueHolds.bind(undefined, runner),
    leasePartition: sweeping.leasePartition.bind(undefined, runner),
    setAside: sweeping.setAside.bind(undefined, runner),
    asideHolds: sweeping.asideHolds.bind(undefined, runner),
    retryAside: sweeping.retryAside.bind(undefined, runner),
    totals: holds.readTotals.bind(undefined, runner),
    currencies: accounts.readCurrencies.bind(undefined, runner),
    movements: readMovements.bind(undefined, runner),
    journalStart: readJournalStart.bind(undefined, runner),
    ...journalStream(runner),
    nowMs: runner.nowMs.bind(runner),
  };
}

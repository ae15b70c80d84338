/** The ledger in Redis: one script per verb, one round trip per call. */
import type { ScriptStore } from '../../redis/store.ts';
import { readJournalStart, readMovements } from '../journal/movements.ts';
import { journalStream } from '../journal/tail.ts';
import type { Ledger } from '../port.ts';
import * as accounts from './accounts.ts';
import * as subjects from './accounts.ts';
import * as admissions from './admissions.ts';
import * as completions from './completions.ts';
import * as holds from './holds.ts';
import { type LedgerOptions, ScriptRunner } from './runner.ts';
import { loadScripts } from './scripts.ts';

/** Connects the port to the scripts. The store must have been opened with `openStore` first. */
export function createRedisLedger(store: ScriptStore, options: LedgerOptions): Ledger {
  const runner = new ScriptRunner(store, loadScripts(), options);
  return {
    authorize: (operation) => admissions.authorize(runner, operation),
    charge: (operation) => admissions.charge(runner, operation),
    answer: (operation) => completions.answer(runner, operation),
    extend: (operation) => completions.extend(runner, operation),
    settle: (operation) => completions.settle(runner, operation),
    release: (operation) => completions.release(runner, operation),
    sweep: (operation) => completions.sweep(runner, operation),
    createAccount: (operation) => accounts.createAccount(runner, operation),
    updateAccount: (operation) => accounts.updateAccount(runner, operation),
    post: (operation) => accounts.post(runner, operation),
    putSubject: (operation) => subjects.putSubject(runner, operation),
    subject: (account, subjectId) => subjects.readSubject(runner, account, subjectId),
    subjectIds: (account, page) => subjects.readSubjectIds(runner, account, page),
    account: (accountId) => accounts.readAccount(runner, accountId),
    openHolds: (account, page) => holds.readOpenHolds(runner, account, page),
    holdsOfGateway: (gatewayId, page) => holds.readHoldsOfGateway(runner, gatewayId, page),
    hold: (ref) => holds.readHold(runner, ref),
    dueHolds: (limit) => holds.readDueHolds(runner, limit),
    totals: () => holds.readTotals(runner),
    movements: (account, span, page) => readMovements(runner, account, span, page),
    journalStart: (account) => readJournalStart(runner, account),
    ...journalStream(runner),
    nowMs: () => runner.nowMs(),
  };
}

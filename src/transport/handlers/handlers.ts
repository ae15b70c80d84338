/** The one set of handlers behind gRPC and HTTP. */
import type { Accounts } from '../../accounts/requests.ts';
import type { CatalogManager } from '../../catalog/manager-port.ts';
import type { Control } from '../../control/requests.ts';
import { Fault } from '../../domain/fault.ts';
import { createAccountMethods, createSubjectMethods } from './accounts.ts';
import { createBatchMethod } from './authorize-batch.ts';
import { createCatalogMethods, type Explain } from './catalog.ts';
import { createCreditControlMethods } from './credit-control.ts';
import { createHistoryMethods, createMovementsMethod } from './history.ts';
import type { MethodName, StreamMethod, UnaryMethod } from './method.ts';

export interface HandlerDependencies {
  readonly control: Control;
  readonly accounts: Accounts;
  readonly catalog: CatalogManager;
  readonly explain: Explain;
}

export interface Handlers {
  readonly unary: readonly UnaryMethod[];
  readonly streams: readonly StreamMethod[];
}

export function createHandlers({ control, accounts, catalog, explain }: HandlerDependencies): Handlers {
  return {
    unary: [
      ...createCreditControlMethods(control),
      createBatchMethod(control),
      ...createAccountMethods(accounts),
      ...createHistoryMethods(accounts),
      ...createSubjectMethods(accounts),
      ...createCatalogMethods(catalog, explain),
      unavailableMethod('Reconcile', 'end leaked holds with Release, or leave them to the sweeper'),
      unavailableMethod('ReplayHolds', 'check a changed catalog with its cases'),
    ],
    streams: [
      createMovementsMethod(accounts),
      unavailableStream('Session', 'use the unary verbs'),
      unavailableStream('WatchAccount', 'poll GetAccount'),
    ],
  };
}

function notBuilt(name: MethodName, instead: string): Fault {
  return new Fault('METHOD_NOT_AVAILABLE', `${name} is not available in this version; ${instead}`);
}

function unavailableMethod(name: MethodName, instead: string): UnaryMethod {
  return { name, lane: 'read', run: () => Promise.reject(notBuilt(name, instead)) };
}

function unavailableStream(name: MethodName, instead: string): StreamMethod {
  return {
    name,
    lane: 'read',
    run: () => {
      throw notBuilt(name, instead);
    },
  };
}

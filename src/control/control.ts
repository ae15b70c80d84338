/** The verbs of the call path over one ledger and the catalog in force: each is bound to what it works with. */
import { emergency, isEmergency } from './admit.ts';
import { authorizeBatch } from './authorize-batch.ts';
import { authorize } from './authorize.ts';
import { charge, quote } from './charge.ts';
import { release, settle } from './completions.ts';
import type { Environment } from './environment.ts';
import { answer, extend } from './progress.ts';
import type { Control } from './requests.ts';
import { reconcile } from './reconcile.ts';
import { reverse } from './reverse.ts';

export function createControl(environment: Environment): Control {
  return {
    isEmergency: isEmergency.bind(undefined, environment),
    emergency: emergency.bind(undefined, environment),
    authorize: authorize.bind(undefined, environment),
    authorizeBatch: authorizeBatch.bind(undefined, environment),
    answer: answer.bind(undefined, environment),
    extend: extend.bind(undefined, environment),
    settle: settle.bind(undefined, environment),
    release: release.bind(undefined, environment),
    charge: charge.bind(undefined, environment),
    quote: quote.bind(undefined, environment),
    reverse: reverse.bind(undefined, environment),
    reconcile: reconcile.bind(undefined, environment),
    tokenSubject: (token) => environment.tokens.subjectOf(token),
  };
}

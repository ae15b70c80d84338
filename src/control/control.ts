/** The verbs of the call path over one ledger and the catalog in force. */
import type { EmergencyList } from '../catalog/manager-emergency.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { Ledger } from '../ledger/port.ts';
import { authorizeBatch } from './authorize-batch.ts';
import { authorize } from './authorize.ts';
import { charge, quote } from './charge.ts';
import { answer, extend, release, settle } from './completions.ts';
import { emergency, isEmergency } from './emergency.ts';
import type { ControlLogger, ControlMetrics, Environment } from './environment.ts';
import { OwnNumbers, Profiles } from './party.ts';
import type { Control } from './requests.ts';
import type { SettleTokens } from './settle-token.ts';

export interface ControlOptions {
  readonly ledger: Ledger;
  /** The snapshot in force. */
  readonly catalog: () => CatalogSnapshot;
  /** What makes an emergency number while there is no snapshot yet; the snapshot's own list when absent. */
  readonly emergencyList?: () => EmergencyList;
  readonly tokens: SettleTokens;
  /** `shadow` turns every denial of Authorize and Charge into a counted ALLOW. */
  readonly enforcement: 'enforce' | 'shadow';
  readonly metrics: ControlMetrics;
  readonly logger: ControlLogger;
}

/** What every verb works with, made once. The sweeper and the accounts share it. */
export function createEnvironment(options: ControlOptions): Environment {
  return {
    emergencyList: options.catalog,
    ...options,
    profiles: new Profiles(options.ledger),
    ownNumbers: new OwnNumbers(),
  };
}

export function createControl(environment: Environment): Control {
  return {
    isEmergency: (to, direction) => isEmergency(environment, to, direction),
    emergency: (request, context) => emergency(environment, request, context),
    authorize: (request, context) => authorize(environment, request, context),
    authorizeBatch: (request, context) => authorizeBatch(environment, request, context),
    answer: (request, context) => answer(environment, request, context),
    extend: (request, context) => extend(environment, request, context),
    settle: (request, context) => settle(environment, request, context),
    release: (request, context) => release(environment, request, context),
    charge: (request, context) => charge(environment, request, context),
    quote: (request, context) => quote(environment, request, context),
    tokenSubject: (token) => environment.tokens.subjectOf(token),
  };
}

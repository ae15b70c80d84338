/** The verbs of the call path over one ledger and the catalog in force. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { Ledger } from '../ledger/port.ts';
import { answer } from './answer.ts';
import { authorize } from './authorize.ts';
import { authorizeBatch } from './authorize-batch.ts';
import { charge } from './charge.ts';
import { emergency } from './emergency.ts';
import type { Environment } from './environment.ts';
import { extend } from './extend.ts';
import { OwnNumbers } from './own-numbers.ts';
import { Profiles } from './profiles.ts';
import { quote } from './quote.ts';
import type { Control } from './requests.ts';
import { release, settle } from './settle.ts';
import type { SettleTokens } from './settle-token.ts';
import type { ControlLogger, ControlMetrics } from './telemetry.ts';

export interface ControlOptions {
  readonly ledger: Ledger;
  /** The snapshot in force. */
  readonly catalog: () => CatalogSnapshot;
  readonly tokens: SettleTokens;
  /** `shadow` turns every denial of Authorize and Charge into a counted ALLOW. */
  readonly enforcement: 'enforce' | 'shadow';
  readonly metrics: ControlMetrics;
  readonly logger: ControlLogger;
}

/** What every verb works with, made once. The sweeper and the accounts share it. */
export function createEnvironment(options: ControlOptions): Environment {
  return { ...options, profiles: new Profiles(options.ledger), ownNumbers: new OwnNumbers() };
}

export function createControl(environment: Environment): Control {
  return {
    emergency: (request) => emergency(environment, request),
    authorize: (request, context) => authorize(environment, request, context),
    authorizeBatch: (request, context) => authorizeBatch(environment, request, context),
    answer: (request, context) => answer(environment, request, context),
    extend: (request, context) => extend(environment, request, context),
    settle: (request) => settle(environment, request),
    release: (request) => release(environment, request),
    charge: (request, context) => charge(environment, request, context),
    quote: (request) => quote(environment, request),
  };
}

/** What a newcomer may type next; the commands work when they are pasted into another terminal. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogSnapshot, Plan, Service } from '../catalog/snapshot.ts';
import type { RunningApp } from './context.ts';
import { moneyText } from './money-text.ts';
import type { Settings } from '../settings/load-settings.ts';

const DEFAULT_ADDRESS = '127.0.0.1:50051';
const TOP_UP_MILLI_CENTS = 1_000_000;
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * @param holdId new with each start, because an ended hold cannot be authorized again
 * @param env tells whether npm started this program
 */
export function nextSteps(
  settings: Settings,
  { grpcAddress, catalog }: Pick<RunningApp, 'grpcAddress' | 'catalog'>,
  holdId: string,
  env: NodeJS.ProcessEnv,
): string {
  const server = grpcAddress === DEFAULT_ADDRESS ? '' : ` --server ${grpcAddress}`;
  const tls = settings.grpc.tls === undefined ? '' : ' --tls-ca FILE';
  const line = (words: string): string => `  ${program(env)} ${words}${server}${tls}`;
  return [
    '',
    'Try it from another terminal, in this directory:',
    '',
    ...accountSteps(catalog).map(line),
    ...callSteps(catalog, holdId).map(line),
    '',
    ...(settings.auth.tokens.length > 0 ? ['This server asks for a token: set TOLLGATE_TOKEN there first.', ''] : []),
    ...(tls === '' ? [] : ["FILE is the certificate of the server's authority.", '']),
  ].join('\n');
}

/** An account on a plan that there is, with some credit. */
function accountSteps({ plans }: CatalogSnapshot): string[] {
  const plan = plans.get('default') ?? [...plans.values()][0];
  if (plan === undefined) return [];
  const create = `account create demo${plan.name === 'default' ? '' : ` --plan ${plan.name}`}`;
  return hasCredit(plan) ? [create] : [create, `account credit demo ${topUp(plan)}`];
}

function hasCredit({ signupCreditMilliCents, grants }: Plan): boolean {
  return signupCreditMilliCents > 0 || grants.some(({ kind }) => kind === 'plan_credits');
}

/** 10.00, or the least that the plan takes. Bare of its currency, as the command line reads amounts. */
function topUp({ minimumTopUpMilliCents }: Plan): string {
  return moneyText(Math.max(TOP_UP_MILLI_CENTS, minimumTopUpMilliCents), '').trim();
}

/** A call, where the catalog has a service that is counted in seconds. */
function callSteps({ services }: CatalogSnapshot, holdId: string): string[] {
  const timed = [...services.values()].filter(({ unit }) => unit === 'second');
  const service = timed.find(isCall) ?? timed[0];
  if (service === undefined) return [];
  const named = isCall(service) ? '' : ` --service ${service.name}`;
  return [`authorize demo ${holdId} --to +14155550123${named}`, `settle demo ${holdId} --connected-seconds 65`];
}

/** The service that authorize takes when none is named. */
function isCall({ name }: Service): boolean {
  return name === 'call';
}

/** How to call this very program: npx knows the package of the working directory, where there is an npm at all. */
function program(env: NodeJS.ProcessEnv): string {
  if (env['npm_execpath'] !== undefined && process.cwd() === PACKAGE_ROOT) return 'npx tollgate';
  return `node ${relative(process.cwd(), `${PACKAGE_ROOT}/dist/main.js`)}`;
}

/** A fault for the person at the terminal: what, where, and how to mend it. */
import type { FaultCode, FaultReason } from '../domain/fault.ts';
import type { RemoteFault } from '../transport/grpc/client.ts';
import { moneyText } from './text.ts';

/** Faults of the connection itself have no reason of Tollgate's. */
const TRANSPORT = 'TRANSPORT';

/** Where the code alone does not say what to do. */
const ADVICE_BY_REASON: Readonly<Partial<Record<FaultReason, string>>> = {
  BAD_TOKEN: 'Give the settle_token exactly as authorize printed it, for the same account and hold, or leave it out.',
  ACCOUNT_UNKNOWN: 'Create it with `tollgate account create`.',
  HOLD_UNKNOWN:
    'List the open holds with `tollgate holds ACCOUNT`; with its settle token it can be settled all the same.',
  HOLD_ENDED: 'A new call needs a new hold id; `tollgate holds ACCOUNT --hold HOLD` shows how this one ended.',
  SEQUENCE_TOO_LOW: 'A later extend came before: send the next higher --sequence.',
  TOKEN_TOO_OLD: 'The hold is gone and its settle token has expired: charge it with `tollgate charge`, or leave it.',
  CONFLICT: 'The same id was used for a different request: repeat that one exactly, or use a new id.',
  REVISION_MISMATCH: 'Somebody changed it meanwhile: look with `tollgate account show`, then try with that revision.',
  OPEN_HOLDS: 'Wait for the calls to end (`tollgate holds ACCOUNT`), or use --force: they settle as usual.',
  ALERTS_OFF: 'Set `alerts.smtp` or `alerts.webhooks` in the settings of the server: docs/alerts.md says how.',
  NOTHING_ASKED: 'Say what it wants to be told with `tollgate alerts set ACCOUNT`.',
  ACCOUNT_CLOSED: 'Open it again with `tollgate account update ACCOUNT --state active`.',
  ALREADY_EXPIRED: 'Name a time that is still to come.',
  BALANCE_LIMIT: 'A balance is at most 100,000,000.00 either way: move less.',
  LOT_LIMIT: 'Add credit without --expires, or wait until some of its lots have ended.',
  PERIOD_GOES_BACK: 'Try again when the running cycle has begun in the new time zone too, a day later at most.',
  ACCOUNT_NOT_IN_SCOPE: 'The token is limited to other accounts: use another.',
  GATEWAY_NOT_IN_SCOPE: 'The token belongs to another gateway: leave --gateway out, or use the token of that gateway.',
  SCOPE_NOT_ALLOWED: 'The token is limited to some accounts, and this is not about an account: use another.',
  ACCOUNT_BUSY: 'Many requests change this account at once: try again in a moment, with the same ids.',
  STORE_AWAY: 'Redis cannot be reached: `tollgate store show` says where it should be. Repeat it with the same ids.',
  STORE_SLOW:
    'Redis answers too late. Whether it was done is not known: repeat it with the same ids, and it is done once.',
  STORE_FULL:
    'Redis is out of memory, or cannot write to its disk. Calls that are up can still be settled and released.',
  STORE_LOST:
    'The store has lost its data or is another one (`tollgate store show`). Bring the old one back, or take it as it ' +
    'is with `tollgate store accept`.',
  STORE_REPLICA: 'Redis is a replica and takes no writes: point Tollgate at the master, or wait until this one is it.',
  ARCHIVE_AWAY: 'Calls go on without history; the log of the sidecar says what hinders its archive.',
  CATALOG_UNAVAILABLE: 'There is no good catalog in force: `tollgate catalog check` lists what is wrong with it.',
};

/** Where what is in conflict is no id of a request. */
const ADVICE_ON_CONFLICT: ReadonlyMap<string, string> = new Map([
  ['store accept', 'It is another store than you named: look with `tollgate store show`.'],
]);

const ADVICE: Readonly<Record<FaultCode, string>> = {
  invalid_argument: 'Mend the argument and try again; --help describes each.',
  not_found: 'Check the name.',
  already_exists: 'The same id was used for a different request: repeat that one exactly, or use a new id.',
  failed_precondition: 'Look at the present state with `tollgate account show` and `tollgate holds`.',
  unauthenticated: 'Give a token that the server knows, with TOLLGATE_TOKEN or --token.',
  permission_denied:
    'Use a token with another role: gateway moves traffic, billing moves credit, viewer looks, admin may everything.',
  resource_exhausted: 'Tollgate is busy: try again in a moment.',
  deadline_exceeded:
    'Whether it was done is not known: run the same command again with the same ids, and it is done once.',
  unavailable: 'Try again in a moment, with the same ids; if it stays so, look into the log of Tollgate.',
  unimplemented: 'This version of Tollgate cannot do that.',
  internal: 'Look into the log of Tollgate.',
};

/** Several lines; the first names the command. */
export function faultText(fault: RemoteFault, command: string, address: string, advice: string | undefined): string {
  const lines =
    fault.reason === TRANSPORT
      ? connectionLines(fault, command, address)
      : [`tollgate ${command}: ${inCurrencyUnits(fault)}`, `  ${identity(fault)}`, `  ${adviceFor(fault, command)}`];
  return [...lines, ...(advice === undefined ? [] : [`  ${advice}`])].join('\n');
}

/**
 * The person typed an amount in currency units, the API counts milli-cents: bounds that a message names are shown in
 * what was typed, and the field without its unit.
 */
function inCurrencyUnits({ message, details: { field = '' } }: RemoteFault): string {
  if (!field.endsWith('_milli_cents')) return message;
  return message
    .replaceAll(field, field.slice(0, -'_milli_cents'.length))
    .replace(/(?<![\w.$])-?\d[\d,]*(?![\w.])/g, (amount) => moneyText(Number(amount.replaceAll(',', '')), '').trim());
}

function connectionLines(fault: RemoteFault, command: string, address: string): string[] {
  switch (fault.code) {
    case 'unavailable':
      return [
        `tollgate ${command}: cannot reach Tollgate at ${address}`,
        `  ${plainReason(fault.message)}`,
        '  Start it with `tollgate serve`, or name its gRPC address with --server or TOLLGATE_SERVER; --tls-ca if it ' +
          'serves TLS.',
      ];
    case 'deadline_exceeded':
      return [
        `tollgate ${command}: no answer from ${address} in time`,
        `  ${ADVICE.deadline_exceeded}`,
        '  --timeout waits longer.',
      ];
    default:
      return [
        `tollgate ${command}: ${address} does not answer as Tollgate does`,
        `  ${fault.message}`,
        '  Is it the gRPC port, and the same version?',
      ];
  }
}

/** `INVALID_ARGUMENT INVALID_FIELD, field "to", request 0b8f...`. */
function identity({ code, reason, details }: RemoteFault): string {
  const field = details.field === undefined ? '' : `, field "${details.field}"`;
  const requestId = details.metadata?.['request_id'];
  return `${code.toUpperCase()} ${reason}${field}${requestId === undefined ? '' : `, request ${requestId}`}`;
}

function adviceFor({ code, reason, details }: RemoteFault, command: string): string {
  const wait = details.retryAfterMs === undefined ? '' : ` The server asks to wait ${details.retryAfterMs} ms.`;
  const ofCommand = reason === 'CONFLICT' ? ADVICE_ON_CONFLICT.get(command) : undefined;
  return (ofCommand ?? ADVICE_BY_REASON[reason as FaultReason] ?? ADVICE[code]) + wait;
}

/** Without the words that the gRPC library puts around every error of a connection. */
function plainReason(message: string): string {
  return message
    .replace(/^No connection established\. Last error: (Error: )?/, '')
    .replace(/\.? Resolution note: *$/, '');
}

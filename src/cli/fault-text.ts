/** A fault for the person at the terminal: what, where, and how to mend it. */
import type { FaultCode } from '../domain/fault.ts';
import type { RemoteFault } from '../transport/grpc/client.ts';

/** Faults of the connection itself have no reason of Tollgate's. */
const TRANSPORT = 'TRANSPORT';

const ADVICE_BY_REASON: ReadonlyMap<string, string> = new Map([
  ['ACCOUNT_UNKNOWN', 'Create it with `tollgate account create`.'],
  ['HOLD_UNKNOWN', 'List the open holds with `tollgate holds ACCOUNT`.'],
  ['HOLD_ENDED', 'A new call needs a new hold id; `tollgate holds ACCOUNT --hold HOLD` shows how this one ended.'],
  ['CONFLICT', 'The same id was used for a different request: repeat that one exactly, or use a new id.'],
  ['OPEN_HOLDS', 'Wait for the calls to end (`tollgate holds ACCOUNT`), or use --force: they settle as usual.'],
  [
    'REVISION_MISMATCH',
    'Somebody changed it meanwhile: look with `tollgate account show`, then try with that revision.',
  ],
  ['ALREADY_EXPIRED', 'Name a time that is still to come.'],
  ['LOT_LIMIT', 'Add credit without --expires, or wait until some of its lots have ended.'],
  ['ACCOUNT_NOT_IN_SCOPE', 'The token is limited to other accounts: use another.'],
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
      : [`tollgate ${command}: ${fault.message}`, `  ${identity(fault)}`, `  ${adviceFor(fault)}`];
  return [...lines, ...(advice === undefined ? [] : [`  ${advice}`])].join('\n');
}

function connectionLines(fault: RemoteFault, command: string, address: string): string[] {
  switch (fault.code) {
    case 'unavailable':
      return [
        `tollgate ${command}: cannot reach Tollgate at ${address}`,
        `  ${plainReason(fault.message)}`,
        '  Start it with `npm start`, or name its gRPC address with --server or TOLLGATE_SERVER; --tls-ca if it serves TLS.',
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

function adviceFor({ code, reason, details }: RemoteFault): string {
  const wait = details.retryAfterMs === undefined ? '' : ` The server asks to wait ${details.retryAfterMs} ms.`;
  return (ADVICE_BY_REASON.get(reason) ?? ADVICE[code]) + wait;
}

/** Without the words that the gRPC library puts around every error of a connection. */
function plainReason(message: string): string {
  return message
    .replace(/^No connection established\. Last error: (Error: )?/, '')
    .replace(/\.? Resolution note: *$/, '');
}

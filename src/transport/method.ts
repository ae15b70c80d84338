/**
 * What a verb is: one row. The gRPC binding, the HTTP routes, the access rules, the calls of the client, reflection and
 * the table in docs/api.md all derive from the rows in `handlers/`.
 */
import type { Reports } from '../accounts/report-requests.ts';
import type { Accounts } from '../accounts/requests.ts';
import type { CatalogManager, ExplainRequest, Explanation } from '../catalog/manager-port.ts';
import type { AlertDesk } from '../alerts/desk.ts';
import type { Control, RequestContext } from '../control/requests.ts';
import type { Fault } from '../domain/fault.ts';
import type { ListedNumbers } from '../domain/phone/emergency.ts';
import type { Sweeping } from '../ledger/port.ts';
import type { Copying } from '../ledger/copy/copying.ts';
import type { Recharging } from '../recharge/requests.ts';
import type { SidecarRegister } from '../ledger/sidecars/register.ts';
import type { StoreAdmin } from '../ledger/store-admin.ts';
import type { OutageView } from '../outage/status.ts';
import type { Verifying } from '../ledger/verify-operations.ts';
import type { SpoolDesk } from '../outage/spool/spool-desk.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { HoldStatsDesk } from '../tuning/live/hold-stats.ts';
import type { Identity, Role } from './auth.ts';

/** A request as a transport decoded it: camelCase keys, nothing checked. */
export type Message = Readonly<Record<string, unknown>>;

/** What the handlers work with. */
export interface Rooms {
  readonly control: Control;
  readonly accounts: Accounts;
  readonly catalog: CatalogManager;
  /** Says what the catalog makes of a number; throws an `invalid_argument` fault for a service that does not exist. */
  readonly explain: (request: ExplainRequest) => Explanation;
  /** The emergency numbers in force; with those of a country (ISO 3166) besides. Needs no catalog. */
  readonly emergencyNumbers: (country?: string) => ListedNumbers;
  readonly store: StoreAdmin;
  /** What this sidecar does while the store is away. */
  readonly outage: () => OutageView;
  /** What it has kept meanwhile. */
  readonly spool: SpoolDesk;
  /** Tells the store of that at once, where it can be reached. */
  readonly replaySpool: () => void;
  readonly sweeping: Pick<Sweeping, 'asideHolds' | 'retryAside'>;
  readonly copying: Copying;
  readonly holdStats: HoldStatsDesk;
  readonly sidecars: Pick<SidecarRegister, 'list'>;
  readonly verifying: Pick<Verifying, 'partitions' | 'verify' | 'accept'>;
  readonly sessions: Sessions;
  readonly recharging: Recharging;
  readonly alerts: AlertDesk;
  readonly reports: Reports;
}

/** Circumstances of one request, and who sent it. */
export interface CallContext extends RequestContext {
  readonly caller: Identity;
}

/** Circumstances of a stream. */
export interface StreamContext extends CallContext {
  /** Aborted when nobody listens any more, or when this sidecar goes away: a stream that waits for news ends then. */
  readonly over: AbortSignal;
}

/**
 * Who is turned away first when there is too much to do. What ends a call frees money and comes last to be refused; new
 * calls can be tried elsewhere; reading can wait.
 */
export type Lane = 'read' | 'admission' | 'extension' | 'completion';

/**
 * What a caller that is limited to some accounts may do:
 *
 * - `account`: the message names an account, which must be one of them
 * - `token`: it names an account, or brings a settle token that does
 * - `filtered`: it may name an account; where it does not, the handler leaves out what the caller may not see
 * - `shared`: it shows nothing that belongs to anybody
 * - `whole`: it acts on everybody, and is refused
 */
export type Reach = 'account' | 'token' | 'filtered' | 'shared' | 'whole';

export type HttpVerb = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** How a verb is reached over HTTP. */
export interface HttpBinding {
  /** `{account_id}` in a path is that field of the request. GET and DELETE read the query, the others a JSON body. */
  readonly routes: readonly `${HttpVerb} /v1/${string}`[];
  /** The field of the response, a message, whose fields HTTP shows at the top level beside the other ones. */
  readonly inner?: string;
  /**
   * The field that names a place in a stream, in each response and, to go on after it, in the request: the id of an
   * event for those who read server-sent events.
   */
  readonly place?: string;
  /** The answer as one line of words that never change, for dialplans: `Accept: text/plain`. Absent: JSON alone. */
  readonly line?: (response: object) => string;
  /** The stream that answers with CSV when the query says `format=csv`, and the name that it knows this report by. */
  readonly csv?: { readonly by: string; readonly report: string };
}

interface Row<Name extends string> {
  /** Of the RPC; unique over all services. */
  readonly name: Name;
  readonly lane: Lane;
  readonly roles: readonly Role[];
  readonly reach: Reach;
  /** Absent: over gRPC only. */
  readonly http?: HttpBinding;
  /**
   * The most entries of repeated fields, checked before the message is decoded: a message of a few megabytes can hold
   * hundreds of thousands. Names in camelCase, with a dot for a field of a field.
   */
  readonly bounds?: Readonly<Record<string, number>>;
  /**
   * What in a message is refused to every caller that is limited to some accounts, although the account is one of them.
   */
  readonly beyondScope?: (message: Message) => Fault | undefined;
}

/** How emergency calls in a message are served whatever else is wrong (rule G-3). */
export interface Urgency {
  /** Whether there is one. Pure: counts and logs nothing. */
  isIn(rooms: Rooms, message: Message): boolean;
  /**
   * What is answered when the rest of the message is refused: the emergency calls, and the fault for the others. Never
   * throws. Absent: the whole message is the emergency call, and passes role, scope, load and malformed fields.
   */
  despite?(rooms: Rooms, message: Message, fault: Fault, context: CallContext): object;
}

/** Thrown by a handler: the request failed, but the emergency calls in it are answered. */
export class FailedInPart extends Error {
  readonly fault: Fault;
  /** With the emergency calls, and the fault for the others. */
  readonly response: object;

  constructor(fault: Fault, response: object) {
    super(fault.message, { cause: fault });
    this.fault = fault;
    this.response = response;
  }
}

/** One request, one response. */
export interface UnaryMethod<Name extends string = string> extends Row<Name> {
  readonly kind: 'unary';
  /** A response in the shape of its proto message, with plain numbers for every int64. Rejects with a `Fault`. */
  readonly run: (rooms: Rooms, message: Message, context: CallContext) => Promise<object>;
  /** Absent where nothing can be an emergency call. */
  readonly urgent?: Urgency;
  /** How many requests it counts as while it is in flight; one when absent. At least 1, whatever the message is. */
  readonly weight?: (message: Message) => number;
  /** Changes made by people and billing systems: each leaves a line in the log. */
  readonly audited?: boolean;
}

/** Circumstances of a stream both ways. */
export interface SessionContext extends StreamContext {
  /**
   * Puts a request through the edge as if it had come by itself: what its caller may do, room and turn, measurement and
   * log.
   */
  readonly ask: (verb: string, message: Message, asking: Asking) => Promise<object>;
}

/** A request of a stream. */
export interface Asking {
  /** Who asks, as far as the stream has said. */
  readonly caller: Identity;
  /** As its client chose it; empty for one that the edge makes up. */
  readonly requestId: string;
  /** How long the answer is waited for, in milliseconds; 0 is as long as usual. */
  readonly timeoutMs: number;
}

interface StreamRow<Name extends string> extends Row<Name> {
  /** It goes on until one side ends it, and waits most of the time: it takes up none of the room of requests. */
  readonly lasts?: boolean;
}

/** One request, many responses. */
export interface StreamMethod<Name extends string = string> extends StreamRow<Name> {
  readonly kind: 'stream';
  readonly run: (rooms: Rooms, message: Message, context: StreamContext) => AsyncIterable<object>;
}

/** Many requests, many responses. Nothing of it is known before the first request, so its reach is never `account`. */
export interface BidiMethod<Name extends string = string> extends StreamRow<Name> {
  readonly kind: 'bidi';
  readonly reach: 'shared' | 'whole';
  readonly run: (rooms: Rooms, messages: AsyncIterable<Message>, context: SessionContext) => AsyncIterable<object>;
}

export type Method<Name extends string = string> = UnaryMethod<Name> | StreamMethod<Name> | BidiMethod<Name>;

/** Makes a row; its name and its kind stay part of the type. */
export function defineMethod<const Name extends string>(row: UnaryMethod<Name>): UnaryMethod<Name>;
export function defineMethod<const Name extends string>(row: StreamMethod<Name>): StreamMethod<Name>;
export function defineMethod<const Name extends string>(row: BidiMethod<Name>): BidiMethod<Name>;
export function defineMethod(row: Method): Method {
  return Object.freeze(row);
}

/* Who may do what, in the words of the rows. */

/** Moves traffic. */
export const TRAFFIC: readonly Role[] = ['gateway', 'admin'];
export const READ_ACCOUNTS: readonly Role[] = ['gateway', 'billing', 'viewer', 'account_admin', 'admin'];
export const CHANGE_ACCOUNTS: readonly Role[] = ['billing', 'admin'];
/** Adds credit and says how it is added: the account's own admins too (rule OC-12). */
export const ADD_CREDIT: readonly Role[] = ['account_admin', 'billing', 'admin'];
/** Says who is told what of an account: its own admins too. */
export const SET_ALERTS: readonly Role[] = ['account_admin', 'billing', 'admin'];
/** How credit is paid for is nothing that a gateway needs. */
export const READ_RECHARGE: readonly Role[] = ['viewer', 'account_admin', 'billing', 'admin'];
export const READ_CATALOG: readonly Role[] = ['billing', 'viewer', 'admin'];
export const OPERATE: readonly Role[] = ['admin'];

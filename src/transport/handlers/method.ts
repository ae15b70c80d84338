/** What a verb is to the transports: a name, a place in the queue, and a function from message to message. */
import type { RequestContext } from '../../control/requests.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Message } from './fields.ts';

/** Every RPC of the three services; the names are unique across them. */
export type MethodName =
  | 'Authorize'
  | 'AuthorizeBatch'
  | 'Answer'
  | 'Extend'
  | 'Settle'
  | 'Release'
  | 'Charge'
  | 'Quote'
  | 'Reconcile'
  | 'Session'
  | 'CreateAccount'
  | 'GetAccount'
  | 'UpdateAccount'
  | 'AddCredit'
  | 'AdjustBalance'
  | 'ListHolds'
  | 'ListMovements'
  | 'GetUsage'
  | 'WatchAccount'
  | 'SetSubject'
  | 'GetSubject'
  | 'DeleteSubject'
  | 'ListSubjects'
  | 'GetCatalog'
  | 'CheckCatalog'
  | 'ReloadCatalog'
  | 'ExplainNumber'
  | 'ReplayHolds';

/**
 * Who is turned away first when there is too much to do. What ends a call frees money and comes last to be refused; new calls
 * can be tried elsewhere; reading can wait.
 */
export type Lane = 'read' | 'admission' | 'extension' | 'completion';

/** One request, one response. */
export interface UnaryMethod {
  readonly name: MethodName;
  readonly lane: Lane;
  /** A response in the shape of its proto message, with plain numbers for every int64. Rejects with a `Fault`. */
  readonly run: (message: Message, context: RequestContext) => Promise<object>;
  /** Requests that load and missing permission do not stop: emergency calls (rule G-3). */
  readonly alwaysServed?: (message: Message) => boolean;
  /**
   * What is still answered although the request was refused or failed as a whole, because an emergency call is in it (rule G-3); undefined when
   * nothing is. Never throws.
   */
  readonly despite?: (message: Message, fault: Fault) => object | undefined;
  /** How many requests it counts as while it is in flight; one when absent. At least 1, whatever the message is. */
  readonly weight?: (message: Message) => number;
  /** Changes made by people and billing systems: each leaves a line in the log. */
  readonly audited?: boolean;
}

/** One request, many responses. */
export interface StreamMethod {
  readonly name: MethodName;
  readonly lane: Lane;
  readonly run: (message: Message, context: RequestContext) => AsyncIterable<object>;
}

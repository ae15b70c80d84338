/** Against DNS rebinding: a web page whose name was pointed at this machine must not reach a port that asks nobody who they are. */
import type { IncomingMessage } from 'node:http';
import { Fault } from '../../domain/fault.ts';

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Throws a `permission_denied` fault for a browser that believes to talk to another name than this machine's own. Gateways send no `Origin`, so an
 * alias in their hosts file does not keep their calls, emergency ones least of all, from being answered.
 */
export function refuseForeignPage({ headers }: IncomingMessage): void {
  const fromPage = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (!fromPage || (headers.host !== undefined && LOOPBACK_NAME.test(headers.host))) return;
  throw new Fault(
    'permission_denied',
    'HOST_NOT_ALLOWED',
    'without tokens a page may only reach localhost, 127.0.0.1 or [::1]; configure auth.tokens for other names',
  );
}

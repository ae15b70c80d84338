import { StoreFault, type StoreFaultKind } from './store.ts';

/** First words of Redis errors that refuse a command before it does anything. */
const refusals: Readonly<Record<string, StoreFaultKind>> = {
  OOM: 'oom',
  MISCONF: 'misconf',
  NOREPLICAS: 'misconf',
  READONLY: 'readonly',
  BUSY: 'busy',
  UNKILLABLE: 'busy',
  LOADING: 'loading',
  MASTERDOWN: 'readonly',
  CLUSTERDOWN: 'cluster',
  TRYAGAIN: 'cluster',
  MOVED: 'cluster',
  ASK: 'cluster',
  CROSSSLOT: 'script',
  NOAUTH: 'unavailable',
  NOPERM: 'unavailable',
  WRONGPASS: 'unavailable',
};

/** True if Redis does not know the script's hash: nothing ran, and EVAL with the source is safe. */
export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/**
 * Turns whatever the client threw for a command that had been handed to it into a fault.
 *
 * The client cannot tell whether a command left before its connection broke, so everything that is not a reply from
 * Redis counts as "may have run".
 */
export function toStoreFault(error: unknown, commandName: string): StoreFault {
  if (error instanceof StoreFault) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'ReplyError') {
    return replyFault(error, commandName);
  }
  if (message === 'Command timed out') {
    return new StoreFault('timeout', `Redis did not answer ${commandName} in time`, {
      outcomeUnknown: true,
      cause: error,
    });
  }
  if (message.startsWith('Too many Cluster redirections') || message.startsWith("Cluster isn't ready")) {
    return new StoreFault('cluster', `Redis Cluster could not serve ${commandName}: ${message}`, {
      outcomeUnknown: false,
      cause: error,
    });
  }
  return new StoreFault('unavailable', `the connection to Redis broke during ${commandName}: ${message}`, {
    outcomeUnknown: !message.startsWith("Stream isn't writeable"),
    cause: error,
  });
}

function replyFault(error: Error, commandName: string): StoreFault {
  // Redis names the script and line when an error comes out of a running script; its earlier writes stay applied.
  const insideScript = error.message.includes('@user_script');
  const code = error.message.split(' ', 1)[0] ?? '';
  const kind = insideScript ? 'script' : (refusals[code] ?? 'script');
  return new StoreFault(kind, `Redis refused ${commandName}: ${error.message}`, {
    outcomeUnknown: insideScript,
    cause: error,
  });
}

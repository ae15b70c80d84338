/** The log: JSON lines on standard output. */
import { pino } from 'pino';
import type { ControlLogger } from '../control/telemetry.ts';
import type { TransportLogger } from '../transport/telemetry.ts';
import { LineBuffer } from './line-buffer.ts';
import { createNumberMask, type NumberMaskOptions } from './number-mask.ts';
import { safeFacts } from './safe-facts.ts';

export interface LogOptions extends NumberMaskOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** Satisfies what every room asks of a logger. */
export interface Logger extends ControlLogger, TransportLogger {
  /** Writes what is buffered; call it before the process ends. */
  flush(): void;
}

export interface LogDestination {
  write(line: string): void;
  flushSync?(): void;
}

/** @param target - where lines go; standard output when absent. */
export function createLogger(options: LogOptions, target: LogDestination = new LineBuffer(1)): Logger {
  const mask = createNumberMask(options);
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: isoTimestamps(),
      formatters: { level: (label) => ({ level: label }) },
      // Errors are made safe before pino sees them; its own serializer would take them apart again.
      serializers: { err: (value: unknown) => value },
    },
    target,
  );
  return {
    verbose: log.isLevelEnabled('debug'),
    decision(line) {
      // Written out: spreading two objects into one costs five times as much as the whole line.
      log.info(
        {
          verb: line.verb,
          request_id: line.requestId,
          account_id: line.accountId,
          hold_id: line.holdId,
          decision: line.decision,
          reason: line.reason,
          service: line.service,
          direction: line.direction,
          number_class: line.numberClass,
          from: mask(line.from),
          to: mask(line.to),
          hold_milli_cents: line.holdMilliCents,
          available_milli_cents: line.availableMilliCents,
          granted_units: line.grantedUnits,
          shadowed: line.shadowed,
          replayed: line.replayed,
          subject_id: line.subjectId,
          limit: line.limit,
          gateway_id: line.gatewayId,
        },
        'decision',
      );
    },
    debug: (facts, message) => log.debug(safeFacts(facts, mask), message),
    info: (facts, message) => log.info(safeFacts(facts, mask), message),
    warn: (facts, message) => log.warn(safeFacts(facts, mask), message),
    error: (facts, message) => log.error(safeFacts(facts, mask), message),
    flush: () => target.flushSync?.(),
  };
}

/** Pino's member for the time, made anew only when the millisecond has changed. */
function isoTimestamps(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) {
      last = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

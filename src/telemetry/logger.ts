/** The log: JSON lines on standard output. */
import { destination, pino, stdTimeFunctions } from 'pino';
import type { ControlLogger } from '../control/telemetry.ts';
import type { TransportLogger } from '../transport/telemetry.ts';
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

/** Lines are written in blocks of this size, or after this time: one system call for each line would cost more than the line. */
const BUFFER_BYTES = 8192;
const FLUSH_MS = 200;

export interface LogDestination {
  write(line: string): void;
  flushSync?(): void;
}

/** @param target - where lines go; standard output when absent. */
export function createLogger(options: LogOptions, target: LogDestination = standardOutput()): Logger {
  const mask = createNumberMask(options);
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
  return {
    verbose: log.isLevelEnabled('debug'),
    decision(line) {
      log.info(
        {
          verb: line.verb,
          requestId: line.requestId,
          accountId: line.accountId,
          holdId: line.holdId,
          decision: line.decision,
          reason: line.reason,
          service: line.service,
          direction: line.direction,
          numberClass: line.numberClass,
          from: mask(line.from),
          to: mask(line.to),
          holdMilliCents: line.holdMilliCents,
          availableMilliCents: line.availableMilliCents,
          grantedUnits: line.grantedUnits,
          shadowed: line.shadowed,
          replayed: line.replayed,
          ...(line.subjectId !== '' && { subjectId: line.subjectId }),
          ...(line.gatewayId !== '' && { gatewayId: line.gatewayId }),
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

function standardOutput(): LogDestination {
  return destination({ dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS });
}

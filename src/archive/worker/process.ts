/**
 * The process of the archive: the database inside it, or the connection to PostgreSQL, take their memory and time here,
 * and calls are answered elsewhere. It ends when Tollgate does, however that ends.
 */
import { setPriority } from 'node:os';
import { errorText, Fault } from '../../domain/fault.ts';
import type { ArchiveLogger, FromArchive, LogLevel, ToArchive } from './protocol.ts';
import { ArchiveService } from './service.ts';

const STATE_MS = 1_000;

/** Calls come first. */
setPriority(10);

function send(message: FromArchive): void {
  // The channel may close at any time: then the process ends too.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function log(level: LogLevel): ArchiveLogger[LogLevel] {
  return (facts, message) => send({ kind: 'log', level, facts, message });
}

const logger: ArchiveLogger = { info: log('info'), warn: log('warn'), error: log('error') };
let service: ArchiveService | undefined;

async function answer({ id, method, args }: Extract<ToArchive, { kind: 'ask' }>): Promise<void> {
  try {
    const methods = service?.methods as Readonly<Record<string, (...args: readonly unknown[]) => unknown>> | undefined;
    const run = methods?.[method];
    if (run === undefined) throw new Fault('ARCHIVE_AWAY', 'the archive has not begun yet');
    send({ kind: 'answer', id, value: await run(...args) });
  } catch (error) {
    const reason = error instanceof Fault ? error.reason : 'ARCHIVE_AWAY';
    send({ kind: 'fault', id, reason, message: errorText(error) });
  }
}

function take(message: ToArchive): void {
  switch (message.kind) {
    case 'start':
      service = new ArchiveService(message.config, logger);
      service.start();
      setInterval(() => {
        if (service !== undefined) send({ kind: 'state', state: service.state() });
      }, STATE_MS);
      return;
    case 'follow':
      service?.follow(message.store);
      return;
    case 'ask':
      void answer(message);
      return;
    case 'stop':
      void end();
  }
}

async function end(): Promise<void> {
  await service?.stop().catch((error: unknown) => {
    logger.error({ error: errorText(error) }, 'the archive did not end cleanly');
  });
  process.exit();
}

process.on('message', (message) => take(message as ToArchive));
process.once('disconnect', () => void end());
// Ctrl-C is Tollgate's, which stops this process when it has drained.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

/** An archive over the store of a running Tollgate, in this process: what the archive's own process does. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CallRow, CallsFilter } from '../../../src/archive/port.ts';
import type { ArchiveConfig } from '../../../src/archive/worker/protocol.ts';
import { ArchiveService } from '../../../src/archive/worker/service.ts';
import type { DatabasePlace } from '../../../src/archive/sql/database.ts';
import { recordingLogger } from '../../support/silent-logger.ts';
import type { TestTollgate } from '../../support/tollgate.ts';
import { EVERYTHING } from './rows.ts';

export const FOR_EVER = { calls: 1_200, movements: 1_200, account_days: 1_200, subject_days: 1_200 };

export interface TestHistory {
  readonly service: ArchiveService;
  readonly logs: readonly string[];
  /** All calls, once the archive has kept everything that was done until now. */
  calls(changes?: Partial<CallsFilter>): Promise<readonly CallRow[]>;
  /** Waits until it has kept everything that was done until now. */
  caughtUp(): Promise<void>;
}

export function followTollgate({ settings, app }: TestTollgate, place: DatabasePlace): TestHistory {
  const logger = recordingLogger();
  const config: ArchiveConfig = { place, owner: 'test', redis: settings.redis, retention: FOR_EVER };
  const service = new ArchiveService(config, logger);
  service.start();
  service.follow(app.store.view());
  const caughtUp = async (): Promise<void> => {
    for (const deadline = Date.now() + 15_000; ; await delay(20)) {
      await service.catchUp();
      const { trouble } = service.state();
      if (trouble === '') return;
      if (Date.now() > deadline) throw new Error(`the archive does not keep up: ${trouble}`);
    }
  };
  return {
    service,
    logs: logger.lines,
    caughtUp,
    async calls(changes = {}) {
      await caughtUp();
      const filter = { scope: EVERYTHING, fromMs: undefined, toMs: undefined, ...changes };
      return (await service.methods.calls(filter, { after: '', limit: 1_000 })).items;
    },
  };
}

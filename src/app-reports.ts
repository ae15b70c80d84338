/** What lists of all accounts need. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ReportArchive, Reports } from './accounts/report-requests.ts';
import { createReports } from './accounts/reports.ts';
import { hashedNumber } from './archive/numbers.ts';
import type { Environment } from './control/environment.ts';
import { errorText, Fault } from './domain/fault.ts';
import { listOlderAccounts } from './ledger/redis/account-lists.ts';
import type { ScriptRunner } from './ledger/redis/runner.ts';
import type { Part } from './parts.ts';
import type { Settings } from './settings/load-settings.ts';
import type { Logger } from './telemetry/logger.ts';

const TRY_AGAIN_MS = 5_000;

/** Lists the accounts that an older version has opened: once, in the background, at the start. */
export function accountListPart(runner: ScriptRunner, logger: Logger): Part {
  let [abort, running] = [new AbortController(), Promise.resolve()];
  const list = async ({ signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      try {
        const partitions = await listOlderAccounts(runner, () => !signal.aborted);
        if (partitions > 0) logger.info({ partitions }, 'looked for accounts that an older version has opened');
        return;
      } catch (error) {
        logger.error({ error: errorText(error) }, 'could not look for the accounts of an older version yet');
      }
      await delay(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    name: 'list of accounts',
    start() {
      abort = new AbortController();
      running = list(abort);
    },
    async stop() {
      abort.abort();
      await running;
    },
  };
}

const away = (): Promise<never> =>
  Promise.reject(new Fault('ARCHIVE_AWAY', 'there is no history: archive.mode is off'));

/** Where there is no archive. */
export const NO_ARCHIVE: ReportArchive = { calls: away, movements: away, usage: away, csv: away };

/** Reports out of the archive. */
export function reportsOver(
  { archive: { numbers, hashKey = '' } }: Settings,
  archive: ReportArchive,
  { catalog, profiles }: Pick<Environment, 'catalog' | 'profiles'>,
): Reports {
  const hashNumber = numbers === 'hash' ? (number: string) => hashedNumber(number, hashKey) : undefined;
  return createReports({ archive, catalog, profiles, hashNumber });
}

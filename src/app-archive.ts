/** The archive in the app: a process of its own, told which store to follow. */
import type { Base, StorePart } from './app-parts.ts';
import { NO_ARCHIVE } from './app-reports.ts';
import { archivedNumbers } from './archive/numbers.ts';
import { archivePlace } from './archive/place.ts';
import type { Archive } from './archive/port.ts';
import { ArchiveProcess } from './archive/worker/client.ts';
import { type ArchiveConfig, type FollowedStore, READER } from './archive/worker/protocol.ts';
import { errorText } from './domain/fault.ts';
import type { Ledger } from './ledger/port.ts';
import type { SidecarRegister } from './ledger/sidecars/register.ts';
import type { Part } from './parts.ts';
import type { Settings } from './settings/load-settings.ts';

/** What can be asked of it. */
type Asking = Pick<Archive, 'calls' | 'movements' | 'usage' | 'csv'>;

export interface ArchiveRoom {
  readonly part: Part;
  readonly archive: Asking;
  readonly archivedNumber: ReturnType<typeof archivedNumbers>;
  /** While the store may be used. */
  forgetting(ledger: Ledger, register: SidecarRegister): Part;
}

export function archiveRoom(base: Base, store: StorePart, owner: string): ArchiveRoom {
  const { settings, logger, metrics } = base;
  const { numbers, hashKey } = settings.archive;
  const config = configOf(settings, owner);
  const shared = { forgetting: (...parts: Parameters<ArchiveRoom['forgetting']>) => forgetting(base, ...parts) };
  if (config === undefined) {
    return { ...shared, part: { name: 'archive' }, archive: NO_ARCHIVE, archivedNumber: undefined };
  }
  const archive = new ArchiveProcess({ config, logger, metrics: metrics.archive });
  let told = '';
  const part: Part = {
    name: 'archive',
    start() {
      archive.start();
      store.guard.onChange(() => {
        const followed = followedStore(store);
        if (JSON.stringify(followed) === told) return;
        told = JSON.stringify(followed);
        archive.follow(followed);
      });
    },
    stop: () => archive.stop(),
  };
  return { ...shared, part, archive: archive.archive, archivedNumber: archivedNumbers(numbers, hashKey) };
}

/** The store whose journal can be read now; undefined while there is none. */
function followedStore({ guard }: StorePart): FollowedStore | undefined {
  if (!guard.open) return undefined;
  const { mode, address, instanceId, generation } = guard.view();
  // A server that Tollgate runs is where it is; any other is where the settings say.
  const own = address.startsWith('/') ? `unix://${address}` : `redis://${address}`;
  return { instanceId, generation, ...(mode === 'url' ? {} : { url: own }) };
}

function configOf({ archive, redis }: Settings, owner: string): ArchiveConfig | undefined {
  const place = archivePlace(archive, redis.dataDir);
  if (place === undefined) return undefined;
  const { callsRetentionMonths: calls, movementsRetentionMonths: movements, daysRetentionMonths: days } = archive;
  const retention = { calls, movements, account_days: days, subject_days: days };
  return { place, owner, redis, retention };
}

/** Where the archive is off: the journal no longer waits for one that was on, unless another sidecar has it. */
function forgetting({ settings, logger }: Base, ledger: Ledger, register: SidecarRegister): Part {
  const forget = async (): Promise<void> => {
    const isElsewhere = (await register.list()).some(({ archive = 'off' }) => archive !== 'off');
    if (!isElsewhere) await ledger.forgetJournalReader(READER);
  };
  return {
    name: 'no archive',
    start() {
      if (settings.archive.mode !== 'off') return;
      forget().catch((error: unknown) => {
        logger.warn({ error: errorText(error) }, 'the journal may still wait for an archive that is turned off');
      });
    },
  };
}

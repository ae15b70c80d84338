/** The outage room in the app: the spool, the ledger around the ledger, and what tells the store what was kept. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Base, StorePart } from './app-parts.ts';
import type { Environment } from './control/environment.ts';
import { reportOutcome } from './control/outcomes.ts';
import type { Ledger, OutageOperations, QueueingLedger } from './ledger/port.ts';
import { Breaker } from './outage/breaker.ts';
import { OutageGrants } from './outage/grants.ts';
import { TakeBacks } from './outage/take-backs.ts';
import { LastKnown } from './outage/known.ts';
import { LostWrites } from './outage/recent/lost-writes.ts';
import { RecentOperations } from './outage/recent/recent-operations.ts';
import { Remembered, remembering } from './outage/recent/remembering.ts';
import { Replayer, type ReplayReport } from './outage/replay.ts';
import { ledgerWithRoom } from './outage/room.ts';
import { DiskSpool } from './outage/spool/disk-spool.ts';
import { OutageSteps } from './outage/steps.ts';
import type { SpoolDesk } from './outage/spool/spool-desk.ts';
import { outageText, outageView, type OutageView } from './outage/status.ts';
import type { Part } from './parts.ts';
import { loadOrCreateSidecarId } from './settings/data-files.ts';
import type { Settings } from './settings/load-settings.ts';

export interface OutageRoom {
  /** What the verbs of the call path use. */
  readonly ledger: QueueingLedger;
  /** What everything else uses: the ledger in the store. */
  readonly remembering: Ledger;
  readonly part: Part;
  readonly view: () => OutageView;
  /** What the verbs may do while the store is away. */
  readonly operations: OutageOperations;
  /** For operators. */
  readonly spool: SpoolDesk;
  readonly replaySpool: () => void;
  /** Tells the store what was kept. */
  replayer(environment: Environment): Part;
}

/** How often readiness is told how the room stands. */
const TELL_MS = 1_000;

/** @param bare - the ledger in the store, which remembers nothing of what it has acknowledged */
export function outageRoom({ settings, logger, metrics, health }: Base, store: StorePart, bare: Ledger): OutageRoom {
  const { recentOperations: operationsMax, recentMaxBytes: bytesMax, recentSeconds } = settings.outage;
  const ageMs = recentSeconds * 1000;
  const recent = new RecentOperations({ operationsMax, bytesMax, ageMs });
  const remembered = new Remembered(recent);
  const ledger = remembering(bare, remembered);
  const { guard } = store;
  const spool = new DiskSpool({
    ...spoolPlace(settings),
    maxBytes: settings.outage.spoolMaxBytes,
    store: () => guard.view(),
    logger,
  });
  let wake = (): void => undefined;
  const breaker = new Breaker({
    ping: store.ping,
    onChange(open) {
      if (open) logger.warn({}, 'the store has not answered for a while: it is not asked until it answers a PING');
      else logger.info({}, 'the store answers a PING: it is asked again');
      if (!open) wake();
    },
  });
  guard.onChange(() => {
    if (guard.usable) breaker.probe();
  });
  const known = new LastKnown();
  const grants = new OutageGrants({ spool, known, decided: metrics.outage.granted });
  const takeBacks = new TakeBacks({ spool, nowMs: () => ledger.nowMs(), logger });
  const lost = new LostWrites({
    ledger,
    recent,
    ageMs,
    histories: store.histories,
    metrics: metrics.outage.lostWrites,
    logger,
    onQuiet: () => wake(),
  });
  store.onConnect(() => lost.suspect());
  let served = '';
  guard.onChange(({ instanceId, generation }) => {
    const now = `${instanceId} ${generation}`;
    if (served !== '' && now !== served) lost.forget();
    if (instanceId !== '') served = now;
  });
  const view = (): OutageView => outageView(breaker, spool, grants.exposureMilliCents, lost.view());
  metrics.outage.watch(view);
  const tell = (): void => {
    const now = view();
    health.set('spool', now.spoolTrouble === '', outageText(now));
  };
  let telling: NodeJS.Timeout | undefined;
  return {
    view,
    spool,
    replaySpool: () => wake(),
    operations: {
      async grant(operation, atMs, limit) {
        const units = await grants.grant(operation, atMs, limit);
        if (units > 0) await takeBacks.withdraw(operation);
        return units;
      },
      takeBack: (operation) => takeBacks.keep(operation),
    },
    remembering: ledger,
    ledger: ledgerWithRoom({
      ledger: bare,
      spool,
      breaker,
      known,
      grants,
      steps: new OutageSteps({ exposure: () => grants.exposure, known, decided: metrics.outage.granted }),
      takeBacks,
      remembered,
      lost,
      trouble: () => guard.trouble(),
      queued: metrics.outage.queued,
    }),
    part: {
      name: 'spool',
      async start() {
        await spool.open();
        await grants.count();
        await takeBacks.find();
        telling = setInterval(tell, TELL_MS).unref();
        tell();
        lost.start();
      },
      async stop() {
        clearInterval(telling);
        await lost.stop();
        await spool.close();
      },
    },
    replayer(environment) {
      const replayer = new Replayer({
        ledger,
        spool,
        breaker,
        report: reportOf(environment, metrics.outage.replayed),
        logger,
        mustWait: () => lost.isBusy,
        onTold(record) {
          grants.told(record);
          takeBacks.told(record);
        },
        storeName: () => guard.view().instanceId,
        waitMsMax: settings.ledger.tombstoneSeconds * 1000,
      });
      wake = () => replayer.wake();
      return {
        name: 'replay',
        start: () => replayer.start(),
        async stop() {
          breaker.stop();
          await replayer.stop();
        },
      };
    },
  };
}

function spoolPlace({ outage, redis }: Settings) {
  const directory = resolve(outage.spoolDir ?? join(redis.dataDir, 'spool'));
  return { directory, owner: { sidecarId: loadOrCreateSidecarId(redis.dataDir), host: hostname(), directory } };
}

/** What is told late is counted and logged as what is told at once. */
function reportOf(environment: Environment, replayed: ReplayReport['replayed']): ReplayReport {
  return {
    ended: (verb, hold, end) => reportOutcome(environment, { kind: 'ended', verb, hold, ...end }),
    refused: (hold, fault) => reportOutcome(environment, { kind: 'refused', hold, fault }),
    replayed,
  };
}

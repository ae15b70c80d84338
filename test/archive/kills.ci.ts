/**
 * The process of the archive and its database are killed again and again while calls are made: afterwards the archive
 * says what the journal says, each movement once. ARCHIVE_SEED replays a run, ARCHIVE_ROUNDS makes it longer.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { MovementRow } from '../../src/archive/port.ts';
import { ArchiveProcess } from '../../src/archive/worker/client.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';
import { FOR_EVER } from './support/history.ts';
import { EVERYTHING } from './support/rows.ts';

const SEED = Number(process.env['ARCHIVE_SEED'] ?? Math.floor(Math.random() * 1e9));
const ROUNDS = Number(process.env['ARCHIVE_ROUNDS'] ?? 4);
const ACCOUNTS = 8;
const CALLS_A_ROUND = 60;
const PATIENCE_MS = 60_000;

/** Mulberry32: the same seed, the same run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe.each(testDatabases)(
  `after kills (seed ${SEED}), the %s archive`,
  (_mode, start) => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
    });

    function archiveOf(tollgate: TestTollgate, { place }: TestDatabase, owner: string): ArchiveProcess {
      const { settings, app } = tollgate;
      const metrics = { kept: () => undefined, stands: () => undefined };
      const config = { place, owner, redis: settings.redis, retention: FOR_EVER };
      const archive = new ArchiveProcess({ config, logger: silentLogger, metrics });
      archive.follow(app.store.view());
      archive.start();
      ends.push(() => archive.stop());
      return archive;
    }

    it(`has what the journal has, once, in ${ROUNDS} rounds`, async () => {
      const random = randomFrom(SEED);
      const [database, tollgate] = await Promise.all([start(), startTollgate()]);
      ends.push(
        () => database.stop(),
        () => tollgate.stop(),
      );
      const archives = [archiveOf(tollgate, database, 'first')];
      if (database.crash !== undefined) archives.push(archiveOf(tollgate, database, 'second'));
      const accounts = Array.from({ length: ACCOUNTS }, (_, index) => `acme-${index}`);
      for (const accountId of accounts) {
        await tollgate.client.createAccount({ accountId });
        await tollgate.client.addCredit({ accountId, amountMilliCents: 900_000_000, idempotencyKey: 'deposit' });
      }
      const kill = async (): Promise<void> => {
        await delay(random() * 1_500);
        if (database.crash !== undefined && random() < 0.4) return database.crash();
        const pid = archives[Math.floor(random() * archives.length)]?.pid;
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      };
      for (let round = 0; round < ROUNDS; round++) {
        const killing = kill();
        for (let call = 0; call < CALLS_A_ROUND; call++) {
          const accountId = accounts[Math.floor(random() * ACCOUNTS)] ?? '';
          await makeCall(tollgate, accountId, `h${round}-${call}`, random);
        }
        await killing;
      }
      for (const accountId of accounts) {
        expect(await archivedMovements(archives, tollgate, accountId)).toEqual(await movementsOf(tollgate, accountId));
      }
    });

    async function makeCall({ client }: TestTollgate, accountId: string, holdId: string, random: () => number) {
      await client.authorize({
        accountId,
        holdId,
        service: 'call',
        direction: 'DIRECTION_OUTBOUND',
        to: '+12125550123',
      });
      if (random() < 0.5) await client.answer({ accountId, holdId });
      if (random() < 0.9) await client.settle({ accountId, holdId, connectedSeconds: Math.floor(random() * 90) });
      if (random() < 0.2)
        await client.settle({ accountId, holdId, connectedSeconds: Math.floor(random() * 90) }).catch(() => 0);
    }

    interface Told {
      readonly sequence: number;
      readonly kind: string;
      readonly amount: number;
      readonly balance: number;
    }

    async function movementsOf({ client }: TestTollgate, accountId: string): Promise<readonly Told[]> {
      const found: Told[] = [];
      for await (const { movement } of client.listMovements({ accountId })) {
        if (movement === null) continue;
        const { sequence, kind, amountMilliCents, balanceMilliCents } = movement;
        const word = kind.replace('MOVEMENT_KIND_', '').toLowerCase();
        found.push({
          sequence: Number(sequence),
          kind: word,
          amount: Number(amountMilliCents),
          balance: Number(balanceMilliCents),
        });
      }
      return found;
    }

    /** Once they are as many as the journal has, or the time is over. */
    async function archivedMovements(
      archives: readonly ArchiveProcess[],
      tollgate: TestTollgate,
      accountId: string,
    ): Promise<readonly Told[]> {
      const wanted = (await movementsOf(tollgate, accountId)).length;
      const filter = { scope: EVERYTHING, fromMs: undefined, toMs: undefined, accountId };
      let rows: readonly MovementRow[] = [];
      for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(200)) {
        const page = await archives[0]?.archive.movements(filter, { after: '', limit: 1_000 }).catch(() => undefined);
        rows = page?.items ?? [];
        if (rows.length >= wanted) break;
      }
      return rows
        .map(({ sequence, kind, amountMilliCents: amount, balanceMilliCents: balance }) => ({
          sequence,
          kind,
          amount,
          balance,
        }))
        .sort((a, b) => a.sequence - b.sequence);
    }
  },
  300_000,
);

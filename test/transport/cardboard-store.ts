/** Stand-ins for what operators ask of the store: they note what was asked. */
import type { Rooms } from '../../src/transport/method.ts';
import type { Asked } from './cardboard.ts';

export function cardboardCopying(asked: Asked[]): Rooms['copying'] {
  return {
    partitions: 64,
    async *exportStore() {
      asked.push({ verb: 'export', request: undefined });
      yield await Promise.resolve({ lines: ['{}'], partitionsDone: 64 });
    },
    restoreStore(lines, force) {
      asked.push({ verb: 'restore', request: { lines, force } });
      return Promise.resolve(undefined);
    },
  };
}

export function cardboardSidecars(asked: Asked[]): Rooms['sidecars'] {
  return {
    list() {
      asked.push({ verb: 'sidecars', request: undefined });
      return Promise.resolve([]);
    },
  };
}

export function cardboardVerifying(asked: Asked[]): Rooms['verifying'] {
  return {
    partitions: 64,
    async *verify(accountId) {
      asked.push({ verb: 'verify', request: accountId });
      const sums = { accounts: 1, holds: 0, entries: 2, unproven: 0, findings: 0, driftMilliCents: 0 };
      yield await Promise.resolve({ kind: 'partition' as const, verified: { partition: 0, ...sums } });
    },
    accept(accountId) {
      asked.push({ verb: 'accept', request: accountId });
      return Promise.resolve([]);
    },
  };
}

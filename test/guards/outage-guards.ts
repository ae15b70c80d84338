/** What keeps calls right while the store is away, or while it has not all been told yet. */
import type { Guard } from './guards.ts';

export const OUTAGE_GUARDS: readonly Guard[] = [
  {
    guard: 'what was kept of a hold is told before what comes later',
    file: 'src/outage/room.ts',
    from: 'lost.hasPending(accountId, holdId) || spool.hasPending(accountId, holdId)) {',
    to: 'lost.hasPending(accountId, holdId)) {',
    suites: ['test/outages/queued-completions.test.ts', 'test/outages/let-through.test.ts'],
  },
  {
    guard: 'what was meant for another store is not told to this one',
    file: 'src/outage/replay.ts',
    from: "if (!released && instanceId !== '' && instanceId !== storeName()) {",
    to: 'if (false) {',
    suites: ['test/outages/queued-completions.test.ts'],
  },
  {
    guard: 'a call that is told late is not billed for the time that it has waited',
    file: 'src/outage/bodies.ts',
    from: 'body.endedSecondsAgo + Math.floor(Math.max(0, waitedMs) / 1000)',
    to: 'body.endedSecondsAgo + 0 * waitedMs',
    suites: ['test/outages/queued-completions.test.ts'],
  },
  {
    guard: 'no account is let through beyond its budget',
    file: 'src/outage/grants.ts',
    from: '- this.#exposure.ofPayer(payerAccountId);',
    to: ';',
    suites: ['test/outages/let-through.test.ts'],
  },
  {
    guard: "an acknowledgement under durability: replica is a replica's too",
    file: 'src/redis/replica-confirmation.ts',
    from: 'if (Number(confirmed) < 1)',
    to: 'if (Number(confirmed) < 0)',
    suites: ['test/redis/replica-confirmation.test.ts'],
    short: true,
  },
  {
    guard: 'an end is acknowledged as queued when the spool has it',
    file: 'src/outage/room.ts',
    from: 'await spool.append({ ...place, body: loan',
    to: 'void spool.append({ ...place, body: loan',
    suites: ['test/outages/let-through.test.ts'],
  },
  {
    guard: 'a record leaves the spool when the store has heard of it, not before',
    file: 'src/outage/replay.ts',
    from: '      told = this.#read(record);\n',
    to: '      told = this.#read(record);\n      await spool.done(record.sequence);\n',
    suites: ['test/outages/queued-completions.test.ts'],
  },
];

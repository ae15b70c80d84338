/**
 * A sidecar of before issue 7, as far as its scripts are concerned: their texts as they were, and arguments that travel
 * as one text, each with a unit separator behind it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { packFacts, packTerms, packTiming } from '../../../src/ledger/pinned.ts';
import type { AuthorizeOperation, ChargeOperation, PostOperation } from '../../../src/ledger/port.ts';
import { admissionWords, grantWords, servicesWord } from '../../../src/ledger/redis/admissions.ts';
import type { RedisTestLedger } from './test-ledger.ts';

type Words = readonly (string | number)[];

const RETENTION_MS = 172_800_000;

export class OldSidecar {
  readonly #bench: RedisTestLedger;

  constructor(bench: RedisTestLedger) {
    this.#bench = bench;
  }

  authorize(operation: AuthorizeOperation): Promise<string[]> {
    const { accountId, holdId, fingerprint, verdict, blockedAtZero, terms, units, maxUnits } = operation;
    const { extendUnits, minUnits, belowHold, timing, facts } = operation;
    const identity = [0, 0, 0, accountId, holdId, fingerprint, verdict ?? '', blockedAtZero ? 1 : 0];
    const wanted = [units, maxUnits, extendUnits, minUnits, belowHold];
    // It knew of no gateways.
    const pinned = [packTiming(timing, blockedAtZero), packFacts(facts).split('\t').slice(0, 7).join('\t')];
    const words = [...identity, packTerms(terms), ...wanted, ...pinned, RETENTION_MS, ...admissionWords(operation)];
    return this.#run('authorize', this.#holdKeys(accountId, holdId), words);
  }

  answer(accountId: string, holdId: string): Promise<string[]> {
    return this.#run('answer', this.#holdKeys(accountId, holdId), [0, accountId, holdId, accountId, RETENTION_MS]);
  }

  extend(accountId: string, holdId: string, sequence: number, connectedSeconds: number): Promise<string[]> {
    const words = [0, accountId, holdId, accountId, connectedSeconds, sequence, RETENTION_MS];
    return this.#run('extend', this.#holdKeys(accountId, holdId), words);
  }

  settle(accountId: string, holdId: string, connectedSeconds: number): Promise<string[]> {
    const times = [this.#bench.options.tombstoneMs, this.#bench.options.earlyReleaseMs, RETENTION_MS];
    const words = [
      accountId,
      holdId,
      accountId,
      connectedSeconds,
      '',
      connectedSeconds,
      16,
      ...times,
      '',
      0,
      '',
      0,
      0,
      '',
    ];
    return this.#run('settle', this.#holdKeys(accountId, holdId), words);
  }

  release(accountId: string, holdId: string): Promise<string[]> {
    const times = [this.#bench.options.tombstoneMs, this.#bench.options.earlyReleaseMs, RETENTION_MS];
    return this.#run('release', this.#holdKeys(accountId, holdId), [accountId, holdId, accountId, 19, ...times]);
  }

  sweep(accountId: string, holdId: string): Promise<string[]> {
    const words = [accountId, holdId, accountId, this.#bench.options.tombstoneMs, RETENTION_MS];
    return this.#run('sweep', this.#holdKeys(accountId, holdId), words);
  }

  charge(operation: ChargeOperation): Promise<string[]> {
    const { accountId, idempotencyKey, fingerprint, verdict, blockedAtZero, terms, units, facts, note } = operation;
    const identity = [0, 0, 0, accountId, idempotencyKey, fingerprint, verdict ?? '', blockedAtZero ? 1 : 0];
    const pinned = [packTerms(terms), units, packFacts(facts)];
    const words = [...identity, ...pinned, this.#bench.options.tombstoneMs, RETENTION_MS, note];
    return this.#run('charge', this.#keyedKeys(accountId, idempotencyKey), [...words, ...admissionWords(operation)]);
  }

  post(operation: PostOperation): Promise<string[]> {
    const { accountId, kind, amountMilliCents, idempotencyKey, fingerprint, expiresAtMs, services, note } = operation;
    const identity = [accountId, kind, amountMilliCents, idempotencyKey, fingerprint];
    const times = [this.#bench.options.onceMs, RETENTION_MS, 10 ** 13, expiresAtMs, servicesWord(services)];
    const tail = [note, 0, ...grantWords(operation.grants, operation.planPeriod)];
    return this.#run('post', this.#keyedKeys(accountId, idempotencyKey), [...identity, ...times, ...tail]);
  }

  #holdKeys(accountId: string, holdId: string): readonly string[] {
    const keys = this.#bench.keys.of(accountId);
    return [keys.meta, keys.open, keys.journal, keys.hold(accountId, holdId), ...keys.owner(accountId)];
  }

  #keyedKeys(accountId: string, idempotencyKey: string): readonly string[] {
    const keys = this.#bench.keys.of(accountId);
    return [keys.meta, keys.journal, keys.once(accountId, idempotencyKey)[0], ...keys.owner(accountId)];
  }

  /** Its clock is the first argument of each script. */
  async #run(name: string, keys: readonly string[], words: Words): Promise<string[]> {
    const source = readFileSync(new URL(`../upgrade/old-scripts/${name}.lua`, import.meta.url), 'utf8');
    const script = { name, source, sha1: createHash('sha1').update(source).digest('hex') };
    const joined = [this.#bench.clock.ms, ...words].map((word) => `${word}\x1f`).join('');
    return (await this.#bench.store.run(script, keys, [joined])) as string[];
  }
}

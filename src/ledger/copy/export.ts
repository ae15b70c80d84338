/**
 * Exports a partition while traffic goes on. A family, an account with all below it and their open holds, is read by
 * one script, as of one entry of the journal; nothing ever happens between families, so that families of different
 * moments fit together. The journal is left out beyond the moment of each family, and so is what was first used later.
 */
import { Fault } from '../../domain/fault.ts';
import { type JournalEntry, parseJournalEntry } from '../journal/entry.ts';
import { LEASE_PURPOSES } from '../lease-operations.ts';
import type { PartitionKeys } from '../redis/keys.ts';
import { flag, integer, NEXT, NOW, type ReplyReader, replyShape, text } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { trafficAccount } from '../verify/effect.ts';
import { readStoredAccounts, scanAccounts } from '../verify/stored.ts';
import type { ExportLine, KeyLine, PartitionLine } from './format.ts';

const KEYS_AT_ONCE = 100;
const SCANNED_AT_ONCE = 2_000;
const ENTRIES_AT_ONCE = 500;
const CHECKPOINTS_AT_ONCE = 200;
const ACCOUNTS_AT_ONCE = 32;
/** Of one line, so that whoever loads it can hand it to one script. */
const WORDS_AT_ONCE = 1_000;
/** An account may be opened while its family is read. */
const ATTEMPTS = 5;

const FAMILY = replyShape({ position: text, balance: integer, held: integer, lots: integer });
const TAIL = replyShape({ missed: flag });
const DUMPED = replyShape({ type: (word) => word as KeyLine['type'], untilMs: integer, count: integer });
const WORD = replyShape({ word: text });

/** What belongs to the sidecars, and what is exported in another way. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...'meta open gateways aside accounts journal journal:checkpoints verified journal:readers sidecars'.split(' '),
  ...LEASE_PURPOSES.map((purpose) => `lease:${purpose}`),
  // What the old store was about to send it has sent, or nobody should hear of any more.
  ...'alert_outbox alert_due alert_sent alert_dead'.split(' '),
]);

/** Fields of the mark that name the store. */
const NAMES: ReadonlySet<string> = new Set(['instance_id', 'generation', 'follows', 'creating', 'partitions']);

export class PartitionExport {
  readonly #runner: ScriptRunner;
  readonly #partition: number;
  readonly #keys: PartitionKeys;
  /** What all keys begin with. */
  readonly #base: string;
  /** Up to which of its entries each account is exported. */
  readonly #sequences = new Map<string, number>();
  /** Open holds, which are exported with their family. */
  readonly #openHolds = new Set<string>();
  readonly #sums = { balance: 0, held: 0, lots: 0 };
  /** What was first used after the moment of its family. */
  readonly #later = new Set<string>();

  constructor(runner: ScriptRunner, partition: number) {
    this.#runner = runner;
    this.#partition = partition;
    this.#keys = runner.options.keys.at(partition);
    this.#base = this.#keys.meta.slice(0, -'meta'.length);
  }

  async *lines(): AsyncGenerator<ExportLine> {
    // First, so that they are no newer than the accounts.
    yield* this.#checkpoints();
    yield* this.#dump([this.#keys.verified, this.#keys.readers]);
    yield* this.#families();
    yield* this.#others();
    let entriesAdded = 0;
    let lastId = '0-0';
    for await (const { words, last } of this.#journal()) {
      entriesAdded += words.length / 2;
      lastId = last;
      if (words.length > 0) yield { kind: 'entries', partition: this.#partition, words };
    }
    for (const key of this.#later) yield this.#line(key, 'none', []);
    yield await this.#end(lastId, entriesAdded);
  }

  #line(key: string, type: KeyLine['type'], words: readonly string[], untilMs = 0): KeyLine {
    return { kind: 'key', partition: this.#partition, key: key.slice(this.#base.length), type, untilMs, words };
  }

  *#inParts(key: string, type: KeyLine['type'], words: readonly string[], untilMs = 0): Generator<KeyLine> {
    for (let at = 0; at < words.length; at += WORDS_AT_ONCE) {
      yield this.#line(key, type, words.slice(at, at + WORDS_AT_ONCE), untilMs);
    }
  }

  async *#checkpoints(): AsyncGenerator<ExportLine> {
    const { checkpoints } = this.#keys;
    for (let cursor = ''; cursor !== '0';) {
      const reply = await this.#runner.run('read_checkpoints', [checkpoints], [cursor || '0', CHECKPOINTS_AT_ONCE]);
      cursor = reply.read(NEXT).next;
      yield* this.#inParts(checkpoints, 'hash', reply.rest());
    }
  }

  /* Families. */

  async *#families(): AsyncGenerator<ExportLine> {
    for (const [rootId] of await this.#membersByRoot()) {
      const words = await this.#readFamily(rootId);
      for (let at = 0; at < words.length;) {
        const [key = '', type = '', count = '0'] = words.slice(at, at + 3);
        const list = words.slice(at + 3, at + 3 + Number(count));
        at += 3 + Number(count);
        this.#note(key, list);
        yield* this.#inParts(key, type as KeyLine['type'], list);
      }
    }
  }

  /** Those that there are now; of each the accounts, the root first. */
  async #membersByRoot(): Promise<ReadonlyMap<string, readonly string[]>> {
    const ids = [...(await scanAccounts(this.#runner, this.#keys))].sort();
    const families = new Map<string, string[]>();
    for (let at = 0; at < ids.length; at += ACCOUNTS_AT_ONCE) {
      const { what } = await readStoredAccounts(this.#runner, this.#keys, ids.slice(at, at + ACCOUNTS_AT_ONCE));
      for (const { accountId, exists, family } of what.accounts) {
        // A name that says only in which partition its account is.
        if (!exists) continue;
        const members = families.get(family.rootId) ?? [family.rootId];
        if (accountId !== family.rootId) members.push(accountId);
        families.set(family.rootId, members);
      }
    }
    this.#known = families;
    return families;
  }

  #known: ReadonlyMap<string, readonly string[]> = new Map();

  async #readFamily(rootId: string): Promise<readonly string[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const ids = this.#known.get(rootId) ?? [rootId];
      const { meta, journal, open, gateways, aside, accounts } = this.#keys;
      const reply = await this.#runner.run(
        'export_family',
        [meta, journal, open, gateways, aside, accounts, ...ids.flatMap((id) => this.#keys.owner(id))],
        [this.#runner.clockArgument(), this.#base, ids.join(' ')],
      );
      if (reply.status === 'FAMILY') {
        const { balance, held, lots } = reply.read(FAMILY);
        this.#sums.balance += balance;
        this.#sums.held += held;
        this.#sums.lots += lots;
        return reply.rest();
      }
      await this.#membersByRoot();
    }
    throw new Fault('CONFLICT', `accounts below ${rootId} are being opened while it is exported; try again`);
  }

  #note(key: string, words: readonly string[]): void {
    const name = key.slice(this.#base.length);
    if (name.startsWith('hold:')) this.#openHolds.add(key);
    const [, accountId] = /^account:([^:]+)$/.exec(name) ?? [];
    const at = words.indexOf('sequence');
    if (accountId !== undefined) this.#sequences.set(accountId, at % 2 === 0 ? Number(words[at + 1]) : 0);
  }

  /* Everything else that is kept. */

  async *#others(): AsyncGenerator<ExportLine> {
    const pattern = `${this.#base.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}*`;
    for (let cursor = ''; cursor !== '0';) {
      const reply = await this.#runner.run('scan_keys', [this.#keys.meta], [cursor || '0', pattern, SCANNED_AT_ONCE]);
      cursor = reply.read(NEXT).next;
      const keys = reply.rest().filter((key) => this.#isOther(key));
      for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) yield* this.#dump(keys.slice(at, at + KEYS_AT_ONCE));
    }
  }

  /** Whether it was not exported yet, and belongs to no account that came later. */
  #isOther(key: string): boolean {
    const name = key.slice(this.#base.length);
    if (LEFT_OUT.has(name) || this.#openHolds.has(key)) return false;
    const [, kind = '', accountId = '', rest = ''] = /^(\w+):([^:]+)(.*)$/.exec(name) ?? [];
    const isExported = this.#sequences.has(accountId);
    if (kind === 'account') return rest === ':subjects' ? isExported : rest === '' && !isExported;
    if (kind === 'cycles' || kind === 'recharge') return false;
    return !['hold', 'once', 'nonce', 'subject'].includes(kind) || isExported;
  }

  async *#dump(keys: readonly string[]): AsyncGenerator<ExportLine> {
    const reply = await this.#runner.run('export_keys', keys, [this.#runner.clockArgument()]);
    reply.read(NOW);
    for (const key of keys) {
      const { type, untilMs, count } = reply.read(DUMPED);
      const words = wordsOf(reply, count);
      // A tombstone may have expired, and an account may have come into a partition where only its name was.
      if (type !== 'none') yield* this.#inParts(key, type, words, untilMs);
    }
  }

  /* The journal, up to the moment of each family. */

  async *#journal(): AsyncGenerator<{ readonly words: readonly string[]; readonly last: string }> {
    const { meta, journal } = this.#keys;
    for (let last = '0-0'; ;) {
      const reply = await this.#runner.run('read_tail', [meta, journal], [last, ENTRIES_AT_ONCE]);
      reply.read(TAIL);
      const found = reply.rest();
      if (found.length === 0) return;
      const words: string[] = [];
      for (let at = 0; at < found.length; at += 2) {
        const [id = '', line = ''] = found.slice(at, at + 2);
        last = id;
        if (this.#isBefore(parseJournalEntry(line))) words.push(id, line);
      }
      yield { words, last };
    }
  }

  #isBefore(entry: JournalEntry): boolean {
    if (entry.sequence <= (this.#sequences.get(entry.accountId) ?? 0)) return true;
    const accountId = trafficAccount(entry);
    const [firstWord = ''] = entry.note.split(' ');
    const key = entry.kind === 'reversal' ? firstWord : entry.flags.includes('k') ? entry.reference : '';
    if (key !== '') for (const once of this.#keys.once(accountId, key)) this.#later.add(once);
    if (entry.kind === 'open') this.#later.add(this.#keys.hold(accountId, entry.reference));
    return false;
  }

  /** What is said of the partition as a whole; its sums are those of what was exported. */
  async #end(lastId: string, kept: number): Promise<PartitionLine> {
    const reply = await this.#runner.run('export_keys', [this.#keys.meta], [this.#runner.clockArgument()]);
    reply.read(NOW);
    const words = wordsOf(reply, reply.read(DUMPED).count);
    const mark = new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : [])));
    for (const name of NAMES) mark.delete(name);
    for (const [name, sum] of Object.entries(this.#sums)) mark.set(name, String(sum));
    return {
      kind: 'partition',
      partition: this.#partition,
      mark: [...mark].flat(),
      lastId,
      entriesAdded: kept + Number(mark.get('journal_trimmed') ?? 0),
      accounts: this.#sequences.size,
      holds: this.#openHolds.size,
    };
  }
}

function wordsOf(reply: ReplyReader, count: number): readonly string[] {
  return Array.from({ length: count }, () => reply.read(WORD).word);
}

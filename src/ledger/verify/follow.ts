/** A replay that is read from the store: from the checkpoints of a partition up to whichever entry is asked for. */
import { parseJournalEntry } from '../journal/entry.ts';
import { flag, NEXT, replyShape } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import type { Finding } from '../verify-operations.ts';
import { readCheckpoint } from './checkpoints.ts';
import { finding, type Where } from './compare.ts';
import { type ExpectedAccount, memberOf, newAccount } from './expected.ts';
import { Replay } from './replay.ts';
import { readStanding, readStoredAccounts, scanAccounts } from './stored.ts';

const TAIL = replyShape({ missed: flag });

const ENTRIES_AT_ONCE = 500;
const CHECKPOINTS_AT_ONCE = 200;

/** Before the first entry of a stream. */
const BEGINNING = '0-0';

export class FollowedReplay {
  readonly replay = new Replay();
  /** What is wrong with the checkpoints. */
  readonly findings: Finding[] = [];
  entries = 0;
  position = BEGINNING;
  readonly #runner: ScriptRunner;
  readonly #where: Where;

  private constructor(runner: ScriptRunner, where: Where) {
    this.#runner = runner;
    this.#where = where;
  }

  /** Reads the checkpoints, and replays what has come since. */
  static async begin(runner: ScriptRunner, where: Where): Promise<FollowedReplay> {
    const followed = new FollowedReplay(runner, where);
    await followed.#begin();
    return followed;
  }

  async #begin(): Promise<void> {
    const { keys } = this.#where;
    const { trimmed, fields } = await readStanding(this.#runner, keys);
    const areComplete = await this.#readCheckpoints(Number(fields.get('checkpoints') ?? 0));
    this.position = fields.get('position') ?? BEGINNING;
    const isWhole = this.position === BEGINNING ? !trimmed : areComplete;
    if (!isWhole) this.replay.miss();
    const { position } = await readStoredAccounts(this.#runner, keys, []);
    await this.to(position);
    // Those that have not moved for longer than the journal reaches back.
    for (const accountId of isWhole ? [] : await scanAccounts(this.#runner, keys)) this.#know(accountId);
  }

  #know(accountId: string): void {
    const { accounts } = this.replay;
    if (!accounts.has(accountId)) accounts.set(accountId, newAccount(accountId, 'all'));
  }

  /** @returns whether all of them were there */
  async #readCheckpoints(least: number): Promise<boolean> {
    const { accounts, holds } = this.replay;
    for (let cursor = ''; cursor !== '0';) {
      const args = [cursor || '0', CHECKPOINTS_AT_ONCE];
      const reply = await this.#runner.run('read_checkpoints', [this.#where.keys.checkpoints], args);
      cursor = reply.read(NEXT).next;
      const words = reply.rest();
      for (let at = 0; at < words.length; at += 2) {
        const accountId = words[at] ?? '';
        const checkpoint = readCheckpoint(accountId, words[at + 1] ?? '');
        if (checkpoint === undefined) this.#doubt(accountId, 'a checkpoint', 'what cannot be read');
        accounts.set(accountId, checkpoint?.account ?? newAccount(accountId, 'all'));
        for (const hold of checkpoint?.holds ?? []) holds.set(memberOf(hold), hold);
      }
    }
    if (accounts.size < least) this.#doubt('', `${least} checkpoints`, `${accounts.size}`);
    return accounts.size >= least;
  }

  #doubt(accountId: string, expected: string, found: string): void {
    const advice = 'what is missing is taken as it stands at the next verification in the background';
    this.findings.push(finding(this.#where, 'checkpoint', expected, found, advice, { accountId }));
  }

  /** Replays up to an entry, and no further. */
  async to(target: string): Promise<void> {
    const { meta, journal } = this.#where.keys;
    while (isBefore(this.position, target)) {
      const reply = await this.#runner.run('read_tail', [meta, journal], [this.position, ENTRIES_AT_ONCE]);
      if (reply.read(TAIL).missed) this.replay.miss();
      const words = reply.rest();
      for (let at = 0; at < words.length; at += 2) {
        const id = words[at] ?? '';
        if (isBefore(target, id)) break;
        this.replay.apply(parseJournalEntry(words[at + 1] ?? ''));
        this.entries += 1;
        this.position = id;
      }
      const last = words.at(-2);
      // Entries up to the target may have been trimmed.
      if (last === undefined || isBefore(target, last)) this.position = target;
    }
  }

  /** The account and those above it. */
  readonly ownersOf = (accountId: string): readonly string[] => {
    const owners = [accountId];
    for (let at: ExpectedAccount | undefined = this.replay.accounts.get(accountId); at !== undefined;) {
      const parentId = at.family?.parentId ?? '';
      if (parentId === '' || owners.includes(parentId)) break;
      owners.push(parentId);
      at = this.replay.accounts.get(parentId);
    }
    return owners;
  };
}

/** Ids of stream entries: `milliseconds-number`. */
function isBefore(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return ms === otherMs ? number < otherNumber : ms < otherMs;
}

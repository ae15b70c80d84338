/**
 * What a replay says must be what the product did: calls are driven through gRPC on a real Redis, in the order of a
 * timeline that is made up by a seed, and the records of that are replayed against the same catalog.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { Agenda } from '../../src/tuning/agenda.ts';
import { seeded } from '../bench/call-records.ts';
import { accountWith, outbound } from '../requirements/support/traffic.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { startTollgate } from '../support/tollgate.ts';
import { replayed } from './support.ts';

const CALLS = 90;
const START_MS = Date.parse('2026-11-02T09:00:00Z');
const SEED = Number(process.env['REPLAY_SEED'] ?? '1');

/** Connected times stay below what a report may be above the time that really passed, which is none here. */
const LONGEST_SECONDS = 280;

interface Planned {
  readonly id: string;
  readonly accountId: string;
  readonly to: string;
  readonly startMs: number;
  readonly ringSeconds: number;
  /** 0 is not answered. */
  readonly talkSeconds: number;
}

/** What the product made of a call. */
interface Done {
  outcome: string;
  reason: string;
  granted: number;
  cost: number;
}

function planned(accounts: readonly string[]): Planned[] {
  const random = seeded(SEED);
  const whole = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: CALLS }, (_, serial) => ({
    id: `call-${serial}`,
    accountId: accounts[whole(accounts.length)] ?? '',
    to: ['+14155550123', '+442079460123', '+18005550199', '+19005550199'][whole(4)] ?? '',
    // No two of a call's moments fall together with another's.
    startMs: START_MS + serial * 11_003 + whole(10_000),
    ringSeconds: 2 + whole(20),
    talkSeconds: random() < 0.2 ? 0 : 1 + whole(LONGEST_SECONDS),
  })).sort((a, b) => a.startMs - b.startMs);
}

/** A gateway that asks for more ten seconds before a grant is over, and ends a call whose grant is over. */
class Gateway {
  readonly #client: TollgateClient;
  readonly #agenda = new Agenda<() => Promise<void>>();
  readonly done = new Map<string, Done>();

  constructor(client: TollgateClient) {
    this.#client = client;
  }

  async run(calls: readonly Planned[]): Promise<void> {
    for (const call of calls) this.#agenda.add(call.startMs, 1, () => this.#begin(call));
    for (let next = this.#agenda.take(); next !== undefined; next = this.#agenda.take()) await next();
  }

  async #begin(call: Planned): Promise<void> {
    const { id: holdId, accountId, to, startMs, ringSeconds, talkSeconds } = call;
    const answer = await this.#client.authorize(outbound(accountId, holdId, { to }));
    const done = { outcome: 'admitted', reason: answer.reason, granted: Number(answer.grantedSeconds), cost: 0 };
    this.done.set(holdId, done);
    if (answer.decision === 'DECISION_DENY') done.outcome = 'denied';
    else if (talkSeconds > 0) this.#goOn(call, done, 1, answer.final);
    else this.#agenda.add(startMs + ringSeconds * 1000, 0, () => this.#settle(call, done, 0));
  }

  #goOn(call: Planned, done: Done, sequence: number, final: boolean): void {
    const answeredMs = call.startMs + call.ringSeconds * 1000;
    const { granted } = done;
    if (call.talkSeconds > granted && !final) {
      this.#agenda.add(answeredMs + (granted - 10) * 1000, 0, () => this.#extend(call, done, sequence));
      return;
    }
    const seconds = call.talkSeconds > granted + 2 ? granted : call.talkSeconds;
    this.#agenda.add(answeredMs + seconds * 1000, 0, () => this.#settle(call, done, seconds));
  }

  async #extend(call: Planned, done: Done, sequence: number): Promise<void> {
    const { accountId, id: holdId } = call;
    const before = done.granted;
    const connectedSeconds = before - 10;
    const answer = await this.#client.extend({ accountId, holdId, connectedSeconds, sequence });
    done.granted = Number(answer.grantedSeconds);
    this.#goOn(call, done, sequence + 1, answer.final || done.granted === before);
  }

  async #settle({ accountId, id: holdId, talkSeconds }: Planned, done: Done, connectedSeconds: number): Promise<void> {
    const { billingAmountMilliCents } = await this.#client.settle({ accountId, holdId, connectedSeconds });
    done.cost = Number(billingAmountMilliCents);
    if (connectedSeconds < talkSeconds) done.outcome = 'cut';
  }
}

function recordOf(call: Planned, balance: number): string {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const answeredMs = call.startMs + call.ringSeconds * 1000;
  const times =
    call.talkSeconds === 0
      ? [iso(call.startMs), '', iso(answeredMs)]
      : [iso(call.startMs), iso(answeredMs), iso(answeredMs + call.talkSeconds * 1000)];
  return [call.id, call.accountId, '+12025550100', call.to, ...times, (balance / 100_000).toFixed(5)].join(',');
}

describe('a replay of what the product did', () => {
  it.each([
    ['everything reserved at once', 'reserve: all', 'max_seconds: 240'],
    ['in steps', 'reserve: { initial_seconds: 60, extend_seconds: 60 }', 'max_seconds: 240'],
  ])('says the same of each call: %s', async (_what, reserve, most) => {
    const copy = copyOf(DEFAULT_CATALOG);
    copy.edit('holds.yaml', 'reserve: all', reserve);
    copy.edit('holds.yaml', 'max_seconds: 3600', most);
    copy.edit('holds.yaml', 'below_hold: deny', 'below_hold: shorten\n    min_grant_seconds: 30');
    const tollgate = await startTollgate({ catalog: copy.directory });
    onTestFinished(() => tollgate.stop());
    const balances = new Map<string, number>();
    // $0.20 is a hold of 240 s.
    for (const amount of [45_000, 90_000, 700_000]) {
      balances.set(await accountWith(tollgate.client, amount, `replay-${reserve.length}`), amount);
    }
    const calls = planned([...balances.keys()]);
    const gateway = new Gateway(tollgate.client);
    await gateway.run(calls);
    const records = calls.map((call) => recordOf(call, balances.get(call.accountId) ?? 0));
    const header = 'call_id,account,from,to,start,answer,end,balance';
    const { calls: said } = await replayed([header, ...records, ''].join('\n'), ['--no-advice'], copy.directory);
    const found = calls.map(({ id }): [string, Done] => {
      const { outcome = '', reason = '', granted_units: granted, cost } = said.get(id) ?? {};
      return [id, { outcome, reason, granted: Number(granted), cost: Math.round(Number(cost) * 100_000) }];
    });
    expect(found).toEqual(calls.map(({ id }) => [id, gateway.done.get(id)]));
    // It was a day on which everything happened.
    const outcomes = new Set([...gateway.done.values()].map(({ outcome, reason }) => `${outcome} ${reason}`.trim()));
    const all = ['admitted', 'cut', 'denied DESTINATION_BLOCKED', 'denied INSUFFICIENT_CREDIT'];
    expect(outcomes).toEqual(new Set(all));
  });
});

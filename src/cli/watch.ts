/** `account watch`: an account as it stands, a line at each change. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Account__Output } from '../gen/tollgate/v1/Account.ts';
import { AccountState } from '../gen/tollgate/v1/AccountState.ts';
import { RemoteFault } from '../transport/grpc/client.ts';
import { type Arguments, defineCommand, EXIT, type ExitCode, option, UsageError } from './command.ts';
import { type Connection, CONNECTION_OPTIONS, type ConnectionOption, type Context, withServer } from './connection.ts';
import { toApiJson } from './json.ts';
import { enumWord, moneyText, timeText, wordOf } from './text.ts';

/** Before it asks again where the stream was lost. */
const AGAIN_AFTER_MS = 1_000;

type Option = 'ACCOUNT' | 'cursor' | 'count' | ConnectionOption;

export const watchAccount = defineCommand<'ACCOUNT', Exclude<Option, 'ACCOUNT'>>({
  path: 'account watch',
  summary: 'follow an account: how it stands now, then a line at each change, whoever makes it, until interrupted',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {
    cursor: option('CURSOR', 'go on after the line that ended with this cursor; only --json shows them', 'from now'),
    count: option('COUNT', 'end after so many lines', 'never'),
    ...CONNECTION_OPTIONS,
    timeout: option('MS', 'end after this time, in milliseconds', 'never'),
    json: { meaning: "print each state as a line of the API's JSON, with amounts in milli-cents and the cursor" },
  },
  examples: ['tollgate account watch demo', 'tollgate account watch demo --json --count 1'],
  notes: [
    'A stream that is lost (a restart, a network) is opened again, and goes on where it was. Changes that follow one ' +
      'another within a tenth of a second are one line.',
  ],
  run: (args, context) =>
    withServer('account watch', args, context, (connection) => watch(new Watch(args, context), connection)),
});

async function watch(state: Watch, { client }: Connection): Promise<ExitCode> {
  for (;;) {
    try {
      const request = { accountId: state.accountId, cursor: state.cursor };
      for await (const response of client.watchAccount(request, { deadlineMs: state.leftMs() })) {
        if (state.tell(response)) return EXIT.ok;
      }
    } catch (error) {
      if (state.leftMs() <= 0) return EXIT.ok;
      // What never worked is no stream that was lost.
      if (!(error instanceof RemoteFault) || !error.retryable || !state.hasBegun) throw error;
      state.lost(error);
    }
    await delay(Math.min(AGAIN_AFTER_MS, Math.max(0, state.leftMs())));
  }
}

/** How far it has come. */
class Watch {
  readonly accountId: string;
  cursor: string;
  hasBegun = false;
  readonly #args: Arguments<Option>;
  readonly #context: Context;
  readonly #endsAt: number;
  #left: number;
  #isLost = false;

  constructor(args: Arguments<Option>, context: Context) {
    this.#args = args;
    this.#context = context;
    this.accountId = args.required('ACCOUNT');
    this.cursor = args.text('cursor') ?? '';
    this.#endsAt = performance.now() + (args.integer('timeout') ?? Infinity);
    this.#left = args.integer('count') ?? Infinity;
    if (this.#left === 0) throw new UsageError('--count must be at least 1');
  }

  leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** @returns whether that was the last one that is wanted */
  tell(response: { readonly account: Account__Output | null; readonly cursor: string }): boolean {
    this.hasBegun = true;
    this.#isLost = false;
    this.cursor = response.cursor;
    if (response.account === null) return false;
    const { account } = response;
    const json = this.#args.flag('json');
    this.#context.print(json ? JSON.stringify(toApiJson('WatchAccountResponse', response)) : lineOf(account));
    return --this.#left <= 0;
  }

  lost(fault: RemoteFault): void {
    if (!this.#isLost) this.#context.complain(`tollgate account watch: ${fault.message}; it is opened again`);
    this.#isLost = true;
  }
}

function lineOf(account: Account__Output): string {
  const money = (milliCents: string): string => moneyText(Number(milliCents), account.currency);
  return [
    timeText(Date.now()),
    enumWord(AccountState, account.state),
    wordOf(account.accountStatus, 'ACCOUNT_STATUS_'),
    `balance ${money(account.balanceMilliCents)}`,
    `held ${money(account.heldMilliCents)} by ${account.openHolds} open holds`,
    `available ${money(account.availableMilliCents)}`,
  ].join('  ');
}

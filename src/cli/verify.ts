/** `verify`: compares the store with its journal, and says what to do where they differ. */
import type { StoreFinding__Output } from '../gen/tollgate/v1/StoreFinding.ts';
import type { VerifiedPartition__Output } from '../gen/tollgate/v1/VerifiedPartition.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { defineCommand, EXIT, type ExitCode, flag, option, UsageError } from './command.ts';
import { catalogCurrency, CONNECTION_OPTIONS, type Context, withServer } from './connection.ts';
import { toApiJson } from './json.ts';
import { moneyText, timeText } from './text.ts';

/** Unless --timeout says otherwise: a large store takes minutes. */
const PATIENCE_MS = 24 * 3_600_000;

export const verify = defineCommand({
  path: 'verify',
  summary: 'compare the store with its journal, while traffic goes on; ends with 1 where they differ',
  positionals: {},
  options: {
    account: option('ACCOUNT', 'this account alone, with the open holds that concern it', 'everything'),
    accept: flag('take the account as it stands: what differs now is no finding any more; needs --account and --yes'),
    yes: flag('do it'),
    ...CONNECTION_OPTIONS,
    timeout: option('MS', 'how long to wait for the end, in milliseconds', 'a day'),
    json: flag('print each finding and each partition as a line of JSON, with amounts in milli-cents'),
  },
  examples: ['tollgate verify', 'tollgate verify --account acme', 'tollgate verify --account acme --accept --yes'],
  notes: [
    'It replays the journal, from the checkpoints that the sidecars keep, and compares accounts, lots, open holds, ' +
      'indexes, what periods have cost and the sums of each partition. It changes nothing, and no call waits for it.',
    'Every sidecar does the same in the background, a partition a minute: `tollgate_verify_findings` counts what ' +
      'it finds.',
    'Needs a token of role admin.',
  ],
  run(args, context): Promise<ExitCode> {
    const accountId = args.text('account') ?? '';
    const accepts = args.flag('accept');
    if (accepts && accountId === '')
      throw new UsageError('--accept needs --account: one account is accepted at a time');
    if (accepts && !args.flag('yes')) {
      throw new UsageError('--accept needs --yes, because what differs cannot be found again afterwards');
    }
    const deadlineMs = args.integer('timeout') ?? PATIENCE_MS;
    const isJson = args.flag('json');
    return withServer('verify', args, context, async ({ client }) => {
      if (accepts) return accept(client, accountId, isJson, context);
      const report = new Report(isJson ? '' : await catalogCurrency(client), isJson, context);
      for await (const response of client.verifyStore({ accountId }, { deadlineMs })) {
        if (isJson) context.print(JSON.stringify(toApiJson('VerifyStoreResponse', response)));
        if (response.finding !== null) report.found(response.finding);
        if (response.verified !== null) report.verified(response.verified, response.partitions);
      }
      return report.end();
    });
  },
});

async function accept(client: TollgateClient, accountId: string, isJson: boolean, context: Context): Promise<ExitCode> {
  const response = await client.acceptAccount({ accountId });
  if (isJson) {
    context.print(JSON.stringify(toApiJson('AcceptAccountResponse', response), undefined, 2));
    return EXIT.ok;
  }
  const { findings } = response;
  const currency = await catalogCurrency(client);
  for (const finding of findings) context.print(findingLine(finding, currency));
  context.print(
    findings.length === 0
      ? `nothing differs: ${accountId} is what the journal says`
      : `${accountId} is taken as it stands: ${counted(findings.length, 'finding')} accepted`,
  );
  return EXIT.ok;
}

/** What is printed on the way, and at the end. */
class Report {
  readonly #currency: string;
  readonly #isJson: boolean;
  readonly #context: Context;
  readonly #sums = { partitions: 0, accounts: 0, holds: 0, entries: 0, unproven: 0, findings: 0, drift: 0 };

  constructor(currency: string, isJson: boolean, context: Context) {
    this.#currency = currency;
    this.#isJson = isJson;
    this.#context = context;
  }

  found(finding: StoreFinding__Output): void {
    if (this.#isJson) return;
    this.#context.print(`${findingLine(finding, this.#currency)}\n  ${finding.advice}`);
  }

  verified(each: VerifiedPartition__Output, partitions: number): void {
    const sums = this.#sums;
    sums.partitions += 1;
    sums.accounts += Number(each.accounts);
    sums.holds += Number(each.holds);
    sums.entries += Number(each.entries);
    sums.unproven += Number(each.unprovenAccounts);
    sums.findings += Number(each.findings);
    sums.drift += Number(each.driftMilliCents);
    if (this.#isJson || !this.#context.isTerminal) return;
    const state = each.findings === '0' ? 'clean' : counted(Number(each.findings), 'finding');
    const size = `${counted(Number(each.accounts), 'account')}, ${counted(Number(each.holds), 'open hold')}`;
    this.#context.complain(`partition ${each.partition + 1} of ${partitions}: ${size}, ${state}`);
  }

  end(): ExitCode {
    const { partitions, accounts, holds, entries, unproven, findings, drift } = this.#sums;
    const exit = findings === 0 ? EXIT.ok : EXIT.fault;
    if (this.#isJson) return exit;
    const looked = `${counted(accounts, 'account')} and ${counted(holds, 'open hold')}`;
    const what = `${looked} in ${counted(partitions, 'partition')}`;
    const how = `${counted(entries, 'entry', 'entries')} replayed`;
    this.#context.print(
      findings === 0
        ? `clean: ${what} are what the journal says (${how})`
        : `${counted(findings, 'finding')}, a drift of ${moneyText(drift, this.#currency)}: ${what} compared (${how})`,
    );
    if (unproven > 0) {
      this.#context.print(
        `${counted(unproven, 'account')} taken as they stand: the journal does not reach back to their beginning, ` +
          'and there is no checkpoint of them yet',
      );
    }
    return exit;
  }
}

function findingLine(finding: StoreFinding__Output, currency: string): string {
  const { check, partition, accountId, holdId, subject, expected, found, differenceMilliCents } = finding;
  const whole = `partition ${partition}`;
  const where = [accountId === '' ? whole : accountId, holdId, subject].filter((word) => word !== '').join(', ');
  const difference = Number(differenceMilliCents);
  const by = difference === 0 ? '' : ` (${difference > 0 ? '+' : ''}${moneyText(difference, currency)})`;
  const since =
    finding.sinceSequence === '0' ? '' : `, since entry ${finding.sinceSequence} at ${timeText(finding.sinceMs)}`;
  return `${check} of ${where}: ${found}, where the journal says ${expected}${by}${since}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

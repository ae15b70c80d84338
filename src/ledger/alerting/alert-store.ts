/** The scripts that keep what people are told of accounts. */
import { accountUnknown } from '../faults.ts';
import type {
  AlertStore,
  CrossOperation,
  CrossReply,
  DeliveryEnd,
  DeliveryState,
  StoredAlerts,
  StoredDelivery,
  TakenDeliveries,
} from '../alert-operations.ts';
import type { AccountPlace, Page, PageOf } from '../port.ts';
import { readEveryPartition } from '../redis/partition-pages.ts';
import { flag, integer, NEXT, replyShape, text } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';

const FIELDS = replyShape({ count: integer });
const FIELD = replyShape({ name: text, value: text });
const CROSSED = replyShape({ nowMs: integer, dropped: integer });
const TAKEN = replyShape({
  nowMs: integer,
  pending: integer,
  dead: integer,
  nextDueMs: (word) => (word === '' ? undefined : integer(word)),
});
const TAKEN_ONE = replyShape({ id: text, tries: integer, uncertain: flag, text });
const LISTED = replyShape({ id: text, atMs: integer, value: text });
const RESENT = replyShape({ nowMs: integer, count: integer });

/** Deliveries that the outbox of a partition holds, of all states: about ten megabytes. */
const OUTBOX_MOST = 10_000;
/** Of those that are over, sent and given up each, how many of a partition can still be looked at. */
const KEPT = 1_000;
/** How many one script call makes due again. */
const RESENT_AT_ONCE = 100;
/** What is kept of a failure: a person reads it in a list. */
const LONGEST_WHY = 300;

export function createAlertStore(runner: ScriptRunner): AlertStore {
  return {
    setAlerts: (account, asked, watched) => setAlerts(runner, account, asked, watched),
    alertsOf: (account, above) => alertsOf(runner, account, above),
    watchedAccounts: (partition, page) => watchedAccounts(runner, partition, page),
    crossAlert: (operation) => crossAlert(runner, operation),
    takeDeliveries: (partition, limit, takenMs) => takeDeliveries(runner, partition, limit, takenMs),
    finishDelivery: (partition, end) => finishDelivery(runner, partition, end),
    deliveries: (state, page) => deliveries(runner, state, page),
    resend: async ({ rootAccountId }, id) =>
      (await resend(runner, runner.options.keys.partitionOf(rootAccountId), id)) > 0,
    resendAll: () => resendAll(runner),
  };
}

async function setAlerts(
  runner: ScriptRunner,
  { rootAccountId, accountId }: AccountPlace,
  asked: string,
  watched: boolean,
): Promise<void> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run(
    'set_alerts',
    [keys.meta, keys.account(accountId), keys.alerts(accountId), keys.alerting],
    [runner.clockArgument(), accountId, asked, watched ? 1 : 0],
  );
  if (reply.status !== 'ALERTS') throw accountUnknown();
}

async function alertsOf(
  runner: ScriptRunner,
  { rootAccountId, accountId }: AccountPlace,
  above: readonly string[],
): Promise<StoredAlerts> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run(
    'read_alerts',
    [accountId, ...above].map((id) => keys.alerts(id)),
    [],
  );
  const { count } = reply.read(FIELDS);
  const lines = new Map<string, string>();
  for (let at = 0; at < count; at++) {
    const { name, value } = reply.read(FIELD);
    lines.set(name, value);
  }
  const asked = lines.get('asked') ?? '';
  lines.delete('asked');
  return { asked, lines, askedAbove: reply.rest() };
}

async function watchedAccounts(
  runner: ScriptRunner,
  partition: number,
  { after, limit }: Page,
): Promise<PageOf<string>> {
  const { alerting } = runner.options.keys.at(partition);
  const reply = await runner.run('read_subjects', [alerting], [after, limit]);
  const { next } = reply.read(NEXT);
  return { items: reply.rest(), next };
}

async function crossAlert(
  runner: ScriptRunner,
  { rootAccountId, accountId, changes, deliveries: sent }: CrossOperation,
): Promise<CrossReply> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run(
    'cross_alert',
    [keys.alerts(accountId), keys.alertOutbox, keys.alertLists.pending],
    [
      runner.clockArgument(),
      OUTBOX_MOST,
      changes.length,
      ...changes.flatMap(({ line, expected, next }) => [line, expected, next]),
      ...sent.flatMap(({ id, text: body }) => [id, body]),
    ],
  );
  return reply.status === 'CROSSED'
    ? { crossed: true, dropped: reply.read(CROSSED).dropped }
    : { crossed: false, dropped: 0 };
}

async function takeDeliveries(
  runner: ScriptRunner,
  partition: number,
  limit: number,
  takenMs: number,
): Promise<TakenDeliveries> {
  const { alertOutbox, alertLists } = runner.options.keys.at(partition);
  // An identical repeat would take others.
  const reply = await runner.run(
    'take_alerts',
    [alertOutbox, alertLists.pending, alertLists.dead],
    [runner.clockArgument(), limit, takenMs],
    { once: true },
  );
  const head = reply.read(TAKEN);
  const count = reply.restCount / TAKEN_ONE.names.length;
  return { ...head, deliveries: Array.from({ length: count }, () => reply.read(TAKEN_ONE)) };
}

async function finishDelivery(
  runner: ScriptRunner,
  partition: number,
  { id, outcome, tries, waitMs, why }: DeliveryEnd,
): Promise<void> {
  const { alertOutbox, alertLists } = runner.options.keys.at(partition);
  const { pending, sent, dead } = alertLists;
  const args = [runner.clockArgument(), id, outcome, tries, waitMs, oneLine(why), KEPT];
  await runner.run('finish_alert', [alertOutbox, pending, sent, dead], args);
}

function oneLine(why: string): string {
  return why.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, LONGEST_WHY);
}

function deliveries(runner: ScriptRunner, state: DeliveryState, page: Page): Promise<PageOf<StoredDelivery>> {
  return readEveryPartition(
    runner.options.keys,
    page,
    async ({ alertOutbox, alertLists }, { after, limit }) => {
      const reply = await runner.run('list_alerts', [alertOutbox, alertLists[state]], [after, limit]);
      const { next } = reply.read(NEXT);
      const count = reply.restCount / LISTED.names.length;
      const items = Array.from({ length: count }, () => {
        const { value, ...listed } = reply.read(LISTED);
        return { ...listed, state, ...parseDelivery(value) };
      });
      return { items, next };
    },
    ({ atMs, id }) => `${atMs}:${id}`,
  );
}

/** As `lua/include/delivery.lua` writes it. */
function parseDelivery(value: string): Pick<StoredDelivery, 'tries' | 'why' | 'text'> {
  const [tries = '0', , , why = '', ...body] = value.split('\t');
  return { tries: Number(tries), why, text: body.join('\t') };
}

async function resend(runner: ScriptRunner, partition: number, id: string): Promise<number> {
  const { alertOutbox, alertLists } = runner.options.keys.at(partition);
  const args = [runner.clockArgument(), id, RESENT_AT_ONCE];
  const reply = await runner.run('resend_alerts', [alertOutbox, alertLists.pending, alertLists.dead], args);
  return reply.read(RESENT).count;
}

async function resendAll(runner: ScriptRunner): Promise<number> {
  let sum = 0;
  for (const partition of runner.options.keys.partitions.keys()) {
    for (let count = RESENT_AT_ONCE; count === RESENT_AT_ONCE; sum += count) {
      count = await resend(runner, partition, '');
    }
  }
  return sum;
}

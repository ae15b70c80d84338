/** What each verb costs Redis on an account of `growth-accounts.ts`. */
import { type BareCommand, costOf, runPipelined } from './bare-commands.ts';
import { accountOf, type AccountKind, CALLER, GROWTH_CATALOG } from './growth-accounts.ts';
import { holdName } from './load.ts';
import { asking, catalogWith, openProduct, outboundCall, type Product, settleOf } from './product.ts';
import { median } from './quantiles.ts';

export const VERBS = [
  'authorize',
  'answer',
  'extend',
  'settle',
  'release',
  'charge',
  'GetAccount',
  'ListHolds',
  'ListHolds by id',
  'ListSubjects',
] as const;

/** Microseconds of Redis's main thread for one call of each. */
export type VerbCosts = Readonly<Record<(typeof VERBS)[number], number>>;

/** Calls of each verb in a round. */
const CALLS = 200;
const PAGES = 20;
/** Fewer than the calls that are open on the smallest account. */
const PAGE = { after: '', limit: 50 } as const;
const DAY_MS = 86_400_000;

export async function measureVerbs(product: Product, kind: AccountKind, round: string): Promise<VerbCosts> {
  const { control, accounts, redis } = product;
  const accountId = accountOf(kind);
  const indexes = Array.from({ length: CALLS }, (_, index) => index);
  const holdIds = indexes.map((index) => holdName(round, index));
  await accounts.get(accountId);
  await control.quote(outboundCall(accountId, CALLER), asking('warm'));

  const bare = async (ids: readonly string[], run: (holdId: string) => Promise<unknown>): Promise<number> => {
    const commands: BareCommand[] = [];
    for (const holdId of ids) commands.push(...(await product.capture(() => run(holdId))));
    return (await costOf(redis, commands.length, () => runPipelined(redis, commands))).cpuMicros;
  };
  // One at a time: some read so much of an account that the next would take the store for away.
  const whole = async (count: number, run: () => Promise<unknown>): Promise<number> => {
    const { cpuMicros } = await costOf(redis, count, async () => {
      for (let done = 0; done < count; done++) await run();
    });
    return cpuMicros;
  };
  const ask = (verb: string, holdId: string): ReturnType<typeof asking> => asking(`${verb}-${holdId}`);
  const ref = (holdId: string): { accountId: string; holdId: string; settleToken: string } => ({
    accountId,
    holdId,
    settleToken: '',
  });

  const authorize = await bare(holdIds, (holdId) =>
    control.authorize({ holdId, traffic: outboundCall(accountId, CALLER) }, ask('authorize', holdId)),
  );
  const answer = await bare(holdIds, (holdId) => control.answer(ref(holdId), ask('answer', holdId)));
  const used = { connectedSeconds: 1, units: undefined };
  const extend = await bare(holdIds, (holdId) =>
    control.extend({ ...ref(holdId), used, sequence: 1 }, ask('extend', holdId)),
  );
  const listHolds = await whole(PAGES, () => accounts.holds(accountId, '', PAGE));
  const byId = await whole(PAGES / 4, () => accounts.holds(accountId, holdIds[0] ?? '', PAGE));
  const settle = await bare(holdIds.slice(0, CALLS / 2), (holdId) =>
    control.settle(settleOf(accountId, holdId), ask('settle', holdId)),
  );
  const release = await bare(holdIds.slice(CALLS / 2), (holdId) =>
    control.release({ ...ref(holdId), q850Cause: 16 }, ask('release', holdId)),
  );
  const message = { ...outboundCall(accountId, CALLER), service: 'sms', text: 'Good morning' };
  const charge = await bare(holdIds, (holdId) =>
    control.charge({ idempotencyKey: `charge-${holdId}`, note: '', traffic: message }, ask('charge', holdId)),
  );
  return {
    authorize,
    answer,
    extend,
    settle,
    release,
    charge,
    GetAccount: await whole(CALLS, () => accounts.get(accountId)),
    ListHolds: listHolds,
    'ListHolds by id': byId,
    ListSubjects: await whole(PAGES, () => accounts.subjects(accountId, PAGE)),
  };
}

/**
 * What the first authorize of each of the coming days takes: then old counters are dropped. Moves the clock of these
 * accounts, so that nothing can be measured on them afterwards.
 */
export async function firstOfDayMicros(url: string): Promise<{ readonly small: number; readonly subjects: number }> {
  const clock = { ms: Date.now() };
  const product = await openProduct(url, catalogWith(GROWTH_CATALOG), () => clock.ms);
  const micros = { small: [] as number[], subjects: [] as number[] };
  for (let day = 1; day <= 5; day++) {
    clock.ms += DAY_MS;
    for (const kind of ['small', 'subjects'] as const) {
      const accountId = accountOf(kind);
      await product.accounts.get(accountId);
      const traffic = outboundCall(accountId, CALLER);
      await product.control.quote(traffic, asking('warm'));
      const commands = await product.capture(() =>
        product.control.authorize({ holdId: `day-${day}`, traffic }, asking(`day-${day}`)),
      );
      const { scriptMicros } = await costOf(product.redis, 1, () => runPipelined(product.redis, commands));
      micros[kind].push(scriptMicros);
    }
  }
  await product.close();
  return { small: median(micros.small), subjects: median(micros.subjects) };
}

/**
 * `npm run test:fuzz`: sends the real program what nobody should send: every field of every verb over gRPC and HTTP, raw
 * frames and bytes; and has it read catalogs, spools and settings that somebody has damaged. It fails where the program
 * ends or grows, where an answer has no reason or that of a defect, where a secret or a whole number stands in its log, or
 * where the store differs from its journal afterwards. `--long` is five minutes, `--seconds N` as long as that, `--seed N`
 * makes the same choices again, `--only TEXT` takes the parts whose name has it.
 */
import { parseArgs } from 'node:util';
import { damagedFiles } from '../fuzz/files.ts';
import { rawBytes } from '../fuzz/raw.ts';
import { startTarget } from '../fuzz/target.ts';
import { NUMBERS } from '../fuzz/values.ts';
import { Verdicts } from '../fuzz/verdicts.ts';
import { GrpcFuzz, HttpFuzz } from '../fuzz/verbs.ts';
import { Seeded } from '../support/seeded.ts';
import { commit, findingsOf } from './outage-stage.ts';

const SHORT_SECONDS = 30;
const LONG_SECONDS = 300;
const AT_ONCE = 8;
/** What the program may have grown by since it was warm, in megabytes: caches and the heap's own slack. */
const GROWTH_MB = 200;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', default: '' },
  },
});
const seconds = Number(values.seconds ?? (values.long ? LONG_SECONDS : SHORT_SECONDS));
const seed = Number(values.seed);
const seeded = new Seeded(seed);
const verdicts = new Verdicts();
const counts: Record<string, number> = {};

const target = await startTarget(NUMBERS);
for (const accountId of ['acme', 'acme-berlin', 'office']) {
  await target.client.createAccount({ accountId });
  await target.client.addCredit({ accountId, amountMilliCents: 100_000_000, idempotencyKey: 'first' });
}

/** Does it again and again, so many at a time, for a share of the time. */
async function part(name: string, share: number, once: (seeded: Seeded) => Promise<void>): Promise<void> {
  const own = seeded.fork();
  if (!name.includes(values.only)) return;
  const until = performance.now() + share * seconds * 1000;
  const worker = async (chance: Seeded): Promise<void> => {
    while (performance.now() < until && target.isAlive()) {
      await once(chance);
      counts[name] = (counts[name] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker(own.fork())));
}

const grpc = new GrpcFuzz(target, verdicts);
const http = new HttpFuzz(target, verdicts);
await part('verbs over gRPC', 0.1, (chance) => grpc.call(chance));
await part('verbs over HTTP', 0.1, (chance) => http.call(chance));
const warm = await target.residentMegabytes();
await part('verbs over gRPC', 0.35, (chance) => grpc.call(chance));
await part('verbs over HTTP', 0.2, (chance) => http.call(chance));
await part('raw bytes', 0.1, (chance) => rawBytes(target, chance));
grpc.close();
http.close();
await part('damaged files', 0.15, (chance) => damagedFiles(chance, verdicts));

const none = (): string => '';
if (!target.isAlive()) verdicts.complain('the program has ended', none);
else {
  const grown = (await target.residentMegabytes()) - warm;
  if (grown > GROWTH_MB) verdicts.complain(`the program has grown by ${grown.toFixed(0)} MB`, none);
  // An ordinary call, after all that.
  const hold = { accountId: 'office', holdId: 'afterwards' };
  const allowed = await target.client.authorize({ ...hold, direction: 1, from: NUMBERS[0], to: NUMBERS[1] });
  if (allowed.decision !== 'DECISION_ALLOW') verdicts.complain(`an ordinary call is denied: ${allowed.reason}`, none);
  await target.client.settle({ ...hold, connectedSeconds: 1 });
  const findings = await findingsOf(target.client);
  if (findings > 0) verdicts.complain(`verify found ${findings}`, none);
  for (const leak of target.leaks) verdicts.complain('the log has a secret or a whole number', () => leak);
  console.log(
    `fuzz: seed ${seed}, commit ${commit()}, ${seconds} s; grown by ${grown.toFixed(0)} MB, ${target.logLines} lines of log\n` +
      `    ${Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}\n` +
      `    answers: ${Object.entries(verdicts.answers)
        .toSorted(([, one], [, other]) => other - one)
        .map(([reason, count]) => `${reason} ${count}`)
        .join(', ')}`,
  );
}
for (const complaint of verdicts.complaints) console.error(`FAILED: ${complaint}`);
process.exitCode = verdicts.complaints.length > 0 ? 1 : 0;
await target.stop();

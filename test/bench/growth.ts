/**
 * `npm run bench:growth`: what each verb costs Redis as an account grows (open holds, lots, subjects, past periods), as
 * parts of what it costs on a small account, and how many bytes holds, tombstones and the journal take.
 */
import { parseArgs } from 'node:util';
import { startRedisServer } from '../support/redis-server.ts';
import { type Footprint, measureFootprints } from './growth-bytes.ts';
import { ACCOUNT_KINDS, type AccountKind, growAccounts, type Sizes } from './growth-accounts.ts';
import { firstOfDayMicros, measureVerbs, VERBS, type VerbCosts } from './growth-verbs.ts';
import { openProduct } from './product.ts';
import { median } from './quantiles.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    assert: { type: 'boolean', default: false },
    slack: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench:growth -- [--short] [--rounds N] [--assert [--slack N]]\n' +
      '  --short   smaller accounts, and fewer rounds\n' +
      '  --rounds  rounds, taking turns; medians are printed (7)\n' +
      '  --assert  exit 1 when a ratio is above its goal\n' +
      '  --slack   times the goal, for machines that are not quiet (1)\n',
  );
  process.exit(0);
}

/** Of the cost of the same verb on a small account. */
const RATIO_MAX = 1.3;
const BYTES_MAX = { openHold: 600, tombstone: 600, journal: 330 } as const;

const sizes: Sizes = values.short
  ? { holds: 1_000, lots: 40, subjects: 1_000 }
  : { holds: 10_000, lots: 200, subjects: 10_000 };
const rounds = Number(values.rounds ?? (values.short ? 2 : 7));

const server = await startRedisServer({ config: { appendonly: 'no' } });
const product = await openProduct(server.url, await growAccounts(server.url, sizes));
const results = new Map<AccountKind, VerbCosts[]>(ACCOUNT_KINDS.map((kind) => [kind, []]));
// The first round warms everything up and is not counted.
for (let round = 0; round <= rounds; round++) {
  process.stderr.write(round === 0 ? 'warming up\n' : `round ${round} of ${rounds}\n`);
  // Each is the first of a round in its turn.
  const first = round % ACCOUNT_KINDS.length;
  for (const kind of [...ACCOUNT_KINDS.slice(first), ...ACCOUNT_KINDS.slice(0, first)]) {
    const costs = await measureVerbs(product, kind, `r${round}`);
    if (round > 0) results.get(kind)?.push(costs);
  }
}
const firstOfDay = await firstOfDayMicros(server.url);
await product.close();
await server.stop();

const costOf = (kind: AccountKind, verb: (typeof VERBS)[number]): number[] =>
  (results.get(kind) ?? []).map((costs) => costs[verb]);
const grown = ACCOUNT_KINDS.filter((kind) => kind !== 'small');
const heads = {
  holds: `${sizes.holds} holds`,
  lots: `${sizes.lots} lots`,
  'two lots': 'two lots',
  packs: `${sizes.lots} packs`,
  'two packs': 'two packs',
  subjects: `${sizes.subjects} subj.`,
  periods: '24 periods',
} as const;
process.stdout.write(
  `\nRedis us for each verb on a small account, and the ratio on an account that has grown; medians of ${rounds} rounds\n` +
    `${''.padEnd(16)}${'small'.padStart(9)}${grown.map((kind) => heads[kind].padStart(13)).join('')}\n`,
);
let missed = false;
const over = (ratio: number): boolean => ratio > RATIO_MAX * Number(values.slack);
for (const verb of VERBS) {
  const small = costOf('small', verb);
  const ratios = grown.map((kind) => median(costOf(kind, verb).map((cost, round) => cost / (small[round] ?? 0))));
  missed ||= ratios.some(over);
  process.stdout.write(
    `${verb.padEnd(16)}${median(small).toFixed(1).padStart(9)}${ratios.map((ratio) => ratio.toFixed(2).padStart(13)).join('')}\n`,
  );
}
process.stdout.write(
  `at most ${RATIO_MAX} is wanted\n` +
    `the first authorize of a day: ${firstOfDay.small.toFixed(0)} us on a small account, ${firstOfDay.subjects.toFixed(0)} with ${sizes.subjects} subjects\n`,
);

const printFootprint = (title: string, { perUnit, usedMemory }: Footprint, goal?: number): void => {
  const sum = [...perUnit.values()].reduce((total, bytes) => total + bytes, 0);
  const parts = [...perUnit]
    .filter(([, bytes]) => Math.abs(bytes) >= 0.5)
    .map(([name, bytes]) => `${name} ${bytes.toFixed(0)}`);
  const wanted = goal === undefined ? '' : ` (at most ${goal})`;
  process.stdout.write(
    `${title.padEnd(38)}${sum.toFixed(0).padStart(6)}${wanted}  ${parts.join(', ')}; used_memory ${usedMemory.toFixed(0)}\n`,
  );
  missed ||= goal !== undefined && sum > goal * Number(values.slack);
};
process.stdout.write('\nbytes for each call, by key (MEMORY USAGE SAMPLES 0)\n');
const bytes = await measureFootprints(values.short ? 500 : 10_000);
printFootprint('open hold, one an account', bytes.openOneEach, BYTES_MAX.openHold);
printFootprint('open hold, ten an account, a subject', bytes.openTenEach, BYTES_MAX.openHold);
printFootprint('open hold, all on one account', bytes.openAllOnOne, BYTES_MAX.openHold);
printFootprint('tombstone', bytes.tombstone, BYTES_MAX.tombstone);
printFootprint('tombstone, a subject', bytes.tombstoneOfSubject, BYTES_MAX.tombstone);
printFootprint('journal: authorize and settle', bytes.journal, BYTES_MAX.journal);
printFootprint('journal: with an answer, a subject', bytes.journalWithAnswer);
process.exit(values.assert && missed ? 1 : 0);

/** Catalogs, spools and settings that somebody, or a disk, has damaged: each is read, or said to be wrong. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskSpool } from '../../src/outage/spool/disk-spool.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import { checkCatalog } from '../../src/simulate/run-cases.ts';
import type { Seeded } from '../support/seeded.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hostileText, mutated } from './values.ts';
import type { Verdicts } from './verdicts.ts';

/** How long a file may be read for, on a machine that has other work. */
const READ_MS = 20_000;
const CATALOGS = ['config/catalog', ...readdirSync('examples/catalogs').map((name) => `examples/catalogs/${name}`)];
const RECORDS = 12;

export async function damagedFiles(seeded: Seeded, verdicts: Verdicts): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-damaged-'));
  const kind = seeded.pick(['catalog', 'catalog', 'spool', 'settings'] as const);
  let damage = '';
  const startedAt = performance.now();
  try {
    if (kind === 'catalog') await catalog(directory, seeded, verdicts, (what) => (damage = what));
    else if (kind === 'spool') await spool(directory, seeded, verdicts);
    else settings(directory, seeded, (what) => (damage = what));
  } catch (error) {
    verdicts.complain(`a damaged ${kind} throws ${String((error as Error).stack)}`, () => damage);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const tookMs = performance.now() - startedAt;
  if (tookMs > READ_MS) verdicts.complain(`a damaged ${kind} takes ${tookMs.toFixed(0)} ms`, () => damage);
}

function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
}

/** As people damage a file: a line gone, twice or elsewhere, another value; and as disks do. */
function damagedText(text: string, seeded: Seeded): Buffer {
  if (seeded.chance(0.3)) return mutated(Buffer.from(text), seeded);
  const lines = text.split('\n');
  for (let times = seeded.between(1, 3); times > 0; times -= 1) {
    const at = seeded.between(0, lines.length - 1);
    const line = lines[at] ?? '';
    lines.splice(
      at,
      1,
      ...seeded.pick<() => readonly string[]>([
        () => [],
        () => [line, line],
        () => [` ${line}`],
        () => [line.replace(/(: ?|,).*$/, `$1${hostileText(seeded).slice(0, 300)}`)],
        () => [
          line.replace(/[\d.]+/, seeded.pick(['-1', '1e99', '0', '99999999999999999999', '0x1F', '.', '1.005', '~'])),
        ],
        () => [line.replace(/[\w-]+/, seeded.pick(['<<', '*a', '&a', '!!js/function', '?', 'null', '__proto__']))],
        () => ['a: &a [x, x]', 'b: &b [*a, *a, *a]', 'c: &c [*b, *b, *b]', 'd: [*c, *c, *c]', line],
        () => ['['.repeat(2_000), line],
      ])(),
    );
  }
  return Buffer.from(lines.join('\n'));
}

async function catalog(
  directory: string,
  seeded: Seeded,
  verdicts: Verdicts,
  damaged: (what: string) => void,
): Promise<void> {
  cpSync(seeded.pick(CATALOGS), directory, { recursive: true });
  const path = seeded.pick(filesUnder(directory).filter((each) => /\.(ya?ml|csv)$/.test(each)));
  const text = damagedText(readFileSync(path, 'utf8'), seeded);
  writeFileSync(path, text);
  const what = `${path.slice(directory.length)}: ${text.toString('base64').slice(0, 3_000)}`;
  damaged(what);
  const { problems } = await checkCatalog(directory);
  // The last of very many only counts those that are left out.
  for (const problem of problems.filter(({ file }) => file !== '')) {
    if (problem.line >= 1 && problem.column >= 1 && problem.message.length < 2_000) continue;
    verdicts.complain(`a problem without a place, or too long to read: ${JSON.stringify(problem)}`, () => what);
  }
}

async function spool(directory: string, seeded: Seeded, verdicts: Verdicts): Promise<void> {
  const open = async (): Promise<DiskSpool> => {
    const opened = new DiskSpool({
      directory: join(directory, 'spool'),
      owner: { sidecarId: 'fuzz', host: 'fuzz', directory },
      maxBytes: 2 ** 23,
      store: () => ({ instanceId: 'store-1', generation: 1 }),
      logger: silentLogger,
    });
    await opened.open();
    return opened;
  };
  const before = await open();
  const written = new Map<string, string>();
  for (let call = 0; call < RECORDS; call += 1) {
    const place = { accountId: 'acme', rootAccountId: 'acme', holdId: `call-${call}` };
    const body = { operation: { connectedSeconds: call, claim: 'x'.repeat(seeded.between(0, 100)) } };
    const { sequence } = await before.append({ kind: 'settle', ...place, recordedAtMs: 1_800_000_000_000, body });
    written.set(place.holdId, JSON.stringify(body));
    if (seeded.chance(0.3)) await before.done(sequence);
  }
  await before.close();
  const path = seeded.pick(filesUnder(join(directory, 'spool')).filter((each) => !each.endsWith('ballast')));
  writeFileSync(path, mutated(readFileSync(path), seeded));
  const after = await open();
  for await (const { holdId, body } of after.pending()) {
    if (written.get(holdId) === JSON.stringify(body)) continue;
    verdicts.complain(`a damaged spool has ${holdId} ${JSON.stringify(body)}`, () => path);
  }
  await after.close();
}

function settings(directory: string, seeded: Seeded, damaged: (what: string) => void): void {
  const path = join(directory, 'tollgate.yaml');
  const text = damagedText(readFileSync('config/tollgate.yaml', 'utf8'), seeded);
  writeFileSync(path, text);
  const names = ['TOLLGATE_GRPC_ADDRESS', 'TOLLGATE_REDIS_PARTITIONS', 'TOLLGATE_AUTH_TOKENS', 'TOLLGATE_LOG_LEVEL'];
  const override = seeded.chance(0.5) ? { [seeded.pick(names)]: hostileText(seeded).replaceAll('\u0000', '') } : {};
  damaged(`${JSON.stringify(override)} ${text.toString('base64').slice(0, 3_000)}`);
  loadSettings({ env: { TOLLGATE_CONFIG: path, ...override } });
}

/**
 * Appends to the spool of a directory until it is killed, and prints the sequence of each record once it is
 * acknowledged. Two of three are then marked as done, and printed after that as `-<sequence>`; the others never are, and
 * are printed as `<sequence> keep`.
 */
import { DiskSpool } from '../../../../src/outage/spool/disk-spool.ts';

const [directory = '', seed = '0'] = process.argv.slice(2);
const quiet = (): void => undefined;
const spool = new DiskSpool({
  directory,
  owner: { sidecarId: 'sidecar-1', host: 'gw1', directory },
  maxBytes: 64 * 1024 * 1024,
  store: () => ({ instanceId: 'store-1', generation: 1 }),
  logger: { info: quiet, warn: quiet, error: quiet },
});
await spool.open();
process.stdout.write(`open ${spool.status().records}\n`);

/** Several at once, so that a kill meets batches; long ones too, so that it meets segments that are sealed. */
async function appendForEver(worker: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const { sequence } = await spool.append({
      kind: 'settle',
      accountId: 'acme',
      rootAccountId: 'acme',
      holdId: `call-${seed}-${worker}-${count}`,
      recordedAtMs: count,
      body: { fill: 'x'.repeat(count % 50 === 7 ? 90_000 : 300) },
    });
    const isKept = count % 3 === 0;
    process.stdout.write(`${sequence}${isKept ? ' keep' : ''}\n`);
    if (isKept) continue;
    await spool.done(sequence);
    process.stdout.write(`-${sequence}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, worker) => appendForEver(worker)));

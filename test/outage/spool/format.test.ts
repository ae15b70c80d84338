/** The files as docs/spool.md has them, read by a reader of its own. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newDirectory, openLoudly, openSpool, pendingHolds, settleOf } from './support/spools.ts';

/** CRC-32 of IEEE 802.3, bit by bit. */
function crcOf(bytes: Buffer): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xed_b8_83_20 : crc >>> 1;
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

function linesOf(path: string, seed: string): readonly Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [, length, checksum, text = ''] = /^([0-9a-f]{8}) ([0-9a-f]{8}) (.*)$/.exec(line) ?? [];
    expect(length).toBe(hex(Buffer.byteLength(text)));
    expect(checksum).toBe(hex(crcOf(Buffer.from(seed + text))));
    return JSON.parse(text) as Record<string, unknown>;
  });
}

/** The first segment of a spool that was closed and opened again, with its marks. */
async function sealedSpool(): Promise<{ directory: string; segment: string; uuid: string }> {
  const directory = newDirectory();
  const spool = await openSpool(directory);
  for (const call of [1, 2]) await spool.append(settleOf(call, { text: 'Grüße' }));
  await spool.done(1);
  await spool.close();
  await (await openSpool(directory)).close();
  const segment = readdirSync(directory).find((file) => file.endsWith('.sealed')) ?? '';
  return { directory, segment, uuid: segment.slice(11, 47) };
}

it('a segment and its marks are what the document says', async () => {
  const { directory, segment, uuid } = await sealedSpool();
  const [header, again, ...rest] = linesOf(join(directory, segment), uuid);
  expect(again).toEqual(header);
  expect(header).toEqual({
    format: 'tollgate-spool',
    version: 1,
    segment_id: uuid,
    number: 1,
    first_sequence: 1,
    owner: { sidecar_id: 'sidecar-1', host: 'gw1', directory: '/var/lib/tollgate/spool' },
    store: { instance_id: 'store-1', generation: 1 },
    created_at_ms: expect.any(Number),
  });
  const record = (sequence: number): object => ({
    sequence,
    kind: 'settle',
    account_id: 'acme',
    root_account_id: 'acme',
    hold_id: `call-${sequence}`,
    recorded_at_ms: 1_800_000_000_000 + sequence,
    body: { connected_seconds: sequence, text: 'Grüße' },
  });
  expect(rest).toEqual([record(1), record(2), { end: true, records: 2 }]);
  expect(linesOf(join(directory, segment.replace('.sealed', '.done')), uuid)).toEqual([{ done: 1 }]);
});

it('a segment of a newer version is left alone, and nothing is taken until somebody has looked', async () => {
  const { directory, segment, uuid } = await sealedSpool();
  const text = JSON.stringify({ ...linesOf(join(directory, segment), uuid)[0], version: 2 });
  const line = `${hex(Buffer.byteLength(text))} ${hex(crcOf(Buffer.from(uuid + text)))} ${text}\n`;
  writeFileSync(join(directory, segment), line + line);
  const spool = await openSpool(directory);
  expect(spool.status().broken).toContain('format version 2, and this Tollgate knows those up to 1: use a newer one');
  await expect(spool.append(settleOf(3))).rejects.toMatchObject({ reason: 'SPOOL_UNAVAILABLE' });
  expect(readFileSync(join(directory, segment), 'utf8')).toBe(line + line);
});

it('a record that strayed in from another segment is none', async () => {
  const [one, other] = [await sealedSpool(), await sealedSpool()];
  const stray = readFileSync(join(other.directory, other.segment), 'utf8').split('\n')[3] ?? '';
  expect(stray).toContain('call-2');
  const path = join(one.directory, one.segment);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [...lines.slice(0, 3), stray, ...lines.slice(4)].join('\n'));
  const { spool, lines: said } = await openLoudly(one.directory);
  expect(await pendingHolds(spool)).toEqual([]);
  expect(spool.status().quarantined).toBe(1);
  expect(said).toContain('error a part of the spool cannot be read, and was put into the quarantine');
});

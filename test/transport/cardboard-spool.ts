/** A spool made of cardboard, with two records that wait and two entries in its quarantine. */
import type { SpoolRecord } from '../../src/outage/spool/spool.ts';
import type { Rooms } from '../../src/transport/method.ts';
import type { Asked } from './cardboard.ts';

const record = (sequence: number): SpoolRecord => ({
  sequence,
  kind: 'settle',
  accountId: 'a-1',
  rootAccountId: 'a-1',
  holdId: `call-${sequence}`,
  recordedAtMs: 1_700_000_000_000 + sequence,
  store: { instanceId: 'store-1', generation: 1 },
  body: { connectedSeconds: 65, to: '+12025550134', token: 'secret' },
});

export function cardboardSpool(asked: Asked[]): Pick<Rooms, 'spool' | 'replaySpool'> {
  const note = (verb: string, request?: unknown): void => void asked.push({ verb, request });
  return {
    spool: {
      owner: { sidecarId: 'sidecar-1', host: 'gw1', directory: '/var/lib/tollgate/spool' },
      status: () => ({
        records: 2,
        bytes: 4_096,
        reservedBytes: 8_192,
        maxBytes: 67_108_864,
        oldestAtMs: record(1).recordedAtMs,
        quarantined: 2,
        alarm: false,
        full: false,
        broken: '',
      }),
      records(after, limit) {
        const items = [record(1), record(2)].filter(({ sequence }) => sequence > after).slice(0, limit);
        const last = items.at(-1)?.sequence ?? 2;
        return Promise.resolve({ items, next: last < 2 ? last : 0 });
      },
      record: (sequence) => Promise.resolve(sequence <= 2 ? record(sequence) : undefined),
      quarantined: () => [
        { id: 1, atMs: 5_000, why: 'too old', record: record(9), damage: undefined },
        { id: 2, atMs: 6_000, why: 'damaged bytes', record: undefined, damage: { file: '1', offset: 7, length: 8 } },
      ],
      release(id) {
        note('release', id);
        return Promise.resolve(record(10));
      },
      drop(id) {
        note('drop', id);
        return Promise.resolve(true);
      },
      importSegment(content) {
        note('importSegment', content.length);
        return Promise.resolve(3);
      },
    },
    replaySpool: () => note('replaySpool'),
  };
}

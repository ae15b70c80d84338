/** What keeps the spool right. */
import type { Guard } from './guards.ts';

const SPOOL = 'src/outage/spool';
const FAULTS = 'test/outage/spool/disk-faults.test.ts';
const DAMAGE = 'test/outage/spool/damage.test.ts';
const HANDOVER = 'test/outage/spool/handover.test.ts';
const QUEUE = 'test/outage/spool/disk-spool.test.ts';

export const SPOOL_GUARDS: readonly Guard[] = [
  {
    guard: 'a record is acknowledged when the disk has it',
    file: `${SPOOL}/segment-writer.ts`,
    from: '    await this.#handle.datasync();\n',
    to: '',
    suites: [FAULTS],
    short: true,
  },
  {
    guard: 'a record that the disk has changed is no record',
    file: `${SPOOL}/lines.ts`,
    from: 'return checksum === crc32(text, seed) ?',
    to: 'return checksum >= 0 ?',
    suites: [DAMAGE],
    short: true,
  },
  {
    guard: 'a record of another segment is no record',
    file: `${SPOOL}/lines.ts`,
    from: 'return crc32(name);',
    to: 'return 0;',
    suites: ['test/outage/spool/format.test.ts'],
  },
  {
    guard: 'damage at the end of a segment is not taken for a write that was cut short',
    file: `${SPOOL}/lines.ts`,
    from: '  if (tail.includes(LINE_FEED)) return false;\n',
    to: '  return true;\n',
    suites: [DAMAGE],
  },
  {
    guard: 'what was cut short is cut off before anything is written behind it',
    file: `${SPOOL}/recover.ts`,
    from: '        await handle.truncate(wholeBytes);\n',
    to: '',
    suites: [DAMAGE],
  },
  {
    guard: 'what was refused is not found at the next start',
    file: `${SPOOL}/segment-writer.ts`,
    from: 'await this.#handle.truncate(before).catch(() => undefined);',
    to: '',
    suites: [FAULTS],
  },
  {
    guard: 'the spool is bounded, and what was promised to a call is not given to another',
    file: `${SPOOL}/space.ts`,
    from: '    if (bytes - ofPromise > this.#free) return false;\n',
    to: '',
    suites: [QUEUE],
  },
  {
    guard: 'what was promised to a call is there although others have filled the disk',
    file: `${SPOOL}/ballast.ts`,
    from: '    if (this.#bytes === 0) return false;',
    to: '    return false;',
    suites: [FAULTS],
  },
  {
    guard: 'a spool is written by one process at a time',
    file: `${SPOOL}/spool-files.ts`,
    from: 'const unlock = lockDirectory(directory);',
    to: 'const unlock = (): void => undefined;',
    suites: [QUEUE],
  },
  {
    guard: 'a record knows the store that it was meant for',
    file: `${SPOOL}/spool-files.ts`,
    from: 'bytes >= SEGMENT_BYTES || isOther',
    to: 'bytes >= SEGMENT_BYTES',
    suites: [QUEUE],
  },
  {
    guard: 'a segment is imported once',
    file: `${SPOOL}/imports.ts`,
    from: 'return this.#known.has(segmentId);',
    to: 'return false;',
    suites: [HANDOVER],
    short: true,
  },
  {
    guard: 'a segment is not imported while its owner has it',
    file: `${SPOOL}/handover.ts`,
    from: '  if (held !== undefined) {',
    to: "  if (held === 'never') {",
    suites: [HANDOVER],
  },
  {
    guard: 'the sequences of an import are not used again when its records are gone',
    file: `${SPOOL}/recover.ts`,
    from: '  nextSequence = Math.max(nextSequence, imports.nextSequence);\n',
    to: '',
    suites: [HANDOVER],
  },
  {
    guard: 'a segment that goes opens no file again',
    file: `${SPOOL}/segment.ts`,
    from: 'return this.#removing ?? this.#marks.add(sequence);',
    to: 'return this.#marks.add(sequence);',
    suites: ['test/outage/spool/handles.test.ts'],
  },
];

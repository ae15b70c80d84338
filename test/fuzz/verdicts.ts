/** What may be answered, and what must be looked into. */
import { FAULT_CODES } from '../../src/domain/fault.ts';

const REASONS: ReadonlySet<string> = new Set(Object.keys(FAULT_CODES));
/** Those of defects. */
const DEFECTS: ReadonlySet<string> = new Set(
  Object.entries(FAULT_CODES).flatMap(([reason, code]) => (code === 'internal' ? [reason] : [])),
);

/** So many of those that begin alike are told. */
const OF_ONE_KIND = 3;

export class Verdicts {
  /** How often each was answered. */
  readonly answers: Record<string, number> = {};
  /** What is wrong, with what was sent. */
  readonly complaints: string[] = [];
  readonly #met = new Map<string, number>();

  /** @param sent - for whoever looks into it */
  answered(reason: string, sent: () => string): void {
    this.answers[reason] = (this.answers[reason] ?? 0) + 1;
    if (reason !== 'OK' && !REASONS.has(reason)) this.complain(`answers ${reason}, which is no reason`, sent);
    if (DEFECTS.has(reason)) this.complain(`answers ${reason}`, sent);
  }

  complain(what: string, sent: () => string): void {
    // One thing that is wrong can be met a thousand times.
    const kind = what.slice(0, 60);
    this.#met.set(kind, (this.#met.get(kind) ?? 0) + 1);
    if ((this.#met.get(kind) ?? 0) <= OF_ONE_KIND) this.complaints.push(`${what}: ${sent()}`);
  }
}

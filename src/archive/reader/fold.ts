/** What an entry of the journal makes of a call. Pure: the same entries in the same order always give the same call. */
import type { JournalEntry } from '../../ledger/journal/entry.ts';
import { unpackHistory } from '../../ledger/pinned.ts';
import type { FundingPart } from '../../ledger/port.ts';
import { balanceParts } from '../../ledger/rules/lots.ts';
import type { CallFlag, CallRow } from '../port.ts';

/** A call as it is kept, with the entries that made it. */
export interface KeptCall extends CallRow {
  /** Of the payer's entries about it, the first and the last one. */
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** What is known beside the entry. */
export interface FoldContext {
  readonly epoch: number;
  /** What the payer had on hold, on its balance, before the entry; undefined where that is not known. */
  readonly heldBeforeMilliCents: number | undefined;
  /** Of the account whose traffic it is. */
  readonly parentAccountId: string;
  readonly rootAccountId: string;
  readonly subjectLabels: Readonly<Record<string, string>>;
}

/** The account whose traffic it is. */
export function accountOf({ originAccountId, accountId }: JournalEntry): string {
  return originAccountId === '' ? accountId : originAccountId;
}

/** Names a call; empty where the entry is about none. */
export function callKey(entry: JournalEntry): string {
  const { kind, flags, reference, sequence } = entry;
  switch (kind) {
    case 'open':
    case 'answer':
    case 'extend':
    case 'release':
    case 'charge':
    case 'correction':
    case 'write_off':
    case 'reversal':
      break;
    default:
      return '';
  }
  const what = flags.includes('k')
    ? reference === ''
      ? `unkeyed ${sequence}`
      : `charge ${reference}`
    : `hold ${reference}`;
  return `${accountOf(entry)} ${what}`;
}

/** Those entries with which a call begins; every other is about one that is there. */
export function begins({ kind, flags }: JournalEntry): boolean {
  return (kind === 'open' && !flags.includes('g')) || (kind === 'charge' && flags.includes('k'));
}

/** @param before - the call as it was; undefined where it begins, or its beginning is not known */
export function foldCall(before: KeptCall | undefined, entry: JournalEntry, context: FoldContext): KeptCall {
  const call = before === undefined || begins(entry) ? begun(entry, context) : before;
  return { ...call, ...changesOf(call, entry, context), lastSequence: entry.sequence };
}

function begun(entry: JournalEntry, { epoch, parentAccountId, rootAccountId, subjectLabels }: FoldContext): KeptCall {
  const keyed = entry.flags.includes('k');
  const history = unpackHistory(entry.note);
  return {
    epoch,
    accountId: accountOf(entry),
    payerAccountId: entry.accountId,
    parentAccountId,
    rootAccountId,
    holdId: keyed ? '' : entry.reference,
    chargeKey: keyed ? entry.reference : '',
    subjectId: entry.subjectId,
    subjectLabels,
    service: entry.service,
    direction: history?.direction ?? 'outbound',
    numberClass: history?.numberClass ?? '',
    number: history?.number ?? '',
    numberForm: history?.numberForm ?? 'masked',
    prefix: history?.prefix ?? '',
    country: history?.country ?? '',
    rateRule: history?.rateRule ?? '',
    holdRule: history?.holdRule ?? '',
    gatewayId: history?.gatewayId ?? '',
    parentHoldId: history?.parentHoldId ?? '',
    authorizedAtMs: entry.atMs,
    answeredAtMs: 0,
    endedAtMs: 0,
    state: 'open',
    grantedUnits: 0,
    connectedSeconds: 0,
    billedUnits: 0,
    costMilliCents: 0,
    reversedMilliCents: 0,
    writtenOffMilliCents: 0,
    reservedMilliCents: 0,
    parts: [],
    cause: 0,
    flags: history === undefined ? ['partial'] : [],
    firstSequence: entry.sequence,
    lastSequence: entry.sequence,
  };
}

function changesOf(call: KeptCall, entry: JournalEntry, context: FoldContext): Partial<KeptCall> {
  const flags = withFlags(call.flags, entry);
  switch (entry.kind) {
    case 'open':
      return { flags, state: 'open', endedAtMs: 0, grantedUnits: entry.units, ...reserved(call, entry, context) };
    case 'answer':
      return { flags, state: 'answered', endedAtMs: 0, answeredAtMs: call.answeredAtMs || entry.atMs };
    case 'extend':
      return { flags, grantedUnits: Math.max(call.grantedUnits, entry.units), ...reserved(call, entry, context) };
    case 'release':
      return { flags, state: 'released', endedAtMs: entry.atMs, cause: causeOf(entry) };
    case 'charge':
    case 'correction':
      return { flags, ...charged(call, entry) };
    case 'write_off':
      return { flags, writtenOffMilliCents: call.writtenOffMilliCents + entry.amountMilliCents };
    default:
      return { flags, reversedMilliCents: call.reversedMilliCents + entry.amountMilliCents };
  }
}

/** An end, an interim settle, which says last what is still reserved, a correction, or a charge without a hold. */
function charged(call: KeptCall, entry: JournalEntry): Partial<KeptCall> {
  const costMilliCents = call.costMilliCents - entry.amountMilliCents;
  const billedUnits = call.billedUnits + entry.units;
  // Where the balance alone pays, the journal does not say so.
  const parts = entry.parts.length > 0 ? entry.parts : balanceParts(costMilliCents);
  const money = { costMilliCents, billedUnits, parts };
  if (entry.flags.includes('k')) return { ...money, state: 'charged', endedAtMs: entry.atMs };
  const [times = '', , rest] = entry.note.split(' ');
  // An older version wrote only how long the call took.
  const [duration = '', connected = duration] = times.split('/');
  const connectedSeconds = Number(connected) || 0;
  if (rest !== undefined) return { ...money, connectedSeconds, state: 'answered' };
  const state = connectedSeconds > 0 || billedUnits > 0 || costMilliCents > 0 ? 'charged' : 'released';
  const isEnd = call.endedAtMs === 0;
  return {
    ...money,
    connectedSeconds,
    state,
    cause: causeOf(entry),
    ...(isEnd ? { endedAtMs: entry.atMs } : {}),
  };
}

function causeOf({ note }: JournalEntry): number {
  return Number(note.split(' ')[1]) || 0;
}

/** What the entry puts on hold in all; on the balance it says only what the account has on hold afterwards. */
function reserved(
  { reservedMilliCents }: KeptCall,
  { kind, parts, heldMilliCents }: JournalEntry,
  { heldBeforeMilliCents: before }: FoldContext,
): Partial<KeptCall> {
  const more = before === undefined ? 0 : Math.max(0, heldMilliCents - before);
  const onBalance = kind === 'open' ? more : reservedMilliCents + more;
  const all = parts.length > 0 ? moneyOf(parts) : onBalance;
  return { reservedMilliCents: Math.max(reservedMilliCents, all) };
}

function moneyOf(parts: readonly FundingPart[]): number {
  return parts.reduce((sum, { amountMilliCents }) => sum + amountMilliCents, 0);
}

const FLAGS: Readonly<Record<string, CallFlag>> = {
  e: 'estimated',
  c: 'clamped',
  i: 'inconsistent',
  l: 'late',
  m: 'interim',
  s: 'swept',
  g: 'reopened',
};

/** A corrected end stands in the place of what it corrects, also in what was doubtful about it. */
const OF_AN_END: ReadonlySet<CallFlag> = new Set(['estimated', 'clamped', 'inconsistent']);

function withFlags(before: readonly CallFlag[], { kind, flags, note }: JournalEntry): readonly CallFlag[] {
  const isInterim = kind === 'charge' && note.split(' ')[2] !== undefined && !flags.includes('k');
  const isCorrection = kind === 'correction';
  const kept = isCorrection ? before.filter((flag) => !OF_AN_END.has(flag)) : before;
  const more = [
    ...flags.split('').flatMap((letter) => FLAGS[letter] ?? []),
    ...(isInterim ? (['interim'] as const) : []),
    ...(isCorrection ? (['corrected'] as const) : []),
    ...(kind === 'reversal' ? (['reversed'] as const) : []),
  ];
  return more.length === 0 && !isCorrection ? before : [...new Set([...kept, ...more])];
}

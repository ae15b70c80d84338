/** Units that are bought, and packs that are corrected by hand. */
import { MAX_BALANCE } from '../../domain/money.ts';
import type { PackMatch } from '../../domain/traffic.ts';
import { balanceLimit, lotLimit, packTooSmall, packUnknown } from '../faults.ts';
import type { PackPosting, PostOperation } from '../port.ts';
import type { Wallet } from '../rules/funding.ts';
import { isOver } from '../rules/lots.ts';
import {
  coverageText,
  freeUnits,
  isEnded,
  type Pack,
  type PackCoverage,
  packsInOrder,
  readCoverages,
} from '../rules/packs.ts';
import type { EntryFacts } from './state.ts';

/** What is bought or corrected, and how the journal says it. */
export interface Posted {
  readonly after: Wallet;
  readonly facts: Partial<EntryFacts>;
  /** Empty where it is money. */
  readonly packId: string;
  /** Of the account from now on; undefined where they stay. */
  readonly coverages: readonly PackCoverage[] | undefined;
}

/** Buying a lot or a pack moves the list of all others, so their number is bounded. */
export const LOTS_MAX = 200;

export function isFull({ lots, packs }: Wallet, nowMs: number): boolean {
  const bought = lots.filter((lot) => lot.kind === 'lot' && !isOver(lot, nowMs));
  return bought.length + packs.filter((pack) => !isEnded(pack, nowMs)).length >= LOTS_MAX;
}

export function postUnits(
  wallet: Wallet,
  coverages: readonly PackCoverage[],
  { expiresAtMs }: Pick<PostOperation, 'expiresAtMs'>,
  posting: PackPosting,
  sequence: number,
  nowMs: number,
): Posted {
  if ('packId' in posting) return correct(wallet, posting, nowMs);
  const coverage = coverageFor(coverages, posting.match, sequence);
  const isKnown = coverages.includes(coverage);
  // Units without an end are one pack for the same traffic, however often they are bought.
  const same = wallet.packs.find(
    (pack) => expiresAtMs === 0 && pack.expiresAtMs === 0 && pack.coverageId === coverage.id,
  );
  if (same === undefined && isFull(wallet, nowMs)) throw lotLimit(LOTS_MAX);
  const { units } = posting;
  const pack = same ?? newPack(`pack-${sequence}`, coverage.id, expiresAtMs);
  const posted = change(wallet, same === undefined ? [...wallet.packs, pack] : wallet.packs, pack, units);
  if (isKnown) return posted;
  const isLive = ({ id }: PackCoverage): boolean =>
    wallet.packs.some((each) => each.coverageId === id && !isEnded(each, nowMs));
  return { ...posted, coverages: [...coverages.filter(isLive), coverage] };
}

function coverageFor(coverages: readonly PackCoverage[], match: PackMatch, sequence: number): PackCoverage {
  const text = coverageText(match);
  const [made] = readCoverages(`#${sequence}=${text}`);
  return coverages.find((each) => coverageText(each) === text) ?? made ?? { ...match, id: `#${sequence}` };
}

function newPack(id: string, coverageId: string, expiresAtMs: number): Pack {
  return { id, coverageId, grantedUnits: 0, usedUnits: 0, heldUnits: 0, valueUnits: 0, expiresAtMs };
}

/** What is used and held of it stays. */
function correct(wallet: Wallet, { packId, units }: { packId: string; units: number }, nowMs: number): Posted {
  const pack = wallet.packs.find(({ id }) => id === packId);
  if (pack === undefined || isEnded(pack, nowMs)) throw packUnknown();
  const free = freeUnits(pack, nowMs);
  if (free + units < 0) throw packTooSmall(free);
  return change(wallet, wallet.packs, pack, units);
}

function change(wallet: Wallet, packs: readonly Pack[], pack: Pack, units: number): Posted {
  const grantedUnits = pack.grantedUnits + units;
  if (grantedUnits > MAX_BALANCE) throw balanceLimit('units');
  const changed = { ...pack, grantedUnits, valueUnits: pack.valueUnits + units };
  const part = { source: 'pack' as const, name: pack.id, amountMilliCents: 0, units: Math.abs(units) };
  return {
    after: { ...wallet, packs: packsInOrder(packs.map((each) => (each === pack ? changed : each))) },
    facts: { units, parts: [part] },
    packId: pack.id,
    coverages: undefined,
  };
}

/** Lots and packs as the hash of lots keeps them, field by field. */
import type { AccountState } from '../port.ts';
import type { PastUse } from '../rules/grants.ts';
import { inFundingOrder, type Lot } from '../rules/lots.ts';
import { type Pack, packsInOrder } from '../rules/packs.ts';

/** The fields that stand among the lots and are none. */
const PAST = 'past';
const INDEX = /^order\//;

interface StoredLot {
  readonly id: string;
  readonly stored: string;
}

function isPack({ stored }: StoredLot): boolean {
  return stored.startsWith('pack ');
}

/** A pack is kept in the words of a lot. */
function readPack({ id, stored }: StoredLot): Pack {
  const [, granted, used, held, value, , expires, coverageId = ''] = stored.split(' ');
  return {
    id,
    coverageId,
    grantedUnits: Number(granted),
    usedUnits: Number(used),
    heldUnits: Number(held),
    valueUnits: Number(value),
    expiresAtMs: Number(expires),
  };
}

/** The words that `lua/include/lot.lua` keeps of a lot. */
function readLot({ id, stored }: StoredLot): Lot {
  const words = stored.split(' ');
  const number = (index: number): number => Number(words[index]);
  return {
    id,
    kind: words[0] as Lot['kind'],
    grantedMilliCents: number(1),
    carriedMilliCents: Number(words[8] ?? 0),
    usedMilliCents: number(2),
    heldMilliCents: number(3),
    valueMilliCents: number(4),
    startsAtMs: number(5),
    expiresAtMs: number(6),
    services: readServices(words[7] ?? '-'),
  };
}

/** The words that `lua/include/grants.lua` keeps of a lot of the plan that has ended. */
function readPastUse(stored: string): PastUse {
  const [kind, id = '', startsAtMs, expiresAtMs, services = '-', usedMilliCents] = stored.split(' ');
  return {
    kind: kind as PastUse['kind'],
    id,
    startsAtMs: Number(startsAtMs),
    expiresAtMs: Number(expiresAtMs),
    services: readServices(services),
    usedMilliCents: Number(usedMilliCents),
  };
}

/** `-` is all. */
function readServices(word: string): readonly string[] {
  return word === '-' ? [] : word.split(',');
}

export function readLots(fields: readonly StoredLot[]): Pick<AccountState, 'lots' | 'packs' | 'pastUse'> {
  const stored = fields.filter(({ id }) => id !== PAST && !INDEX.test(id));
  const past = fields.filter(({ id }) => id === PAST);
  return {
    lots: inFundingOrder(stored.filter((each) => !isPack(each)).map(readLot)),
    packs: packsInOrder(stored.filter(isPack).map(readPack)),
    pastUse: past.flatMap((each) => each.stored.split(';').map(readPastUse)),
  };
}

/** What is kept of the lists of active legs that gateways report, in memory. */
import { epochPassed, listGone, otherLastPage } from '../faults.ts';
import type { ListPage, Reconciling } from '../port.ts';
import { KEEP_LIST_MS, KEEP_MISSING_MS, LISTS_AT_ONCE } from '../reconcile-operations.ts';
import { holdKey } from './state.ts';

interface List {
  readonly listId: string;
  beganMs: number;
  touchedMs: number;
  /** 0 while it is not known. */
  last: number;
  readonly pages: Set<number>;
  readonly legs: Set<string>;
}

interface Gateway {
  epoch: number | undefined;
  readonly lists: (List | undefined)[];
  /** When the first list began that did not name the hold. */
  readonly missingSince: Map<string, number>;
}

export function referenceLists(now: () => number): Omit<Reconciling, 'confirm'> {
  const gateways = new Map<string, Gateway>();
  const gatewayOf = (gatewayId: string): Gateway => {
    const known = gateways.get(gatewayId);
    if (known !== undefined) return known;
    const fresh: Gateway = { epoch: undefined, lists: [], missingSince: new Map() };
    gateways.set(gatewayId, fresh);
    return fresh;
  };
  const isOver = (list: List | undefined): boolean => list === undefined || list.touchedMs + KEEP_LIST_MS <= now();

  return {
    takePage: async (page) => {
      const gateway = gatewayOf(page.gatewayId);
      if (page.epoch !== undefined && page.epoch < (gateway.epoch ?? 0)) throw epochPassed(gateway.epoch ?? 0);
      const { slot, list } = placeOf(gateway, page, isOver, now());
      const highest = Math.max(page.page, ...list.pages);
      const last = page.last ? page.page : list.last;
      if (last > 0 && (highest > last || (list.last > 0 && last !== list.last))) {
        throw otherLastPage(list.last > 0 ? list.last : Math.max(...list.pages));
      }
      if (page.epoch !== undefined && page.epoch !== gateway.epoch) {
        gateway.epoch = page.epoch;
        gateway.lists.length = 0;
        gateway.missingSince.clear();
      }
      gateway.lists[slot - 1] = list;
      Object.assign(list, { last, touchedMs: now(), beganMs: Math.min(list.beganMs, now() - page.ageMs) });
      list.pages.add(page.page);
      for (const leg of page.legs.map(holdKey)) {
        list.legs.add(leg);
        gateway.missingSince.delete(leg);
      }
      const below = Array.from({ length: highest }, (_, index) => index + 1);
      const missingPages = below.filter((each) => !list.pages.has(each));
      return {
        epoch: gateway.epoch,
        beganMs: list.beganMs,
        slot,
        complete: last > 0 && list.pages.size === last,
        legs: list.legs.size,
        missingPages,
        nowMs: now(),
      };
    },
    namedInList: async ({ gatewayId, listId, slot }, holds) => {
      if (holds.length === 0) return [];
      const list = gatewayOf(gatewayId).lists[slot - 1];
      if (list?.listId !== listId || isOver(list)) throw listGone();
      return holds.map((hold) => list.legs.has(holdKey(hold)));
    },
    markMissing: async ({ gatewayId, epoch, beganMs }, holds) => {
      const gateway = gatewayOf(gatewayId);
      if (gateway.epoch !== epoch) throw epochPassed(gateway.epoch ?? 0);
      for (const [key, sinceMs] of gateway.missingSince) {
        if (sinceMs <= now() - KEEP_MISSING_MS) gateway.missingSince.delete(key);
      }
      return holds.map(holdKey).map((key) => {
        const since = gateway.missingSince.get(key);
        gateway.missingSince.set(key, Math.min(since ?? beganMs, beganMs));
        return since;
      });
    },
  };
}

/** The list's own place, else one that is free, else that of the list that was heard of longest ago. */
function placeOf(
  { epoch, lists }: Gateway,
  page: ListPage,
  isOver: (list: List | undefined) => boolean,
  nowMs: number,
): { readonly slot: number; readonly list: List } {
  const { listId } = page;
  const fresh: List = {
    listId,
    beganMs: nowMs - page.ageMs,
    touchedMs: nowMs,
    last: 0,
    pages: new Set(),
    legs: new Set(),
  };
  if (page.epoch !== undefined && page.epoch !== epoch) return { slot: 1, list: fresh };
  const own = lists.findIndex((list) => list?.listId === listId && !isOver(list));
  if (own >= 0) return { slot: own + 1, list: lists[own] ?? fresh };
  const slots = Array.from({ length: LISTS_AT_ONCE }, (_, index) => index);
  const touched = (index: number): number => (isOver(lists[index]) ? 0 : (lists[index]?.touchedMs ?? 0));
  const oldest = slots.reduce((best, index) => (touched(index) < touched(best) ? index : best));
  return { slot: oldest + 1, list: fresh };
}

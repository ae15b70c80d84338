/** Where money is: on the balance, or on lots. Milli-cents; allowances are units and are left out. */
import type { FundingPart } from '../port.ts';
import { readParts } from '../rules/lots.ts';

/** By lot id; {@link BALANCE} is the balance. Nothing is left out of it but zeros. */
export type Places = ReadonlyMap<string, number>;

/** No lot has an empty id. */
export const BALANCE = '';

export const NOWHERE: Places = new Map();

export function on(place: string, milliCents: number): Places {
  return milliCents === 0 ? NOWHERE : new Map([[place, milliCents]]);
}

export function placesOf(parts: readonly FundingPart[]): Places {
  let places = NOWHERE;
  for (const { source, name, amountMilliCents } of parts) {
    places = plus(places, on(source === 'balance' ? BALANCE : name, amountMilliCents));
  }
  return places;
}

export function plus(places: Places, more: Places, sign: 1 | -1 = 1): Places {
  if (more.size === 0) return places;
  const sum = new Map(places);
  for (const [place, milliCents] of more) {
    const there = (sum.get(place) ?? 0) + sign * milliCents;
    if (there === 0) sum.delete(place);
    else sum.set(place, there);
  }
  return sum;
}

export function totalOf(places: Places): number {
  let total = 0;
  for (const milliCents of places.values()) total += milliCents;
  return total;
}

export function onBalance(places: Places): number {
  return places.get(BALANCE) ?? 0;
}

/** As parts are written, see `lua/include/funding.lua`; `-` for nowhere. */
export function placesText(places: Places): string {
  if (places.size === 0) return '-';
  return [...places].map(([place, amount]) => `${place === BALANCE ? 'b' : `l/${place}`}=${amount}`).join(',');
}

export function readPlaces(text: string): Places {
  return text === '-' ? NOWHERE : placesOf(readParts(text, 0));
}

/** For a person. */
export function placeName(place: string): string {
  return place === BALANCE ? 'the balance' : place;
}

/** Bounds and rules that the requests about traffic share. */
import type { TrafficRequest } from '../../control/requests.ts';
import { invalidField } from '../../domain/fault.ts';

export const MAX_UNITS = 1_000_000;
export const MAX_SEGMENTS = 255;
export const MAX_GATEWAY_ID_LENGTH = 128;

/** Two quantities could contradict each other, and picking one would bill what nobody asked for. */
export function checkQuantity({ text, segments, units }: Pick<TrafficRequest, 'text' | 'segments' | 'units'>): void {
  if (segments > 0 && text !== '') throw invalidField('segments', 'must not be given beside text');
  if (units !== undefined && (text !== '' || segments > 0)) {
    throw invalidField('units', 'must not be given beside text or segments');
  }
}

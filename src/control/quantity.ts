/** How much a request asks for, in the unit of its service. */
import type { Service } from '../catalog/snapshot.ts';
import { invalidField } from '../domain/fault.ts';
import type { TrafficRequest } from './requests.ts';

export interface Quantity {
  /** Units to reserve or charge; 0 for a service counted in seconds, where the hold rule decides. */
  readonly units: number;
  /** Segments that were counted or given; 0 for other services. */
  readonly segments: number;
  /** `gsm7`, `ucs2`, or empty. */
  readonly encoding: string;
}

/** Counts segments from the text unless the gateway counted them; other services take `units`, one when absent. */
export function quantityOf(service: Service, request: TrafficRequest): Quantity {
  if (service.countSegments === undefined) {
    if (request.text !== '') throw invalidField('text', `the service ${service.name} is not counted in segments`);
    if (request.segments > 0) throw invalidField('segments', `the service ${service.name} is not counted in segments`);
    const units = service.unit === 'second' ? (request.units ?? 0) : (request.units ?? 1);
    return { units, segments: 0, encoding: '' };
  }
  if (request.text !== '' && request.segments > 0)
    throw invalidField('segments', 'give either text or segments, not both');
  if (request.segments > 0) return { units: request.segments, segments: request.segments, encoding: '' };
  if (request.text === '' && request.units !== undefined)
    return { units: request.units, segments: request.units, encoding: '' };
  const counted = service.countSegments(request.text);
  return { units: counted.segments, segments: counted.segments, encoding: counted.encoding };
}

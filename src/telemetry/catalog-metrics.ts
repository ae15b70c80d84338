/** Which catalog is in force and how reloads end. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { CatalogMetrics } from '../catalog/telemetry.ts';

export function createCatalogMetrics(registry: Registry): CatalogMetrics {
  const registers = [registry];
  const info = new Gauge({
    name: 'tollgate_catalog_info',
    help: 'Always 1; the labels name the catalog in force.',
    labelNames: ['name', 'version'],
    registers,
  });
  const loadedAt = new Gauge({
    name: 'tollgate_catalog_loaded_timestamp_seconds',
    help: 'When the catalog in force was put into force.',
    registers,
  });
  const reloads = new Counter({
    name: 'tollgate_catalog_reloads_total',
    help: 'Loads and reloads of the catalog directory, by result; a refused one leaves the last good catalog in force.',
    labelNames: ['result'],
    registers,
  });
  return {
    inForce({ name, version, atMs }) {
      info.reset();
      info.set({ name, version }, 1);
      loadedAt.set(atMs / 1000);
    },
    reloaded: (result) => reloads.inc({ result }),
  };
}

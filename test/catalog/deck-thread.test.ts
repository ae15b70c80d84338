import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { OWN_MAPPING } from '../../src/catalog/deck/mapping.ts';
import { parseDeck } from '../../src/catalog/deck/parse-deck.ts';
import { loadCatalog, openCatalog } from '../../src/catalog/manager.ts';
import { runCases } from '../../src/simulate/run-cases.ts';
import { writeCatalog } from './support/catalog-directory.ts';
import { collect } from './support/collect.ts';
import { trafficOf } from './support/snapshot.ts';

const HEADER = 'prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at';
const ROWS = 50_000;

function bigDeck(price: string): string {
  const rows = Array.from({ length: ROWS }, (_, index) => `${4_400_000 + index},${price},0,60,6,"Zone ${index}, UK",`);
  return [HEADER, ...rows].join('\n');
}

const RATES =
  'rules:\n  - { name: carrier, match: { service: call }, deck: big }\n  - { name: rest, per_unit: "0.01", match: { service: [sms, fax] } }\n';
const CATALOG = 'name: test\ncurrency: USD\nhome_country: US\n';

function bigCatalog(price: string): string {
  return writeCatalog({
    'catalog.yaml': CATALOG,
    'rates.yaml': RATES,
    'cases.yaml': 'cases: []',
    'decks/big.csv': bigDeck(price),
  });
}

describe('a large deck', () => {
  it('is parsed beside the event loop, and means the same', async () => {
    const directory = bigCatalog('0.0125');
    const started = performance.eventLoopUtilization();
    const loaded = await loadCatalog(directory);
    const busyMs = performance.eventLoopUtilization(started).active;
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const { snapshot } = loaded;
    const rated = snapshot.rate(trafficOf(snapshot, { to: '+44000050123456' }));
    expect(rated?.explanation).toBe('rate rule "carrier", deck big, prefix 4400050 (Zone 50, UK)');
    expect(rated?.terms).toMatchObject({ rateMilliCents: 1_250, rateUnits: 60, firstIncrement: 60, nextIncrement: 6 });

    const before = performance.now();
    parseDeck(bigDeck('0.0125'), { name: 'big', file: 'decks/big.csv', currency: 'USD', mapping: OWN_MAPPING });
    const inlineMs = performance.now() - before;
    expect(busyMs).toBeLessThan(inlineMs / 2);
  });

  it('is refused with its problems, wherever it was parsed, and the old one stays', async () => {
    const directory = bigCatalog('0.0125');
    const { logger, metrics } = collect();
    const manager = await openCatalog({ directory, runCases, logger, metrics, watch: false });
    const before = manager.current();
    writeFileSync(join(directory, 'decks/big.csv'), `${bigDeck('0.0130')}\n44x1,0.01,0,1,1,wrong,`);
    const { problems } = await manager.reload();
    expect(problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      `decks/big.csv:${ROWS + 2}:1`,
    ]);
    expect(manager.current()).toBe(before);
    writeFileSync(join(directory, 'decks/big.csv'), Buffer.from(bigDeck('0.0130'), 'utf16le'));
    expect((await manager.reload()).problems[0]?.message).toBe('is UTF-16LE text, not UTF-8');
    writeFileSync(join(directory, 'decks/big.csv'), bigDeck('0.0130'));
    expect((await manager.reload()).problems).toEqual([]);
    expect(manager.current()).not.toBe(before);
    await manager.close();
  });

  it('is not read again while it and its mapping are the same', async () => {
    const directory = bigCatalog('0.0125');
    const { logger, metrics } = collect();
    const manager = await openCatalog({ directory, runCases, logger, metrics, watch: false });
    const busyFor = async (): Promise<number> => {
      const before = process.cpuUsage();
      await manager.reload();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    writeFileSync(join(directory, 'rates.yaml'), RATES.replace('0.01', '0.02'));
    const unchangedMs = await busyFor();
    writeFileSync(join(directory, 'rates.yaml'), `decks: { big: { codes: e164 } }\n${RATES}`);
    const mappedMs = await busyFor();
    expect(unchangedMs).toBeLessThan(mappedMs / 2);
    await manager.close();
  });
});

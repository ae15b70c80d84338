import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, outbound } from './support/traffic.ts';

it('G-4 a call keeps its price and unit to its end, also when the catalog no longer has its service', async () => {
  const copy = copyOf(DEFAULT_CATALOG);
  const tollgate = await startTollgate({ env: { TOLLGATE_CATALOG: copy.directory } });
  try {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    const { settleToken } = await client.authorize(outbound(accountId, 'c'));
    for (const file of ['services.yaml', 'catalog.yaml', 'holds.yaml', 'rates.yaml', 'packages.yaml']) {
      const text = readFileSync(join(copy.directory, file), 'utf8');
      copy.write(file, text.replaceAll('service: call', 'service: voice').replaceAll('  call:', '  voice:'));
    }
    expect(await client.reloadCatalog({})).toMatchObject({ check: { ok: true, inForce: true } });
    await expect(client.authorize(outbound(accountId, 'd'))).rejects.toThrow('service: the catalog has no');
    const call = { accountId, holdId: 'c', settleToken };
    await client.answer(call);
    expect(await client.extend({ ...call, connectedSeconds: 30, sequence: 1 })).toMatchObject({
      decision: 'DECISION_ALLOW',
    });
    const ended = { unit: 'second', billedUnits: '65', billedDurationSeconds: '65' };
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject(ended);
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject({ ...ended, replayed: true });
    const { holds } = await client.listHolds({ accountId, holdId: 'c' });
    expect(holds?.[0]?.result).toMatchObject(ended);
  } finally {
    await tollgate.stop();
  }
});

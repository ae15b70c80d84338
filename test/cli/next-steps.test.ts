/** The first commands that a newcomer is shown, for the catalogs that there are. */
import { expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/manager.ts';
import type { CatalogSnapshot } from '../../src/catalog/snapshot.ts';
import { nextSteps } from '../../src/cli/serve.ts';
import { loadSettings, type Settings } from '../../src/settings/load-settings.ts';

const CALL = ['authorize demo call-1 --to +14155550123', 'settle demo call-1 --connected-seconds 65'];

async function snapshotOf(directory: string): Promise<CatalogSnapshot> {
  const result = await loadCatalog(directory);
  if (!('snapshot' in result)) throw new Error(JSON.stringify(result.problems));
  return result.snapshot;
}

function commandsFor(catalog: CatalogSnapshot): string[] {
  const loaded = loadSettings({ env: {} });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const text = nextSteps(loaded.settings, { grpcAddress: '127.0.0.1:50051', catalog }, 'call-1', {});
  return [...text.matchAll(/^ {2}node \S+ (.*)$/gm)].map(([, words = '']) => words);
}

it.each([
  ['config/catalog', ['account create demo', ...CALL]],
  ['examples/catalogs/plan-then-wallet', ['account create demo', ...CALL]],
  ['examples/catalogs/office-credit', ['account create demo', 'account credit demo 10.00', ...CALL]],
  [
    'examples/catalogs/messaging-credit',
    [
      'account create demo --plan free',
      'account credit demo 10.00',
      'authorize demo call-1 --to +14155550123 --service phone_agent',
      'settle demo call-1 --connected-seconds 65',
    ],
  ],
])('with %s are what it has', async (directory, commands) => {
  expect(commandsFor(await snapshotOf(directory))).toEqual(commands);
});

it.each([
  [{}, ''],
  [{ tls: {} }, ' --tls-ca FILE'],
  [{ tls: { clientCa: 'ca.pem' } }, ' --tls-ca FILE --tls-cert FILE --tls-key FILE'],
])('with server %j name the files for TLS', async (server, words) => {
  const loaded = loadSettings({ env: {} });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const settings = { ...loaded.settings, server: { ...loaded.settings.server, ...server } } as Settings;
  const snapshot = await snapshotOf('config/catalog');
  const text = nextSteps(settings, { grpcAddress: '127.0.0.1:50051', catalog: snapshot }, 'call-1', {});
  expect(text).toContain(`account create demo${words}\n`);
  expect(text).toContain(`--connected-seconds 65${words}\n`);
});

it('leave out calls where nothing is counted in seconds', async () => {
  const whole = await snapshotOf('config/catalog');
  const services = new Map([...whole.services].filter(([, { unit }]) => unit !== 'second'));
  expect(commandsFor({ plans: whole.plans, services } as unknown as CatalogSnapshot)).toEqual(['account create demo']);
});

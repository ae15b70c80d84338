/** What a batch counts as while it is in the works. */
import { afterEach, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { startFixture, type Fixture, type Setup } from './fixture.ts';

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

/** A promise and what resolves it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

function batch(count: number) {
  const recipients = Array.from({ length: count }, (_, n) => ({ holdId: `m${n}`, to: '+12025550134' }));
  return { accountId: 'acme', direction: 1, recipients } as const;
}

const shed = { code: 'resource_exhausted', reason: 'OVERLOADED' };

test('ten recipients count as one request; emergency calls are answered where there is no room', async () => {
  const { passed, open } = gate();
  const nothing = new Fault('INTERNAL', 'nothing was decided');
  const { client, edge, metrics } = await start({
    edge: { maxInFlight: 8 },
    answers: { authorizeBatch: (request) => passed.then(() => request.recipients.map(() => nothing)) },
  });
  const small = client.authorizeBatch(batch(11));
  await expect.poll(() => edge.inFlight()).toBe(2);
  // There is room for six more, but this is seven.
  await expect(client.authorizeBatch(batch(61))).rejects.toMatchObject(shed);
  const urgent = [...batch(61).recipients, { holdId: 'sos', to: '911' }];
  expect(await client.authorizeBatch({ ...batch(0), recipients: urgent })).toMatchObject({ allowed: 1, failed: 61 });
  open();
  expect(await small).toMatchObject({ failed: 11 });
  expect(edge.inFlight()).toBe(0);
  expect(await metrics.text()).toContain('tollgate_shed_total{method="AuthorizeBatch"} 2');
});

test('one that is larger than the limit runs when it is alone, and leaves room for what ends calls', async () => {
  const { passed, open } = gate();
  const { client, edge } = await start({
    edge: { maxInFlight: 8 },
    answers: { authorizeBatch: () => passed.then(() => []) },
  });
  const large = client.authorizeBatch(batch(1000));
  await expect.poll(() => edge.inFlight()).toBe(8);
  const call = { accountId: 'acme', holdId: 'h1', direction: 1, to: '+12025550134' } as const;
  await expect(client.authorize(call)).rejects.toMatchObject(shed);
  await client.settle({ accountId: 'acme', holdId: 'h1', connectedSeconds: 1 });
  open();
  // The cardboard decided nothing at all, which is nobody's success.
  expect(await large).toMatchObject({ allowed: 0, failed: 1000 });
});

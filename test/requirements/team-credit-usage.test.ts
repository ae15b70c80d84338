import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { BERLIN, callBy, GERMAN_MOBILE, HAMBURG, sourcesOf, teamWith, WASHINGTON } from './support/team-credit.ts';
import { letPass } from './support/passing-time.ts';
import { accountOf, movementsOf, shortForm } from './support/traffic.ts';

// $1 is 100,000 milli-cents. A minute to Germany is 1,800 where no package includes it.
const TEAM_CREDIT = fileURLToPath(new URL('../../examples/catalogs/team-credit', import.meta.url));

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: TEAM_CREDIT });
});
afterAll(() => tollgate.stop());

/** A call from Berlin to Hamburg that is charged afterwards. */
async function chargeCall(accountId: string, subjectId: string, seconds: number) {
  const { charge } = tollgate.client;
  const charged = await charge({ accountId, service: 'call', subjectId, from: BERLIN, to: HAMBURG, units: seconds });
  return sourcesOf(charged.parts);
}

async function allowanceOf(accountId: string, name: string, subjectId: string) {
  const { client } = tollgate;
  const whose =
    subjectId === '' ? await accountOf(client, accountId) : (await client.getSubject({ accountId, subjectId })).subject;
  const { allowances = [], cycleEndsAtMs } = whose ?? {};
  return { ...allowances.find((each) => each.name === name), cycleEndsAtMs };
}

it.each([
  ['sms', 'the US', '+14155550123', '800'],
  ['sms', 'Germany', GERMAN_MOBILE, '8500'],
  ['sms', 'India', '+919876543210', '5100'],
  ['mms', 'the US', '+14155550123', '2200'],
  ['mms', 'Germany', GERMAN_MOBILE, '35000'],
  ['whatsapp', 'the US', '+14155550123', '2500'],
  ['whatsapp', 'Germany', GERMAN_MOBILE, '11200'],
])('TC-7 one %s to %s (%s) is %s milli-cents', async (service, _, to, cost) => {
  const { client } = tollgate;
  const accountId = await teamWith(client, 500_000, { ada: 'na_package' });
  const message = { accountId, holdId: 'm', service, subjectId: 'ada', from: WASHINGTON, to } as const;
  expect(await client.authorize({ ...message, direction: 'DIRECTION_OUTBOUND' })).toMatchObject({
    decision: 'DECISION_ALLOW',
    holdMilliCents: cost,
    grantedUnits: '1',
    terms: { unit: 'message' },
  });
  // Nothing more need be said than that it was sent.
  expect(await client.settle({ accountId, holdId: 'm' })).toMatchObject({
    unit: 'message',
    billedUnits: '1',
    billingAmountMilliCents: cost,
    balanceMilliCents: String(500_000 - Number(cost)),
  });
});

describe('fair use', () => {
  it('TC-8 is 3,000 minutes for a user and month; beyond them the destination rate is paid from credit', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package', eve: 'eu_package' });
    // Twelve times four hours, and two: 180,000 s.
    for (let hours = 0; hours < 48; hours += 4) {
      expect(await chargeCall(accountId, 'ada', 14_400)).toEqual(['allowance eu_package 14400']);
    }
    expect(await chargeCall(accountId, 'ada', 7_200)).toEqual(['allowance eu_package 7200']);
    const use = await allowanceOf(accountId, 'eu_package', 'ada');
    expect(use).toMatchObject({ totalUnits: '180000', usedUnits: '180000', remainingUnits: '0' });
    expect(use.endsAtMs).toBe(use.cycleEndsAtMs);
    expect(await accountOf(client, accountId)).toMatchObject({ balanceMilliCents: '500000' });

    await client.authorize(callBy(accountId, 'ada', BERLIN, HAMBURG));
    const settled = await client.settle({ accountId, holdId: 'c', connectedSeconds: 65 });
    expect(settled).toMatchObject({ billingAmountMilliCents: '3600', balanceMilliCents: '496400' });
    expect(await chargeCall(accountId, 'eve', 60)).toEqual(['allowance eu_package 60']);
  });

  it('TC-8 is counted across concurrent calls', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    await client.updateAccount({ accountId, allowanceUnits: { eu_package: 1_200 } });
    // Twenty minutes: of six calls at once, two reserve ten each, and the others pay for ten each.
    const calls = Array.from({ length: 6 }, (_, n) =>
      client.authorize(callBy(accountId, 'ada', BERLIN, HAMBURG, { holdId: `c${n}` })),
    );
    const holds = (await Promise.all(calls)).map(({ holdMilliCents }) => holdMilliCents);
    expect(holds.toSorted()).toEqual(['0', '0', '18000', '18000', '18000', '18000']);
    expect(await allowanceOf(accountId, 'eu_package', 'ada')).toMatchObject({
      totalUnits: '1200',
      usedUnits: '0',
      heldUnits: '1200',
      remainingUnits: '0',
    });
    expect(await accountOf(client, accountId)).toMatchObject({ heldMilliCents: '72000', openHolds: '6' });
  });

  it('TC-8 can be changed for an account, up and down', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    const change = async (seconds: number) =>
      client.updateAccount({ accountId, allowanceUnits: { eu_package: seconds } });
    await change(600);
    expect(await chargeCall(accountId, 'ada', 660)).toEqual(['allowance eu_package 600', 'balance 1800']);
    // 4,000 minutes, of which ten are used.
    await change(240_000);
    expect(await allowanceOf(accountId, 'eu_package', 'ada')).toMatchObject({
      totalUnits: '240000',
      remainingUnits: '239400',
    });
    expect(await chargeCall(accountId, 'ada', 660)).toEqual(['allowance eu_package 660']);
  });

  it('TC-8 is passed in the middle of a call, which goes on from credit', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    await client.updateAccount({ accountId, allowanceUnits: { eu_package: 720 } });
    await client.authorize(callBy(accountId, 'ada', BERLIN, HAMBURG));
    await letPass(tollgate, accountId, 'c', 721);
    // Ten minutes are reserved and two more are included; three are reserved from credit.
    expect(await client.extend({ accountId, holdId: 'c', connectedSeconds: 540, sequence: 1 })).toMatchObject({
      decision: 'DECISION_ALLOW',
      grantedSeconds: '900',
      holdMilliCents: '5400',
    });
    const settled = await client.settle({ accountId, holdId: 'c', connectedSeconds: 721 });
    expect(settled).toMatchObject({ billedDurationSeconds: '780', billingAmountMilliCents: '1800' });
    expect(sourcesOf(settled.parts)).toEqual(['allowance eu_package 720', 'balance 1800']);
  });
});

describe('features', () => {
  it('TC-9 a voice agent is charged from credit above the included amount', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000);
    const included = await client.charge({ accountId, service: 'voice_agent', units: 6_000 });
    expect(sourcesOf(included.parts)).toEqual(['allowance voice_agent 6000']);
    expect(await allowanceOf(accountId, 'voice_agent', '')).toMatchObject({ totalUnits: '6000', remainingUnits: '0' });
    const direction = 'DIRECTION_INBOUND';
    expect(await client.authorize({ accountId, holdId: 'talk', direction, service: 'voice_agent' })).toMatchObject({
      decision: 'DECISION_ALLOW',
      holdMilliCents: '140000',
    });
    expect(await client.settle({ accountId, holdId: 'talk', connectedSeconds: 65 })).toMatchObject({
      billingAmountMilliCents: '28000',
      balanceMilliCents: '472000',
    });
  });

  it('TC-9 conversation intelligence is charged from credit above what is included for the seats', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000);
    await client.updateAccount({ accountId, seats: 2 });
    const service = 'conversation_intelligence';
    for (const units of [14_400, 14_400, 14_400, 14_400, 2_400]) {
      const { parts } = await client.charge({ accountId, service, units });
      expect(sourcesOf(parts)).toEqual([`allowance conversation_intelligence ${units}`]);
    }
    const beyond = await client.charge({ accountId, service, units: 61 });
    expect(beyond).toMatchObject({ billedUnits: '120', billingAmountMilliCents: '8000', balanceMilliCents: '492000' });
  });

  it('TC-9 transcription is always charged', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    const charged = await client.charge({ accountId, service: 'transcription', subjectId: 'ada', units: 65 });
    expect(charged).toMatchObject({ billedUnits: '120', billingAmountMilliCents: '3000' });
    expect(sourcesOf(charged.parts)).toEqual(['balance 3000']);
  });
});

it('TC-14 every charge is a movement with its parts, and usage can be seen by service', async () => {
  const { client } = tollgate;
  const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
  await client.updateAccount({ accountId, allowanceUnits: { eu_package: 600 } });
  await chargeCall(accountId, 'ada', 600);
  await chargeCall(accountId, 'ada', 120);
  await client.charge({ accountId, service: 'sms', subjectId: 'eve', from: BERLIN, to: GERMAN_MOBILE });

  const lines: string[] = [];
  for (const movement of await movementsOf(client, accountId)) {
    const { kind, service, subjectId, amountMilliCents, billedUnits, parts } = movement;
    lines.push(
      [shortForm(kind), service, subjectId, amountMilliCents, billedUnits, sourcesOf(parts).join('+')].join(' | '),
    );
  }
  expect(lines).toEqual([
    'adjustment |  |  | 500000 | 0 | ',
    'charge | call | ada | 0 | 600 | allowance eu_package 600',
    'charge | call | ada | -3600 | 120 | balance 3600',
    'charge | sms | eve | -8500 | 1 | balance 8500',
  ]);
  const { rows } = await client.getUsage({ accountId });
  expect(rows).toMatchObject([
    { service: 'call', count: '2', billedUnits: '720', billingAmountMilliCents: '3600' },
    { service: 'sms', count: '1', billedUnits: '1', billingAmountMilliCents: '8500' },
  ]);
});

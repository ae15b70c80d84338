/** Random commands of the call path. Small pools of ids and amounts, so that commands meet each other often. */
import fc from 'fast-check';
import type {
  AuthorizeOperation,
  ChargeOperation,
  HoldRef,
  ReversalShare,
  SettleOperation,
} from '../../src/ledger/port.ts';
import { account as anyAccount, admission, facts, nonce, terms, timing, type AdmissionInput } from './arbitraries.ts';
import { command, type Command } from './command.ts';
import { chainOf, packsOf, planFor, rootOf } from './plan-inputs.ts';

/** A command about one hold of one account. */
type OnHold = (account: fc.Arbitrary<string>, hold: fc.Arbitrary<string>) => fc.Arbitrary<Command>;

/** What a catalog alone decides of an admission. */
function decided({
  verdict,
  blockedAtZero,
  terms: price,
  facts: about,
}: AdmissionInput): Pick<AuthorizeOperation, 'verdict' | 'blockedAtZero' | 'terms' | 'facts'> {
  return { verdict, blockedAtZero, terms: price, facts: about };
}

export const authorize: OnHold = (account, hold) =>
  command(
    'authorize',
    fc.record({
      account,
      hold,
      nonce,
      admission,
      timing,
      units: fc.constantFrom(1, 60, 90, 600, 3_600),
      initial: fc.constantFrom(0, 30, 60),
      extendUnits: fc.constantFrom(0, 30, 60),
      minUnits: fc.constantFrom(1, 30),
      belowHold: fc.constantFrom('deny', 'shorten'),
      twist: fc.constantFrom('', '', '', 'x'),
    }),
    async (ledger, input, id) => {
      const stepwise = input.extendUnits > 0 && input.initial > 0;
      const operation: AuthorizeOperation = {
        rootAccountId: rootOf(input.account, id),
        accountId: id(input.account),
        holdId: input.hold,
        nonce: input.nonce,
        fingerprint: `${input.units}${input.twist}`,
        units: stepwise ? Math.min(input.initial, input.units) : input.units,
        maxUnits: input.units,
        extendUnits: stepwise ? input.extendUnits : 0,
        belowHold: input.belowHold,
        minUnits: Math.min(input.minUnits, input.units),
        timing: input.timing,
        ...decided(input.admission),
        ...(await planFor(ledger, input.account, input.admission, id)),
      };
      return ledger.authorize(operation);
    },
  );

function ref(input: { account: string; hold: string }, id: (short: string) => string): HoldRef {
  const accountId = id(input.account);
  const { hold: holdId } = input;
  // A sidecar that knows the account says where it belongs; the others are told by REKEY.
  if (holdId === 'h1') return { rootAccountId: accountId, accountId, holdId };
  return { rootAccountId: rootOf(input.account, id), accountId, holdId, ownerIds: chainOf(input.account, id) };
}

export const answer: OnHold = (account, hold) =>
  command('answer', fc.record({ account, hold, nonce, late: fc.constantFrom(0, 0, 0, 1) }), (ledger, input, id) =>
    ledger.answer({
      ...ref(input, id),
      nonce: input.nonce,
      notAfterMs: input.late === 0 ? 0 : ledger.nowMs() - input.late,
    }),
  );

const connected = fc.constantFrom(0, 0.4, 1, 29, 31, 60, 60.02, 60.5, 61, 62, 90, 600, 3_601, 90_000, 4_000_000);

export const extend: OnHold = (account, hold) =>
  command(
    'extend',
    fc.record({
      account,
      hold,
      nonce,
      connectedSeconds: fc.option(connected, { nil: undefined, freq: 12 }),
      units: fc.option(connected.map(Math.ceil), { nil: undefined, freq: 12 }),
      sequence: fc.constantFrom(1, 2, 2, 3, 4),
    }),
    (ledger, input, id) => {
      const { nonce: asking, connectedSeconds, units, sequence } = input;
      return ledger.extend({ ...ref(input, id), nonce: asking, connectedSeconds, units, sequence, notAfterMs: 0 });
    },
  );

export const interim: OnHold = (account, hold) =>
  command(
    'interim',
    fc.record({
      account,
      hold,
      nonce,
      connectedSeconds: fc.option(connected, { nil: undefined, freq: 12 }),
      units: fc.option(fc.constantFrom(0, 1, 2, 3, 1e9), { nil: undefined, freq: 12 }),
      sequence: fc.constantFrom(1, 2, 2, 3, 4),
      durationSeconds: fc.constantFrom(0, 0, 0, 3),
      inconsistent: fc.constantFrom(false, false, false, true),
    }),
    (ledger, { account: whose, hold: which, ...operation }, id) =>
      ledger.settleInterim({ ...ref({ account: whose, hold: which }, id), ...operation }),
  );

export const settle: OnHold = (account, hold) =>
  command(
    'settle',
    fc.record({
      account,
      hold,
      nonce,
      connectedSeconds: fc.option(connected, { nil: undefined, freq: 8 }),
      units: fc.option(fc.constantFrom(0, 1, 3, 1e9), { nil: undefined }),
      durationSeconds: fc.constantFrom(0, 0, 3, 77),
      inconsistent: fc.constantFrom(false, false, false, true),
      endedSecondsAgo: fc.constantFrom(0, 0, 0, 10, 3_000, 1_000_000),
      claim: fc.option(terms, { nil: undefined, freq: 1 }),
      facts,
    }),
    async (ledger, input, id) => {
      const operation: SettleOperation = {
        ...ref(input, id),
        nonce: input.nonce,
        connectedSeconds: input.connectedSeconds,
        units: input.units,
        durationSeconds: input.durationSeconds,
        inconsistent: input.inconsistent,
        endedSecondsAgo: input.endedSecondsAgo,
        q850Cause: 16,
        claim:
          input.claim === undefined
            ? undefined
            : {
                ownerIds: chainOf(input.account, id),
                funding: {
                  payer: 0,
                  stop: '',
                  allowances: [{ counter: 'minutes/-/loww0000-lp2qk000', totalUnits: 60 }],
                  packs: await packsOf(ledger, id(input.account)),
                },
                terms: input.claim,
                grantedUnits: 60,
                facts: input.facts,
                authorizedAtMs: ledger.nowMs() - 100_000,
              },
      };
      return ledger.settle(operation);
    },
  );

export const release: OnHold = (account, hold) =>
  command('release', fc.record({ account, hold, nonce }), (ledger, input, id) =>
    ledger.release({ ...ref(input, id), nonce: input.nonce, q850Cause: 17 }),
  );

export const sweep: OnHold = (account, hold) =>
  command(
    'sweep',
    fc.record({ account, hold, missingForMs: fc.option(fc.constantFrom(0, 1, 30_000, 4_000_000), { nil: undefined }) }),
    (ledger, input, id) => {
      const { missingForMs } = input;
      const missing = missingForMs === undefined ? {} : { missingSinceMs: ledger.nowMs() - missingForMs };
      return ledger.sweep({ ...ref(input, id), ...missing });
    },
  );

export const confirm: OnHold = (account, hold) =>
  command(
    'confirm',
    fc.record({
      account,
      hold,
      connectedSeconds: fc.option(connected, { nil: undefined, freq: 4 }),
      units: fc.option(fc.constantFrom(0, 1, 3, 1e9), { nil: undefined }),
      answered: fc.boolean(),
      claim: fc.option(fc.record({ terms, timing, facts, extendUnits: fc.constantFrom(0, 60) }), {
        nil: undefined,
        freq: 3,
      }),
      included: fc.boolean(),
      stop: fc.constantFrom('', '', '', 'loww0000'),
    }),
    async (ledger, input, id) => {
      const { connectedSeconds, units, answered, claim } = input;
      const allowances = input.included ? [{ counter: 'minutes/-/loww0000-lp2qk000', totalUnits: 60 }] : [];
      return ledger.confirm({
        ...ref(input, id),
        connectedSeconds,
        units,
        answered,
        claim: claim && {
          ...claim,
          ownerIds: chainOf(input.account, id),
          funding: { payer: 0, stop: input.stop, allowances, packs: await packsOf(ledger, id(input.account)) },
          grantedUnits: 60,
          authorizedAtMs: ledger.nowMs() - 100_000,
          maxUnits: 600,
          minUnits: 1,
          belowHold: 'deny',
        },
      });
    },
  );

export const charge = command(
  'charge',
  fc.record({
    account: anyAccount,
    key: fc.constantFrom('', 'c1', 'c2'),
    nonce,
    admission,
    units: fc.constantFrom(1, 2, 60),
    twist: fc.constantFrom('', '', 'x'),
  }),
  async (ledger, input, id) => {
    const operation: ChargeOperation = {
      rootAccountId: rootOf(input.account, id),
      accountId: id(input.account),
      idempotencyKey: input.key,
      nonce: input.nonce,
      fingerprint: `${input.units}${input.twist}`,
      units: input.units,
      note: 'one charge',
      ...decided(input.admission),
      ...(await planFor(ledger, input.account, input.admission, id)),
    };
    return ledger.charge(operation);
  },
);

export const reverse: OnHold = (account, hold) =>
  command(
    'reverse',
    fc.record({
      account,
      hold,
      nonce,
      // Charges are found by their own keys, which holds do not share.
      charge: fc.constantFrom('', '', 'c1', 'c2'),
      share: fc.constantFrom<ReversalShare>(
        undefined,
        undefined,
        { kind: 'money', milliCents: 1 },
        { kind: 'money', milliCents: 5_000 },
        { kind: 'units', units: 1 },
        { kind: 'units', units: 61 },
      ),
      key: fc.constantFrom('k1', 'r1', 'r2', 'r3', 'r:4'),
    }),
    (ledger, input, id) => {
      const { holdId, ...place } = ref(input, id);
      return ledger.reverse({
        ...place,
        target: input.charge === '' ? { kind: 'hold', holdId } : { kind: 'charge', chargeKey: input.charge },
        share: input.share,
        idempotencyKey: input.key,
        fingerprint: `${input.charge || input.hold}${JSON.stringify(input.share ?? '')}`,
        note: 'a dispute',
        nonce: input.nonce,
      });
    },
  );

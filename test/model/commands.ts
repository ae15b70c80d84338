/** Random commands for the ledger. Small pools of ids and amounts, so that commands meet each other often. */
import fc from 'fast-check';
import type {
  AuthorizeOperation,
  ChargeOperation,
  Ledger,
  SettleOperation,
  UpdateAccountOperation,
} from '../../src/ledger/port.ts';
import { account, hold, small, terms, timing, facts, admission } from './arbitraries.ts';

/** One step of a sequence: so much time passes, then the command runs. */
export interface Command {
  readonly advanceMs: number;
  /** Shown when a sequence fails. */
  readonly text: string;
  /** @param unique - makes the ids of one sequence its own. */
  run(ledger: Ledger, unique: string): Promise<unknown>;
}

type AdmissionInput = typeof admission extends fc.Arbitrary<infer Input> ? Input : never;

/** Revisions and bounds in time are relative to what the ledger says now, so that both ledgers are asked the same. */
async function fill(
  ledger: Ledger,
  id: string,
  input: AdmissionInput,
): Promise<Pick<AuthorizeOperation, 'owners' | 'sources' | 'notAfterMs' | 'validUntilMs'>> {
  const revision = (await ledger.account(id))?.profile.revision ?? 1;
  const bound = (by: number): number => (by === 0 ? 0 : ledger.nowMs() - by);
  return {
    owners: [{ accountId: id, revision: revision + input.revisionOff }],
    sources: [{ kind: 'balance', owner: 0 }],
    notAfterMs: bound(input.lateBy),
    validUntilMs: bound(input.outlivedBy),
  };
}

function command<T>(
  name: string,
  input: fc.Arbitrary<T>,
  run: (ledger: Ledger, input: T, id: (short: string) => string) => Promise<unknown>,
): fc.Arbitrary<Command> {
  const advance = fc.constantFrom(0, 1, 999, 5_000, 31_000, 125_000, 4_000_000, 8 * 86_400_000);
  return fc.tuple(advance, input).map(([advanceMs, value]) => ({
    advanceMs,
    text: `+${advanceMs}ms ${name} ${JSON.stringify(value)}`,
    run: (ledger, unique) => run(ledger, value, (short) => `${unique}${short}`),
    [fc.toStringMethod]: () => `\n  +${advanceMs}ms ${name} ${JSON.stringify(value)}`,
  }));
}

const create = command(
  'create',
  fc.record({ account, credit: small, limit: fc.constantFrom(0, 0, 100_000) }),
  (ledger, input, id) =>
    ledger.createAccount({
      profile: {
        accountId: id(input.account),
        rootAccountId: id(input.account),
        parentAccountId: undefined,
        plan: 'default',
        currency: 'USD',
        timeZone: 'UTC',
        cycleAnchorDay: 1,
        seats: 1,
        creditLimitMilliCents: input.limit,
        numbers: ['+12025550100', '+4930*'],
      },
      signupCreditMilliCents: input.credit,
      fingerprint: `${input.credit}/${input.limit}`,
    }),
);

const changes: fc.Arbitrary<UpdateAccountOperation['changes']> = fc.oneof(
  fc.record({ state: fc.constantFrom('active', 'active', 'suspended', 'closed') }),
  fc.record({ creditLimitMilliCents: fc.constantFrom(0, 50_000) }),
  fc.record({
    plan: fc.constantFrom('default', 'gold'),
    seats: fc.constantFrom(1, 5),
    numbers: fc.constantFrom([], ['+12025550100']),
  }),
);

const update = command(
  'update',
  fc.record({ account, revision: fc.constantFrom(0, 0, 0, 1, 7), changes, force: fc.boolean() }),
  (ledger, input, id) =>
    ledger.updateAccount({
      rootAccountId: id(input.account),
      accountId: id(input.account),
      revision: input.revision,
      changes: input.changes,
      force: input.force,
    }),
);

const post = command(
  'post',
  fc.record({
    account,
    kind: fc.constantFrom('credit', 'adjustment'),
    amount: fc.constantFrom(1, 100_000, 300_000, 1_000_000, 10 ** 12),
    negative: fc.boolean(),
    key: fc.constantFrom('k1', 'k2', 'k:3', 'k4', 'k5'),
  }),
  (ledger, input, id) => {
    const amountMilliCents = input.kind === 'adjustment' && input.negative ? -input.amount : input.amount;
    return ledger.post({
      kind: input.kind,
      rootAccountId: id(input.account),
      accountId: id(input.account),
      amountMilliCents,
      idempotencyKey: input.key,
      fingerprint: `${input.kind}${amountMilliCents}`,
      note: 'paid by card',
    });
  },
);

const authorize = command(
  'authorize',
  fc.record({
    account,
    hold,
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
      rootAccountId: id(input.account),
      accountId: id(input.account),
      holdId: input.hold,
      fingerprint: `${input.units}${input.twist}`,
      units: stepwise ? Math.min(input.initial, input.units) : input.units,
      maxUnits: input.units,
      extendUnits: stepwise ? input.extendUnits : 0,
      belowHold: input.belowHold,
      minUnits: Math.min(input.minUnits, input.units),
      timing: input.timing,
      ...input.admission,
      ...(await fill(ledger, id(input.account), input.admission)),
    };
    return ledger.authorize(operation);
  },
);

const onHold = fc.record({ account, hold });

function ref(
  input: { account: string; hold: string },
  id: (short: string) => string,
): { rootAccountId: string; accountId: string; holdId: string } {
  return { rootAccountId: id(input.account), accountId: id(input.account), holdId: input.hold };
}

const answer = command('answer', fc.record({ account, hold, late: fc.constantFrom(0, 0, 0, 1) }), (ledger, input, id) =>
  ledger.answer({ ...ref(input, id), notAfterMs: input.late === 0 ? 0 : ledger.nowMs() - input.late }),
);

const connected = fc.constantFrom(0, 1, 29, 31, 60, 61, 62, 90, 600, 3_601, 90_000);

const extend = command(
  'extend',
  fc.record({ account, hold, connectedSeconds: connected, sequence: fc.constantFrom(1, 2, 2, 3, 4) }),
  (ledger, input, id) => {
    const { connectedSeconds, sequence } = input;
    return ledger.extend({ ...ref(input, id), connectedSeconds, sequence, notAfterMs: 0 });
  },
);

const settle = command(
  'settle',
  fc.record({
    account,
    hold,
    connectedSeconds: fc.option(connected, { nil: undefined, freq: 8 }),
    units: fc.option(fc.constantFrom(0, 1, 3), { nil: undefined }),
    orphan: fc.option(terms, { nil: undefined, freq: 1 }),
    facts,
  }),
  (ledger, input, id) => {
    const operation: SettleOperation = {
      ...ref(input, id),
      connectedSeconds: input.connectedSeconds,
      units: input.units,
      durationSeconds: 77,
      q850Cause: 16,
      orphan:
        input.orphan === undefined
          ? undefined
          : {
              payerAccountId: id(input.account),
              terms: input.orphan,
              grantedUnits: 60,
              facts: input.facts,
              authorizedAtMs: ledger.nowMs() - 100_000,
            },
    };
    return ledger.settle(operation);
  },
);

const release = command('release', onHold, (ledger, input, id) => ledger.release({ ...ref(input, id), q850Cause: 17 }));

const sweep = command('sweep', onHold, (ledger, input, id) => ledger.sweep(ref(input, id)));

const charge = command(
  'charge',
  fc.record({
    account,
    key: fc.constantFrom('', 'c1', 'c2'),
    admission,
    units: fc.constantFrom(1, 2, 60),
    twist: fc.constantFrom('', '', 'x'),
  }),
  async (ledger, input, id) => {
    const operation: ChargeOperation = {
      rootAccountId: id(input.account),
      accountId: id(input.account),
      idempotencyKey: input.key,
      fingerprint: `${input.units}${input.twist}`,
      units: input.units,
      note: 'one charge',
      ...input.admission,
      ...(await fill(ledger, id(input.account), input.admission)),
    };
    return ledger.charge(operation);
  },
);

/** A sequence that begins with a funded account, so that most of it finds something to do. */
export const commandSequence: fc.Arbitrary<Command[]> = fc
  .tuple(
    create,
    fc.array(
      fc.oneof(
        { weight: 1, arbitrary: create },
        { weight: 1, arbitrary: update },
        { weight: 2, arbitrary: post },
        { weight: 5, arbitrary: authorize },
        { weight: 2, arbitrary: answer },
        { weight: 3, arbitrary: extend },
        { weight: 4, arbitrary: settle },
        { weight: 2, arbitrary: release },
        { weight: 2, arbitrary: sweep },
        { weight: 2, arbitrary: charge },
      ),
      { minLength: 4, maxLength: 30, size: 'max' },
    ),
  )
  .map(([first, rest]) => [first, ...rest]);

/**
 * Random commands that open, change and fund accounts. Small pools of ids and amounts, so that commands meet each other
 * often.
 */
import fc from 'fast-check';
import type { UpdateAccountOperation } from '../../src/ledger/port.ts';
import { account, nonce, PACKS, plan, small } from './arbitraries.ts';
import { command, type Command } from './command.ts';
import { grantsFor, labelAt, rootOf } from './plan-inputs.ts';

function createOf(whose: fc.Arbitrary<string>, credit: fc.Arbitrary<number>): fc.Arbitrary<Command> {
  const particulars = fc.record({ account: whose, nonce, credit, limit: fc.constantFrom(0, 0, 0, 100_000) });
  return command('create', particulars, (ledger, input, id) =>
    ledger.createAccount({
      profile: {
        accountId: id(input.account),
        rootAccountId: rootOf(input.account, id),
        parentAccountId: input.account === 'c' ? id('a') : undefined,
        plan: 'default',
        currency: 'USD',
        timeZone: 'UTC',
        cycleAnchorDay: 1,
        cycleAnchorMonth: 1,
        seats: 1,
        creditLimitMilliCents: input.limit,
        numbers: ['+12025550100', '+4930*'],
        fundedBy: 'self',
        onPlanExhausted: undefined,
        allowanceUnits: new Map([['minutes', 600]]),
      },
      signupCreditMilliCents: input.credit,
      nonce: input.nonce,
      fingerprint: `${input.credit}/${input.limit}`,
    }),
  );
}

export const create = createOf(account, small);

/** The accounts of most commands, with something to spend. */
export const accounts: fc.Arbitrary<Command[]> = fc.tuple(
  createOf(fc.constant('a'), fc.constantFrom(100_000, 600_000)),
  createOf(fc.constant('c'), fc.constantFrom(0, 300_000)),
);

const changes: fc.Arbitrary<UpdateAccountOperation['changes']> = fc.oneof(
  fc.record({ state: fc.constantFrom('active', 'active', 'suspended', 'closed') }),
  fc.record({ creditLimitMilliCents: fc.constantFrom(0, 50_000) }),
  fc.record({
    plan: fc.constantFrom('default', 'gold'),
    fundedBy: fc.constantFrom('self', 'parent'),
    onPlanExhausted: fc.constantFrom(undefined, 'stop'),
    allowanceUnits: fc.constantFrom(new Map(), new Map([['extra', 7]])),
    seats: fc.constantFrom(1, 5),
    numbers: fc.constantFrom([], ['+12025550100']),
  }),
);

export const update = command(
  'update',
  fc.record({
    account,
    revision: fc.constantFrom(0, 0, 0, 1, 7),
    changes,
    plan: fc.option(plan),
    force: fc.boolean(),
  }),
  (ledger, input, id) =>
    ledger.updateAccount({
      rootAccountId: rootOf(input.account, id),
      accountId: id(input.account),
      revision: input.revision,
      changes: input.changes,
      ...(input.plan !== null && { grants: grantsFor(input.plan, ledger.nowMs()) }),
      force: input.force,
    }),
);

export const post = command(
  'post',
  fc.record({
    account,
    kind: fc.constantFrom('credit', 'adjustment'),
    amount: fc.constantFrom(1, 100_000, 300_000, 1_000_000, 10 ** 12),
    negative: fc.boolean(),
    nonce,
    key: fc.constantFrom('k1', 'k2', 'k:3', 'k4', 'k5'),
    endsAfterMs: fc.constantFrom(0, 0, 60_000, 3_600_000, 10 * 86_400_000),
    services: fc.constantFrom<readonly string[]>([], [], ['call'], ['sms', 'fax']),
    plan,
  }),
  (ledger, input, id) => {
    const amountMilliCents = input.kind === 'adjustment' && input.negative ? -input.amount : input.amount;
    const isCredit = input.kind === 'credit';
    return ledger.post({
      kind: input.kind,
      rootAccountId: rootOf(input.account, id),
      accountId: id(input.account),
      amountMilliCents,
      idempotencyKey: input.key,
      nonce: input.nonce,
      fingerprint: `${input.kind}${amountMilliCents}`,
      note: 'paid by card',
      expiresAtMs: isCredit && input.endsAfterMs > 0 ? ledger.nowMs() + input.endsAfterMs : 0,
      services: isCredit ? input.services : [],
      grants: grantsFor(input.plan, ledger.nowMs()),
      planPeriod: input.plan.stop ? labelAt(ledger.nowMs()) : '',
      refusal: undefined,
    });
  },
);

/** Many small lots at once, so that one request draws on several of them. */
export const stock = command(
  'stock',
  fc.record({
    account,
    lots: fc.array(
      fc.record({
        amount: fc.constantFrom(1, 999, 5_000, 30_000),
        endsAfterMs: fc.constantFrom(0, 60_000, 60_000, 3_600_000, 40 * 3_600_000, 10 * 86_400_000),
        services: fc.constantFrom<readonly string[]>([], [], ['call'], ['call', 'sms'], ['sms']),
      }),
      { minLength: 1, maxLength: 12, size: 'max' },
    ),
  }),
  async (ledger, input, id) => {
    const replies: unknown[] = [];
    for (const [index, { amount, endsAfterMs, services }] of input.lots.entries()) {
      const reply = await ledger.post({
        kind: 'credit',
        rootAccountId: rootOf(input.account, id),
        accountId: id(input.account),
        amountMilliCents: amount,
        idempotencyKey: `stock-${ledger.nowMs()}-${index}`,
        // A repeat that a slow machine makes is the same asking.
        nonce: `stock-${ledger.nowMs()}-${index}`,
        fingerprint: `${amount}/${endsAfterMs}`,
        note: '',
        expiresAtMs: endsAfterMs > 0 ? ledger.nowMs() + endsAfterMs : 0,
        services,
        grants: [],
        planPeriod: '',
        refusal: undefined,
      });
      replies.push(reply);
    }
    return replies;
  },
);

/** Packs of units: small ones, so that one request draws on several, and some that end soon. */
export const packs = command(
  'packs',
  fc.record({
    account,
    nonce,
    bought: fc.array(
      fc.record({
        units: fc.constantFrom(1, 45, 60, 90, 600, 7_000),
        endsAfterMs: fc.constantFrom(0, 60_000, 60_000, 3_600_000, 40 * 3_600_000, 10 * 86_400_000),
        match: fc.constantFrom(...PACKS),
      }),
      { minLength: 1, maxLength: 8, size: 'max' },
    ),
    plan,
  }),
  async (ledger, input, id) => {
    const replies: unknown[] = [];
    for (const [index, { units, endsAfterMs, match }] of input.bought.entries()) {
      replies.push(
        await ledger.post({
          ...blankPosting(rootOf(input.account, id), id(input.account)),
          kind: 'credit',
          pack: { units, match },
          idempotencyKey: `packs-${ledger.nowMs()}-${index}`,
          nonce: `packs-${ledger.nowMs()}-${index}`,
          fingerprint: `${units}/${endsAfterMs}/${match.services.join()}`,
          expiresAtMs: endsAfterMs > 0 ? ledger.nowMs() + endsAfterMs : 0,
          grants: grantsFor(input.plan, ledger.nowMs()),
          planPeriod: input.plan.stop ? labelAt(ledger.nowMs()) : '',
        }),
      );
    }
    return replies;
  },
);

/** A package, which the balance pays for: units or money, often for more than is there. */
export const buy = command(
  'buy',
  fc.record({
    account,
    nonce,
    key: fc.constantFrom('b1', 'b2', 'b3', 'b4'),
    price: fc.constantFrom(1, 5_000, 90_000, 400_000),
    units: fc.constantFrom(0, 60, 600),
    amount: fc.constantFrom(1_000, 60_000),
    match: fc.constantFrom(...PACKS),
    endsAfterMs: fc.constantFrom(0, 60_000, 10 * 86_400_000),
    note: fc.constantFrom('', 'by telephone'),
    plan,
  }),
  (ledger, input, id) =>
    ledger.post({
      ...blankPosting(rootOf(input.account, id), id(input.account)),
      kind: 'credit',
      ...(input.units > 0
        ? { pack: { units: input.units, match: input.match } }
        : { amountMilliCents: input.amount, services: ['call'] }),
      purchase: { packageId: 'mexico-100', priceMilliCents: input.price },
      idempotencyKey: input.key,
      nonce: input.nonce,
      fingerprint: `${input.price}/${input.units}`,
      note: input.note,
      expiresAtMs: input.endsAfterMs > 0 ? ledger.nowMs() + input.endsAfterMs : 0,
      grants: grantsFor(input.plan, ledger.nowMs()),
      planPeriod: input.plan.stop ? labelAt(ledger.nowMs()) : '',
    }),
);

/** A correction of the first or last pack there is. */
export const correctPack = command(
  'correct-pack',
  fc.record({
    account,
    nonce,
    key: fc.constantFrom('p1', 'p2'),
    units: fc.constantFrom(-1, -60, -600, 30),
    last: fc.boolean(),
  }),
  async (ledger, input, id) => {
    const known = (await ledger.account(id(input.account)))?.packs ?? [];
    return ledger.post({
      ...blankPosting(rootOf(input.account, id), id(input.account)),
      kind: 'adjustment',
      pack: { units: input.units, packId: known.at(input.last ? -1 : 0)?.id ?? 'pack-1' },
      idempotencyKey: input.key,
      nonce: input.nonce,
      fingerprint: `${input.units}/${input.last}`,
    });
  },
);

function blankPosting(rootAccountId: string, accountId: string) {
  return {
    rootAccountId,
    accountId,
    amountMilliCents: 0,
    note: '',
    expiresAtMs: 0,
    services: [],
    grants: [],
    planPeriod: '',
    refusal: undefined,
  };
}

export const putSubject = command(
  'subject',
  fc.record({
    account,
    subject: fc.constantFrom('agent-7', 'agent-8'),
    profile: fc.constantFrom(undefined, 10, 20),
  }),
  (ledger, input, id) =>
    ledger.putSubject({
      rootAccountId: rootOf(input.account, id),
      accountId: id(input.account),
      subjectId: input.subject,
      profile:
        input.profile === undefined
          ? undefined
          : {
              subjectId: input.subject,
              ratePlan: 'support',
              country: undefined,
              maxOpenHolds: input.profile,
              spendingLimitMilliCents: undefined,
              onLimit: 'stop',
              onPlanExhausted: undefined,
            },
    }),
);

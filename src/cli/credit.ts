/** `account credit|adjust`: money and units that move by hand. */
import { Direction } from '../gen/tollgate/v1/Direction.ts';
import { creditText } from './account-text.ts';
import { type Arguments, given, option, UsageError } from './command.ts';
import { accountMoney, defineQuestion, KEY_OPTION, withKey } from './connection.ts';

const NOTE_OPTION = option('TEXT', 'for the record, at most 256 characters');
const MAX_UNITS = 1_000_000_000;
const MAX_MINUTES = 10_000_000;

export const addCredit = defineQuestion({
  path: 'account credit',
  summary: 'add purchased credit to an account: money, or a pack of units or minutes',
  positionals: {
    ACCOUNT: { meaning: 'its id' },
    AMOUNT: { meaning: "in the account's currency, such as 5.00, more than 0; not for a pack", optional: true },
  },
  options: {
    units: option('COUNT', 'a pack of so many units of --services: segments, messages, seconds of calls'),
    minutes: option('COUNT', 'a pack of so many minutes, for services counted in seconds'),
    expires: option(
      'TIME',
      'makes it a lot that ends then, or says when the pack ends: ISO 8601, UTC unless it names a zone, or ' +
        'milliseconds since 1970',
      'it never ends',
    ),
    services: option(
      'LIST',
      'makes it a lot that pays for these services only, such as call,sms; a pack needs at least one',
      'all',
    ),
    countries: option('LIST', 'a pack for these countries of the other party: codes, groups, home, abroad', 'all'),
    classes: option(
      'LIST',
      'a pack for these classes of the called or receiving number, such as mobile',
      'all but premium, shared_cost, special and satellite',
    ),
    prefixes: option('LIST', 'a pack for numbers that begin so, such as +4917,+4916', 'all'),
    direction: option('DIRECTION', 'a pack for outbound or for inbound traffic', 'both'),
    key: KEY_OPTION,
    note: NOTE_OPTION,
  },
  examples: [
    'tollgate account credit demo 5.00 --key invoice-2026-17',
    'tollgate account credit demo 5.00 --expires 2027-01-01 --services call,sms --key gift-17',
    'tollgate account credit demo --units 1000 --services sms --expires 2027-01-01 --key pack-17',
    'tollgate account credit demo --minutes 600 --services call --countries DE,FR --classes mobile --key pack-18',
  ],
  notes: [
    'A pack pays after allowances and before money, for what it is for; the units of packs for the same traffic are ' +
      'drawn from what ends soonest. `account show` shows what is left of it.',
  ],
  response: 'AddCreditResponse',
  ask: (client, args) => {
    const pack = packOf(args);
    if ((pack === undefined) === (args.text('AMOUNT') === undefined)) {
      throw new UsageError('give either AMOUNT or a pack with --units or --minutes');
    }
    return withKey(args, async (idempotencyKey) =>
      client.addCredit({
        accountId: args.required('ACCOUNT'),
        services: listIn(args, 'services'),
        ...pack,
        ...given({
          amountMilliCents: pack === undefined ? await accountMoney(client, args, 'AMOUNT') : undefined,
          expiresAtMs: args.timeMs('expires'),
          note: args.text('note'),
        }),
        idempotencyKey,
      }),
    );
  },
  show: (response, money, args) => creditText(response, args.required('ACCOUNT'), money),
});

type PackOption = 'units' | 'minutes' | 'services' | 'countries' | 'classes' | 'prefixes' | 'direction';

function listIn<Name extends string>(args: Arguments<Name>, name: Name): string[] {
  return args.text(name)?.split(',') ?? [];
}

/** Undefined where it is money. */
function packOf(args: Arguments<PackOption>) {
  const units = args.integer('units', MAX_UNITS);
  const minutes = args.integer('minutes', MAX_MINUTES);
  if (units !== undefined && minutes !== undefined) throw new UsageError('give either --units or --minutes');
  if (units === undefined && minutes === undefined) {
    const stray = (['countries', 'classes', 'prefixes', 'direction'] as const).find((name) => args.text(name));
    if (stray !== undefined) throw new UsageError(`--${stray} is for packs: give --units or --minutes too`);
    return undefined;
  }
  if (args.text('services') === undefined) throw new UsageError('a pack needs --services, such as --services sms');
  const direction = args.oneOf('direction', Direction);
  return {
    ...given({ units, minutes }),
    countries: listIn(args, 'countries'),
    numberClasses: listIn(args, 'classes'),
    prefixes: listIn(args, 'prefixes'),
    directions: direction === undefined ? [] : [direction],
  };
}

export const adjustBalance = defineQuestion({
  path: 'account adjust',
  summary: 'correct the balance or a pack by hand, up or down',
  positionals: {
    ACCOUNT: { meaning: 'its id' },
    AMOUNT: { meaning: "in the account's currency: 1.50 adds, -1.50 takes; not for a pack", optional: true },
  },
  options: {
    pack: option('PACK', 'the pack whose units are corrected, as `account show` names it'),
    units: option('COUNT', 'of the pack: 60 adds, -60 takes, at most what is neither used nor held'),
    key: KEY_OPTION,
    note: NOTE_OPTION,
  },
  examples: [
    'tollgate account adjust demo -1.50 --key refund-17 --note "paid back in cash"',
    'tollgate account adjust demo --pack pack-7 --units=-600 --key refund-18',
  ],
  response: 'AdjustBalanceResponse',
  ask: (client, args) => {
    const pack = correctionOf(args);
    if ((pack === undefined) === (args.text('AMOUNT') === undefined)) {
      throw new UsageError('give either AMOUNT or --pack with --units');
    }
    return withKey(args, async (idempotencyKey) =>
      client.adjustBalance({
        accountId: args.required('ACCOUNT'),
        ...pack,
        ...given({
          amountMilliCents: pack === undefined ? await accountMoney(client, args, 'AMOUNT') : undefined,
          note: args.text('note'),
        }),
        idempotencyKey,
      }),
    );
  },
  show: (response, money, args) => creditText(response, args.required('ACCOUNT'), money),
});

/** Undefined where it is money. */
function correctionOf(args: Arguments<'pack' | 'units'>): { packId: string; units: number } | undefined {
  const [packId, text] = [args.text('pack'), args.text('units')];
  if (packId === undefined && text === undefined) return undefined;
  if (packId === undefined || text === undefined) throw new UsageError('--pack and --units go together');
  if (!/^[+-]?\d{1,10}$/.test(text)) throw new UsageError(`--units must be a whole number, not "${text}"`);
  return { packId, units: Number(text) };
}

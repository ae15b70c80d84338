/**
 * The closed sets of the wire: how each word of the domain is spelled in protobuf and JSON. Answers spell a value in
 * full (`ACCOUNT_STATE_ACTIVE`); requests may also use its short form in lower case (`active`).
 */
import { invalidField } from '../../domain/fault.ts';
import { toWireName } from '../definitions.ts';
import type { Message } from '../method.ts';

/** One enum of the proto files, without its UNSPECIFIED. */
export interface ClosedSet<Prefix extends string, Word extends string> {
  readonly prefix: Prefix;
  readonly words: readonly Word[];
  /** The word, or undefined where nothing is specified. Throws a fault that names the field for anything else. */
  read(message: Message, field: string): Word | undefined;
  /** The name of the value; UNSPECIFIED for undefined. */
  name(word: Word): `${Prefix}_${Uppercase<Word>}`;
  nameOr(word: Word | undefined): `${Prefix}_${Uppercase<Word>}` | `${Prefix}_UNSPECIFIED`;
}

function closedSet<const Prefix extends string, const Word extends string>(
  prefix: Prefix,
  words: readonly Word[],
): ClosedSet<Prefix, Word> {
  type Name = `${Prefix}_${Uppercase<Word>}`;
  const unspecified = `${prefix}_UNSPECIFIED` as const;
  const names = new Map(words.map((word) => [word, `${prefix}_${word.toUpperCase()}` as Name]));
  // The protobuf loader leaves a value that it does not know a number, which is none of these.
  const byText = new Map<unknown, Word | undefined>([
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['unspecified', undefined],
    [unspecified, undefined],
    ...words.map((word): [string, Word] => [word, word]),
    ...[...names].map(([word, name]): [string, Word] => [name, word]),
  ]);
  const name = (word: Word): Name => names.get(word) ?? (unspecified as Name);
  return {
    prefix,
    words,
    read(message, field) {
      const value = message[field];
      const word = byText.get(value);
      if (word === undefined && !byText.has(value)) {
        throw invalidField(toWireName(field), `must be one of ${[...names.values()].join(', ')}`);
      }
      return word;
    },
    name,
    nameOr: (word) => (word === undefined ? unspecified : name(word)),
  };
}

export const DIRECTION = closedSet('DIRECTION', ['outbound', 'inbound']);
export const DECISION = closedSet('DECISION', ['allow', 'deny']);
export const ACCOUNT_STATUS = closedSet('ACCOUNT_STATUS', ['green', 'amber', 'red']);
export const RESERVATION_STATUS = closedSet('RESERVATION_STATUS', ['reserved', 'settled', 'released']);
export const FUNDING_SOURCE = closedSet('FUNDING_SOURCE', ['allowance', 'plan_credits', 'lot', 'balance']);
export const ACCOUNT_STATE = closedSet('ACCOUNT_STATE', ['active', 'suspended', 'closed']);
export const FUNDED_BY = closedSet('FUNDED_BY', ['self', 'parent']);
export const LIMIT_POLICY = closedSet('LIMIT_POLICY', ['stop', 'use_balance']);
export const HOLD_STATE = closedSet('HOLD_STATE', ['reserved', 'answered', 'settled', 'released', 'expired']);
export const LOT_KIND = closedSet('LOT_KIND', ['plan_credits', 'bundle', 'lot']);
export const MOVEMENT_KIND = closedSet('MOVEMENT_KIND', [
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'write_off',
]);
export const STORE_STATE = closedSet('STORE_STATE', ['up', 'away', 'slow', 'full', 'lost', 'replica']);

/** Every one of them, for the test that holds them against the proto files. */
export const CLOSED_SETS = [
  DIRECTION,
  DECISION,
  ACCOUNT_STATUS,
  RESERVATION_STATUS,
  FUNDING_SOURCE,
  ACCOUNT_STATE,
  FUNDED_BY,
  LIMIT_POLICY,
  HOLD_STATE,
  LOT_KIND,
  MOVEMENT_KIND,
  STORE_STATE,
] as const;

/** Random sequences of commands for the ledger. */
import fc from 'fast-check';
import { accounts, buy, correctPack, create, packs, post, putSubject, stock, update } from './account-commands.ts';
import { account, hold } from './arbitraries.ts';
import {
  answer,
  authorize,
  charge,
  confirm,
  extend,
  interim,
  release,
  reverse,
  settle,
  sweep,
} from './call-commands.ts';
import type { Command } from './command.ts';

export type { Command } from './command.ts';

/** A call from its authorize to its end, and what may come after the end. */
const call: fc.Arbitrary<Command[]> = fc.tuple(account, hold).chain(([accountId, holdId]) => {
  const whose = [fc.constant(accountId), fc.constant(holdId)] as const;
  const step = fc.oneof(
    { weight: 2, arbitrary: answer(...whose) },
    { weight: 3, arbitrary: extend(...whose) },
    { weight: 3, arbitrary: interim(...whose) },
    { weight: 4, arbitrary: settle(...whose) },
    { weight: 1, arbitrary: release(...whose) },
    { weight: 2, arbitrary: sweep(...whose) },
    { weight: 1, arbitrary: confirm(...whose) },
    { weight: 1, arbitrary: authorize(...whose) },
    { weight: 2, arbitrary: reverse(...whose) },
  );
  return fc
    .tuple(authorize(...whose), fc.array(step, { minLength: 1, maxLength: 5, size: 'max' }))
    .map(([first, rest]) => [first, ...rest]);
});

const single: fc.Arbitrary<Command[]> = fc
  .oneof(
    { weight: 1, arbitrary: create },
    { weight: 1, arbitrary: update },
    { weight: 3, arbitrary: post },
    { weight: 1, arbitrary: stock },
    { weight: 2, arbitrary: packs },
    { weight: 1, arbitrary: buy },
    { weight: 1, arbitrary: correctPack },
    { weight: 6, arbitrary: authorize(account, hold) },
    { weight: 2, arbitrary: extend(account, hold) },
    { weight: 2, arbitrary: interim(account, hold) },
    { weight: 3, arbitrary: settle(account, hold) },
    { weight: 1, arbitrary: release(account, hold) },
    { weight: 2, arbitrary: sweep(account, hold) },
    { weight: 2, arbitrary: confirm(account, hold) },
    { weight: 3, arbitrary: charge },
    { weight: 2, arbitrary: reverse(account, hold) },
    { weight: 1, arbitrary: putSubject },
  )
  .map((command) => [command]);

/** One in six is asked again, by the same asking or by another. */
const repeats = fc.constantFrom('', '', '', '', '', '', '', '', '', '', 'same', 'other');

/** A sequence that begins with funded accounts, so that most of it finds something to do. */
export const commandSequence: fc.Arbitrary<Command[]> = fc
  .tuple(
    accounts,
    fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: single }, { weight: 1, arbitrary: call }), repeats), {
      minLength: 4,
      maxLength: 20,
      size: 'max',
    }),
  )
  .map(([first, rest]) => [...first, ...rest.flatMap(([commands, how]) => repeated(commands, how))]);

function repeated(commands: readonly Command[], how: '' | 'same' | 'other'): readonly Command[] {
  return how === '' ? commands : commands.flatMap((command) => [command, command.again(how)]);
}

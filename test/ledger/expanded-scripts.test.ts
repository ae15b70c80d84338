import { expect, it } from 'vitest';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';

// What Redis gets is what was reviewed: `npx vitest run test/ledger/expanded-scripts.test.ts --update` after a change that is
// meant.
it.each(Object.values(loadScripts()))(
  'the text of $name is the one under test/ledger/scripts/',
  async ({ name, source }) => {
    await expect(source).toMatchFileSnapshot(`scripts/${name}.lua`);
  },
);

/** Names that a piece defines at its outermost level, also where it is made lazily. */
const DEFINED = /^(?:local )?function (\w+)|^local (\w+) = /gm;

it.each(Object.values(loadScripts()))('$name names no function of a piece before it is there', ({ source }) => {
  const [, lazy = ''] = /^local ([\w, ]+)$/m.exec(source) ?? [];
  const known = new Set(lazy.split(', '));
  const all = new Set([...source.matchAll(DEFINED)].map(([, name, constant]) => name ?? constant ?? ''));
  const early: string[] = [];
  for (const line of source.split('\n')) {
    for (const [, name, constant] of line.matchAll(DEFINED)) known.add(name ?? constant ?? '');
    const words = line.match(/\b[a-zA-Z]+_\w+\b(?=\()/g) ?? [];
    early.push(...words.filter((word) => all.has(word) && !known.has(word)));
  }
  expect(early).toEqual([]);
});

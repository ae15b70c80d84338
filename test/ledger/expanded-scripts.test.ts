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

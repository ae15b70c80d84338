import { describe, expect, it } from 'vitest';
import { namedPrimary, type Testimony } from '../../src/redis/named-primary.ts';

const says = (address: string, epoch: number): Testimony => ({ address, epoch });

describe('of three sentinels, where "a" was the primary of epoch 3', () => {
  const known = says('a', 3);
  it.each<[string, readonly Testimony[], Testimony]>([
    ['all say the same', [says('a', 3), says('a', 3), says('a', 3)], says('a', 3)],
    ['nobody answers', [], says('a', 3)],
    ['one has seen a failover', [says('a', 3), says('b', 4), says('a', 3)], says('b', 4)],
    ['one says something old', [says('a', 3), says('z', 2), says('a', 3)], says('a', 3)],
    ['only one answers, and says something old', [says('z', 2)], says('a', 3)],
    ['most say something old: their configuration was made anew', [says('z', 0), says('z', 0)], says('z', 0)],
    ['a failover changed only the epoch', [says('a', 5), says('b', 4)], says('a', 5)],
    ['one has the new address but not yet the new epoch', [says('b', 3), says('a', 3), says('a', 3)], says('a', 3)],
    ['they are at odds, one against one', [says('b', 3), says('a', 3)], says('a', 3)],
    ['most of the same epoch name another', [says('b', 3), says('b', 3), says('a', 3)], says('b', 3)],
  ])('%s', (_, said, primary) => {
    expect(namedPrimary(said, 3, known)).toEqual(primary);
  });

  it('nobody has answered yet', () => {
    expect(namedPrimary([], 3, undefined)).toBeUndefined();
    expect(namedPrimary([says('b', 0)], 3, undefined)).toEqual(says('b', 0));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evalshaText } from '../../src/redis/script-command.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { scriptOf } from '../support/script.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';

describe('an EVALSHA as one text', () => {
  it('frames each word with its length in bytes', () => {
    expect(evalshaText('ab', ['k'], ['x', 12, ''])).toBe(
      '*7\r\n$7\r\nevalsha\r\n$2\r\nab\r\n$1\r\n1\r\n$1\r\nk\r\n$1\r\nx\r\n$2\r\n12\r\n$0\r\n\r\n',
    );
    expect(evalshaText('ab', [], ['zürich'])).toContain('$7\r\nzürich\r\n');
  });

  const { prefix } = testRedis();
  let store: RedisStore;
  beforeAll(async () => {
    store = await connectTestStore();
  });
  afterAll(() => store.close());

  it('brings every word to the script as it was, whatever it holds', async () => {
    const echo = scriptOf('echo', `#!lua\n-- ${prefix}\nreturn ARGV`);
    const words = ['', 'plain', 'Grüße 👋', 'two\r\nlines', '\x1f', '-0', ' ', '€'.repeat(5_000)];
    for (const args of [words, ...words.map((word) => [word])])
      expect(await store.run(echo, [`${prefix}:{t0}:a`], args)).toEqual(args);
  });

  it('says how many of the words are keys', async () => {
    const count = scriptOf('count', `#!lua\n-- ${prefix}\nreturn {#KEYS, KEYS[2], #ARGV}`);
    const key = `${prefix}:{t0}:ключ`;
    await store.run(count, [`${prefix}:{t0}:a`, key], [1, 2]);
    expect(await store.run(count, [`${prefix}:{t0}:a`, key], [1, 2])).toEqual([2, key, 2]);
  });
});

/** What keeps a script from half its work, and from a store that is not the one. */
import type { Guard } from './guards.ts';

const LUA = 'src/ledger/redis/lua';
const IMPOSSIBLE = 'test/ledger/impossible-states.test.ts';

export const STORE_GUARDS: readonly Guard[] = [
  {
    guard: 'order of writes: a key of credit is used when nothing can be refused any more',
    file: `${LUA}/post.lua`,
    from: 'if whole > most or whole < -most then return',
    to: "once_write(once, now, 60000, fingerprint, '0 0 0')\nif whole > most or whole < -most then return",
    suites: ['test/ledger/plain-accounts.test.ts'],
  },
  {
    guard: 'order of writes: a state that cannot be is found before anything is written',
    file: `${LUA}/include/finish.lua`,
    from: '    if first and payer.held < had then\n',
    to: "    redis.call('HINCRBY', payer.keys.account, 'sequence', 1)\n    if first and payer.held < had then\n",
    suites: [IMPOSSIBLE],
  },
  {
    guard: 'what is held is never less than what open holds reserve',
    file: `${LUA}/include/finish.lua`,
    from: '    if first and payer.held < had then\n',
    to: '    if false then\n',
    suites: [IMPOSSIBLE],
  },
  {
    guard: 'fence: no script passes to a store that is not known to be the right one',
    file: 'src/ledger/redis/store-guard.ts',
    from: 'if (this.#closed !== undefined || this.#reached === undefined)',
    to: 'if (this.#reached === undefined)',
    suites: ['test/outages/store-guard.test.ts', 'test/outages/lost-store.test.ts'],
  },
  {
    guard: 'fence: a copy of an older generation is lost',
    file: 'src/ledger/redis/open-store.ts',
    from: 'if (same && mark.generation === known.generation)',
    to: 'if (same)',
    suites: ['test/outages/store-guard.test.ts'],
  },
  {
    guard: 'fence: a store that is nobody’s is not taken for the one that is known',
    file: 'src/ledger/redis/open-store.ts',
    from: 'const follows = same || mark.follows.includes(known.instanceId);',
    to: 'const follows = true;',
    suites: ['test/outages/store-guard.test.ts', 'test/ledger/open-store.test.ts', 'test/outages/lost-store.test.ts'],
  },
  {
    guard: 'nonce: what repeats the asking that used a key is no replay, anything else is',
    file: `${LUA}/include/once.lua`,
    from: 'return asked == nonce and tonumber(expires_at) > now',
    to: 'return true',
    suites: ['test/ledger/idempotency-keys.test.ts', 'test/ledger/same-asking.test.ts'],
  },
];

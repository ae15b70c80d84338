import { defineConfig } from 'vitest/config';

/** The long suites of CI: real gateways, a cluster of masters, clients in other languages. */
export default defineConfig({
  test: {
    include: ['test/**/*.ci.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One suite at a time: they bind well-known SIP ports and share the machine's cores.
    fileParallelism: false,
    passWithNoTests: true,
  },
});

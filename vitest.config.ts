import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The tests share one Redis and few cores, and many of them wait for a time limit: three keep two cores busy, and
    // more would only make timing tests less honest.
    maxWorkers: 3,
    // The files of one worker share its modules: to load them anew for each of 200 files took a quarter of the time.
    isolate: false,
  },
});

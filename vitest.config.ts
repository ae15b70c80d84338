import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The tests share one Redis and few cores: more workers only make timing tests less honest.
    maxWorkers: 2,
    // The files of one worker share its modules: to load them anew for each of 200 files took a quarter of the time.
    isolate: false,
  },
});

import { defineConfig } from 'vitest/config';

/** Where .ci/run wants the counts, in vitest's JSON form; a plain `npm test` writes none. */
const report = process.env['PLUMBLINE_TEST_REPORT'];

export default defineConfig({
  // The tests run React's production build (see env below), which knows only the production JSX calls.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    globalSetup: ['test/support/one-temporary-folder.ts'],
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Real packets, processes and terminals on a shared machine: CI tries once more before it calls a test failed.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    pool: 'forks',
    maxWorkers: 2,
    env: { NODE_ENV: 'production' },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});

import { defineConfig } from 'vitest/config';

// Tests of what needs no browser. Those that need one are *.browser.test.ts, run by @web/test-runner.
export default defineConfig({
  test: {
    environment: 'node',
    // How long a state may take to come is no budget: a busy machine needs longer than the default second.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['src/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          // Nothing is shared but modules, which hold no state: a worker may take one file after the other.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'suites',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', 'test/shots/**', 'test/browser/**'],
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';

// Tests of what needs no browser. Those that need one are *.browser.test.ts, run by @web/test-runner.
export default defineConfig({
  test: {
    environment: 'node',
    // How long a state may take to come is no budget: a busy machine needs longer than the default second.
    expect: { poll: { timeout: 10_000 } },
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts', '**/node_modules/**', 'test/shots/**', 'test/browser/**'],
  },
});

import { defineConfig } from 'vitest/config';

// Whole programs and a real browser: a test may take longer than one of a function, and spends most of it waiting, so two
// files run at once also where there are two cores only.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    environment: 'node',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // How long a state may take to come is no budget: a busy machine needs longer than the default second.
    expect: { poll: { timeout: 10_000 } },
  },
});

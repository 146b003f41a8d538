import { defineConfig } from 'vitest/config';

// Whole programs and a real browser: a test may take longer than one of a function.
export default defineConfig({
  test: { include: ['**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 },
});

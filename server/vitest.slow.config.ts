import { defineConfig } from 'vitest/config';

/** Tests of full size: minutes each, by `npm run test:slow`. */
export default defineConfig({
  test: {
    include: ['test/**/*.slow.ts'],
    environment: 'node',
    reporters: ['verbose'],
    hookTimeout: 60_000,
  },
});

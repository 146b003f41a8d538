import { defineConfig } from 'vitest/config';

/** Tests of the container image: `npm run test:image` builds it and runs it. */
export default defineConfig({
  test: {
    include: ['test/deployment/image/*.image.ts'],
    globalSetup: 'test/deployment/image/built-image.ts',
    environment: 'node',
    reporters: ['verbose'],
    // A container with an embedded PostgreSQL takes seconds to start on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'simulator/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      '../.ci/*.test.ts',
    ],
    environment: 'node',
    globalSetup: 'test/ledger-snapshot.ts',
    // Most of the time is waiting: for sockets, timers and child processes. By default two cores get one worker.
    maxWorkers: 2,
    // An embedded PostgreSQL takes seconds to start on a busy machine.
    hookTimeout: 60_000,
  },
});

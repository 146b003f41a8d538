import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: 'test/ledger-snapshot.ts',
    // Most of the time is waiting: for sockets, timers and child processes. By default two cores get one worker.
    maxWorkers: 2,
    // An embedded PostgreSQL takes seconds to start on a busy machine.
    hookTimeout: 60_000,
    // How long a state may take to come is no budget: a busy machine needs longer than the default second.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: [
            'src/**/*.test.ts',
            'dashboard/src/**/*.test.ts',
            'simulator/**/*.test.ts',
            'bench/**/*.test.ts',
            '../.ci/*.test.ts',
          ],
          // Nothing is shared but modules, which hold no state: a worker may take one file after the other.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'suites', include: ['test/**/*.test.ts'] } },
    ],
  },
});

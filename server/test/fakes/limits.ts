import { BlockList } from 'node:net';

/** Limits that no test meets by accident, and no proxy that is trusted. */
export const ROOMY = {
  limits: {
    rateLimit: 100_000,
    maxOpenPayments: 100_000,
    mintRate: 100_000,
    streamsPerClient: 1_000,
    maxStreams: 1_000,
  },
  trustedProxies: new BlockList(),
};

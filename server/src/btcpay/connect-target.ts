import type { Network } from '../payments/invoice.ts';
import type { Money } from '../payments/money.ts';
import type { Clock, Random } from '../payments/ports.ts';
import type { Timings } from '../timings.ts';
import type { Finding } from './finding.ts';

/** What is to be connected. */
export interface ConnectTarget {
  readonly publicUrl: string;
  readonly btcpayUrl: string;
  /** Null: the set-up key names it. */
  readonly storeId: string | null;
  /** Null: it has to be asked for. */
  readonly setupKey: string | null;
  /** Of an earlier run, the new one first; none: they are made. */
  readonly apiKeys: readonly string[];
  readonly webhookSecrets: readonly string[];
  readonly network: Network;
  /** Of the test invoice. */
  readonly price: Money;
  /** Where the server listens: in its place, while it does not run, this listens. */
  readonly port: number;
  readonly host: string;
}

/** What a server needs of BTCPay; null where it could not be had. */
export interface Connection {
  readonly storeId: string;
  readonly apiKey: string | null;
  readonly webhookSecret: string;
}

/** What connecting works with. */
export interface ConnectPorts {
  readonly fetch: typeof fetch;
  /** Asks for a secret; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string | null>) | null;
  readonly report: (finding: Finding) => void;
  /** Waits until the server was started, and says whether to look once more; null where nobody can be asked. */
  readonly serverStarted: (() => Promise<boolean>) | null;
  /** Writes what the server needs, before anything depends on it. @throws CheckFailed */
  readonly save: (connection: Connection) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: Timings;
}

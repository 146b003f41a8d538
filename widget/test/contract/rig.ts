/** The server and the simulated BTCPay on sockets, as far as these tests use them. */
export interface Rig {
  readonly url: string;
  readonly simulator: {
    /** `heard`: after the end, BTCPay hears of it and says PaidLate. */
    pay(command: { invoiceId: string; sats?: number; btcpay?: 'heard' }): unknown;
    expire(command: { invoiceId: string }): unknown;
    down(command: { seconds: number }): unknown;
  };
  merchantPayment(id: string): Promise<{
    /** Oldest first. */
    readonly invoices: readonly { readonly id: string }[];
  }>;
  /** Ends the server as a deploy does: every stream first gets a `retry:` of its own. */
  stop(): Promise<void>;
}

/**
 * Starts the real server. Its code is compiled for Node and the widget's for browsers, so it is loaded by address: the
 * types of the one stay out of the other, and what they share is what goes over the wire.
 */
export async function startRig(): Promise<Rig> {
  const address = new URL('../../../server/test/acceptance/rig.ts', import.meta.url).href;
  const server: { startRig(options: { webhooks: boolean }): Promise<Rig> } = await import(
    /* @vite-ignore */ address
  );
  return server.startRig({ webhooks: true });
}

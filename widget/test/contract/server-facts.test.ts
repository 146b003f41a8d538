import { afterAll, beforeAll, describe } from 'vitest';
import { client, LIMIT } from './clients.ts';
import { paymentFacts } from './payment-facts.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
}, 60_000);

afterAll(() => rig.stop());

describe('the real client with its server, like the sandbox', LIMIT, () => {
  paymentFacts(() => {
    const newest = async (id: string) => (await rig.merchantPayment(id)).invoices.at(-1)?.id ?? '';
    let isExpired = false;
    return {
      ...client(rig.url),
      pay: async (id, sats) => {
        const invoiceId = await newest(id);
        rig.simulator.pay({ invoiceId, ...(sats && { sats }), ...(isExpired && { btcpay: 'heard' }) });
      },
      expire: async (id) => {
        isExpired = true;
        rig.simulator.expire({ invoiceId: await newest(id) });
      },
    };
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WirePayment } from '../../src/http/contract.ts';
import { expectInvariants } from './invariants.ts';
import { newKey, type Rig, startRig } from './rig.ts';

describe('creating a payment', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  const code = async (answer: Response) => ((await answer.json()) as { code: string }).code;

  it('F16 the client times out and retries with the same key: same payment, same invoice, one invoice at the provider', async () => {
    const key = newKey();
    rig.simulator.slow({ ms: 300 });
    const cut = await fetch(`${rig.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: '{"amount":"50"}',
      signal: AbortSignal.timeout(100),
    }).catch((error: Error) => error.name);
    expect(cut).toBe('TimeoutError');
    const retry = await rig.create({ amount: '50' }, { 'Idempotency-Key': key });
    rig.simulator.slow({ ms: 0 });
    expect(retry.status).toBe(201);
    expect(retry.headers.get('idempotency-replayed')).toBe('true');
    const payment = (await retry.json()) as WirePayment;
    const again = (await (
      await rig.create({ amount: '50' }, { 'Idempotency-Key': key })
    ).json()) as WirePayment;
    expect(again.id).toBe(payment.id);
    expect(again.invoice?.bolt11).toBe(payment.invoice?.bolt11);
    expect(again.clientSecret).toBe(payment.clientSecret);
    expect(await rig.btcpayInvoices(payment.reference)).toHaveLength(1);
  });

  it('F17 two requests with one key at the same moment: one executes, the other gets the same result', async () => {
    const key = newKey();
    const send = () => rig.create({ amount: '50' }, { 'Idempotency-Key': key });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(2);
    const payments = (await Promise.all(answers.map((answer) => answer.json()))) as WirePayment[];
    expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
    expect(new Set(payments.map(({ invoice }) => invoice?.bolt11)).size).toBe(1);
    expect(await rig.btcpayInvoices(payments[0]?.reference)).toHaveLength(1);
  });

  it('F18 the same key with another body: 422, nothing created', async () => {
    const key = newKey();
    expect((await rig.create({ amount: '50' }, { 'Idempotency-Key': key })).status).toBe(201);
    const invoices = (await rig.btcpayInvoices()).length;
    const payments = (await rig.ledger.listPayments({ limit: 100 })).length;
    for (const body of [{ amount: '51' }, { amount: '50', orderId: 'A-1' }]) {
      const answer = await rig.create(body, { 'Idempotency-Key': key });
      expect(answer.status).toBe(422);
      expect(await code(answer)).toBe('idempotency_mismatch');
    }
    expect(await rig.btcpayInvoices()).toHaveLength(invoices);
    expect(await rig.ledger.listPayments({ limit: 100 })).toHaveLength(payments);
  });

  const BAD_INVOICES = [
    ['no Lightning destination', { lightning: 'none' }],
    ['a Lightning method without a BOLT11', { lightning: 'lazy' }],
    ['a zero amount, which settles by itself', { amount: '0' }],
    ['another amount', { amount: '49.99' }],
    ['another currency', { currency: 'EUR' }],
    ['another network', { network: 'mainnet' }],
    ['a BOLT11 unlike what is due', { due: 12_345 }],
  ] as const;

  it('F22 the provider makes an invoice that is not what was ordered: refused, alerted, never shown', async () => {
    for (const [what, corruption] of BAD_INVOICES) {
      rig.seen.alerts.length = 0;
      rig.simulator.corrupt(corruption);
      const answer = await rig.create();
      const text = await answer.text();
      expect(answer.status, what).toBe(502);
      expect(JSON.parse(text), what).toMatchObject({ code: 'gateway_bad_answer' });
      expect(text, what).not.toMatch(/ln(bc|bcrt)\d/);
      expect(
        rig.seen.alerts.map(({ name }) => name),
        what,
      ).toEqual(['invoice_refused']);
    }
    expect((await rig.create()).status, 'the control').toBe(201);
    const shown = (await rig.ledger.listPayments({ limit: 100 })).flatMap(({ invoices }) => invoices);
    expect(shown.every(({ bolt11 }) => bolt11.startsWith('lnbcrt'))).toBe(true);
  });

  const BAD_AMOUNTS = [
    '0',
    '-5',
    '19.99',
    '100.01',
    '50.001',
    '1e2',
    '0x32',
    '50abc',
    '050',
    'NaN',
    'Infinity',
    '５０',
    '',
    ' 50',
    '50 ',
    '50.',
    '.5',
    '+50',
    '50,00',
    '1_0',
    '50\n',
    50,
    [50],
    { value: 50 },
    null,
    true,
  ];

  it('A3 amounts that are not plainly within the limits: 422; 20 and 100 accepted', async () => {
    const before = (await rig.btcpayInvoices()).length;
    for (const amount of BAD_AMOUNTS) {
      const answer = await rig.create({ amount });
      expect(answer.status, JSON.stringify(amount)).toBe(422);
      expect(['invalid_request', 'amount_out_of_range']).toContain(await code(answer));
    }
    expect(await rig.btcpayInvoices()).toHaveLength(before);
    for (const amount of ['20', '100', '20.00', '100.00', '50.5']) {
      const answer = await rig.create({ amount });
      expect(answer.status, amount).toBe(201);
    }
  });
});

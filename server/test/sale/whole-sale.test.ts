import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyReceipt } from '../../../examples/merchant-server/verify-receipt.ts';
import type { MerchantPayment } from '../../src/http/contract.ts';
import { DESKTOP, launchBrowser } from '../hosted/browser.ts';
import { OWNER, type Sale, SLOW_START_MS, startSale } from './sale-rig.ts';

const CUSTOMER = 'buyer@example.com';

describe('a whole sale', { timeout: 120_000 }, () => {
  let browser: Browser;
  let sale: Sale;
  let orderId: string;
  let payment: MerchantPayment;
  beforeAll(async () => {
    [browser, sale] = await Promise.all([launchBrowser(), startSale()]);
    orderId = await sale.order();
  }, SLOW_START_MS);
  afterAll(async () => {
    await browser.close();
    await sale.stop();
  });

  it('is paid in the page, by the price that the shop signed', async () => {
    const page = await (await browser.newContext(DESKTOP)).newPage();
    await page.goto(`${sale.shop.url}/orders/${orderId}`);
    const element = page.locator('lightning-pay');
    await page.evaluate(`document.querySelector('lightning-pay').setAttribute('email', '${CUSTOMER}')`);
    const creation = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url() === `${sale.payUrl}/v1/payments`,
    );
    await element.locator('[part~="button"]').click();
    const created = (await (await creation).json()) as MerchantPayment;
    await element.locator('[part~="qr"]').waitFor();
    payment = await sale.pay(created);
    expect(payment).toMatchObject({ pricedBy: 'request', amount: '80.00', currency: 'USD', orderId });
    await element.getByRole('heading', { name: 'Paid' }).waitFor();
    await expect.poll(() => page.locator('#state').textContent()).toBe('Paid. We are packing it.');
  });

  it('is told to the shop, which ships it once', async () => {
    await sale.told(payment.id);
    expect(sale.shop.orders.find(orderId)).toMatchObject({ state: 'paid', paymentId: payment.id });
    expect([sale.shop.orders.shipments(), sale.shop.orders.needsAttention()]).toEqual([[orderId], []]);
    const { deliveries } = (await (await sale.merchant(`payments/${payment.id}`)).json()) as {
      deliveries: { id: string; channel: string }[];
    };
    const webhook = deliveries.find(({ channel }) => channel === 'webhook');
    const replay = await sale.merchant(`deliveries/${webhook?.id}/replay`, { method: 'POST' });
    expect(replay.status).toBe(200);
    const [first, again] = await sale.told(payment.id, 2);
    expect(again?.id).toBe(first?.id);
    expect(sale.shop.orders.shipments()).toEqual([orderId]);
  });

  it('is in two mails, one for the customer and one for the merchant', async () => {
    await expect
      .poll(() => sale.sink.mails.map(({ to }) => to.join()).sort())
      .toEqual([CUSTOMER, OWNER].sort());
    for (const { parsed } of sale.sink.mails) expect(parsed.text).toContain(payment.reference);
    const receipt = sale.sink.mails.find(({ to }) => to.includes(CUSTOMER));
    expect(receipt?.parsed.text).toContain(payment.receiptUrl);
    expect((await fetch(payment.receiptUrl ?? '')).status).toBe(200);
  });

  it('has a receipt that the shop verifies without asking, against its own record', async () => {
    const keys = (await (await fetch(`${sale.payUrl}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const receipt = payment.receipt ?? '';
    expect((await jwtVerify(receipt, createLocalJWKSet(keys))).payload).toMatchObject({
      orderId,
      amount: '80.00',
    });
    const order = { id: orderId, amount: '80.00', currency: 'USD' };
    const issuer = { origin: sale.payUrl, keys };
    expect(await verifyReceipt(receipt, issuer, order)).toMatchObject({ paymentId: payment.id });
    await expect(verifyReceipt(receipt, issuer, { ...order, amount: '90.00' })).rejects.toThrow(
      'price_mismatch',
    );
  });

  it('is given back in part, by a link that BTCPay serves', async () => {
    const answer = await sale.merchant(`payments/${payment.id}/refund`, {
      method: 'POST',
      body: { amount: '10.00', reason: 'One lamp arrived broken' },
    });
    expect(answer.status).toBe(201);
    const refund = (await answer.json()) as { id: string; link: string };
    expect(refund).toMatchObject({ amount: '10.00', currency: 'USD', link: expect.stringMatching(/^http/) });
    expect(await sale.payment(payment.id)).toMatchObject({ status: 'settled', refunds: [{ id: refund.id }] });
  });

  it('is one row of the export, and one of the day', async () => {
    const csv = await (await sale.merchant('payments.csv')).text();
    const rows = csv.trim().split('\r\n');
    expect(rows).toHaveLength(2);
    for (const fact of [payment.reference, payment.id, orderId, 'settled', 'request', '80.00', 'USD']) {
      expect(rows[1]?.split(',')).toContain(fact);
    }
    const day = payment.settledAt?.slice(0, 10);
    const range = new URLSearchParams({ from: `${day}T00:00:00Z`, to: `${day}T23:59:59Z` });
    expect(await (await sale.merchant(`summary?${range}`)).json()).toEqual({
      days: [{ day, currency: 'USD', count: 1, amount: '80.00', paidSats: payment.paidSats }],
    });
  });

  it('is a story in plain sentences', async () => {
    const story = (await (await sale.merchant(`payments/${payment.id}/explain`)).json()) as {
      reference: string;
      lines: { at: string | null; text: string }[];
    };
    expect(story.reference).toBe(payment.reference);
    const text = story.lines.map((line) => line.text).join('\n');
    for (const word of ['80.00', 'paid', 'webhook', 'refund', '10.00']) {
      expect(text.toLowerCase()).toContain(word);
    }
  });

  it('leaves no difference between BTCPay, the ledger and what was told', async () => {
    const audit = await sale.afterwards(['audit']);
    expect(audit).toMatchObject({ code: 0, stderr: '' });
    expect(audit.stdout).toMatch(/^0 differences$/m);
    const figures = (name: string) =>
      new RegExp(`^${name} +(\\d+)(?: +(\\d+))?$`, 'm').exec(audit.stdout)?.slice(1);
    expect(figures('sats')).toEqual([`${payment.paidSats}`, `${payment.paidSats}`]);
    expect([figures('settled')?.[0], figures('refunds')?.[0]]).toEqual(['1', '1']);
    expect([figures('messages delivered')?.[0], figures('messages dead')?.[0]]).toEqual(['3', '0']);
    const told = await sale.afterwards(['explain', payment.reference]);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(payment.reference) });
  });
});

import { describe, expect, it } from 'vitest';
import { START_MS } from '../../../test/fakes/clock.ts';
import { EMPTY_PAGE_FILES } from '../../../test/fakes/page-files.ts';
import { ASKED_MSAT, anInvoice, aPayment } from '../../../test/fakes/payments.ts';
import { receiptPage } from './receipt-page.ts';

const SITE = { base: '', shop: 'pay.example.com', test: false, supportUrl: null, files: EMPTY_PAGE_FILES };
const late = anInvoice({ status: 'settled', paidMsat: ASKED_MSAT });
const settled = aPayment({
  status: 'settled',
  settledAtMs: START_MS,
  receiptToken: 'rcp_1',
  paidMsat: ASKED_MSAT,
  invoices: [late, anInvoice({ attempt: 2 })],
});
const draw = async (change: Partial<typeof settled> = {}) =>
  String(await receiptPage(SITE, { ...settled, ...change }));

describe('receiptPage', () => {
  it('tells what was paid, to whom, when, at which rate and who set the price', async () => {
    const html = await draw();
    for (const part of [
      settled.reference,
      'pay.example.com',
      'Two cups',
      'A-1',
      '$50.00 (USD)',
      '77,650 sats',
      '1 BTC = $64,392.23',
      '<time datetime="2026-11-23T09:00:00.000Z">23 November 2026, 09:00:00 UTC</time>',
      '(open)',
      late.paymentHash,
    ])
      expect(html).toContain(part);
    expect(html).not.toContain('TEST');
  });

  it('tells nothing that is about a person or opens the payment', async () => {
    const html = await draw();
    for (const hidden of ['buyer@example.com', 'size', settled.id, late.id, late.bolt11, 'rcp_1'])
      expect(html).not.toContain(`>${hidden}`);
    expect(html).not.toContain('buyer@');
    expect(html).not.toContain(settled.id);
  });

  it('leaves out what is not known, and needs no rate for satoshis', async () => {
    const html = await draw({
      description: null,
      orderId: null,
      price: { minor: 77_650n, currency: 'SATS' },
    });
    for (const name of ['<dt>For', '<dt>Order', '<dt>Rate']) expect(html).not.toContain(name);
  });

  it('says so where the shop marked it by hand, or took it back', async () => {
    expect(await draw({ paidMsat: 0n })).toContain('Marked as paid by the shop');
    expect(await draw({ flags: ['reversed'] })).toContain('The shop has taken this payment back since.');
  });
});

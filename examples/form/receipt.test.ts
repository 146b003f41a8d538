import { generateKeyPairSync } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckoutPage } from '../faults/checkout-page.ts';
import { type FaultRig, startFaultRig } from '../faults/fault-rig.ts';
import { verifyReceipt } from '../merchant-server/verify-receipt.ts';
import { DESKTOP, launchBrowser } from '../test/browser.ts';

const ORDER = { id: 'A-1', amount: '50.00', currency: 'USD' };
const FORM = `<form><lightning-pay name="receipt" required amount="50" order-id="${ORDER.id}"></lightning-pay></form>`;

describe('a form whose payment server signs receipts', () => {
  let browser: Browser;
  let rig: FaultRig;
  beforeAll(async () => {
    const receiptSigningKeys = [generateKeyPairSync('ed25519').privateKey];
    [browser, rig] = await Promise.all([
      launchBrowser(),
      startFaultRig({ settings: { receiptSigningKeys } }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });

  it('sends the receipt, which the shop verifies offline', async () => {
    const keys = (await (await fetch(`${rig.wire.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const shop = await CheckoutPage.open(await browser.newContext(DESKTOP), rig, FORM);
    const created = await shop.press();
    await rig.pay(created);
    await shop.paid();
    const value = await shop.page.evaluate(() => {
      const form = document.querySelector('form');
      return form === null ? null : `${new FormData(form).get('receipt')}`;
    });
    const issuer = { origin: 'https://pay.example.com', keys };
    expect(await verifyReceipt(value ?? '', issuer, ORDER)).toMatchObject({ paymentId: created.id });
    await expect(verifyReceipt(value ?? '', issuer, { ...ORDER, id: 'A-2' })).rejects.toThrow('other_order');
  });
});

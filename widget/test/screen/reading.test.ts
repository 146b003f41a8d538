import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OPEN_PHASES, openShopScreen, PATIENCE, type ShopScreen } from './shop-screen.ts';

vi.setConfig({ testTimeout: PATIENCE });

let screen: ShopScreen;
beforeAll(async () => {
  screen = await openShopScreen();
});
afterAll(() => screen.close());

/** What a screen reader is given: `role "name" property=value …`, in the order of reading. */
async function read(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, properties = [] }) => {
      const told = properties.filter((property) =>
        ['live', 'modal', 'hasPopup', 'disabled'].includes(property.name),
      );
      const values = told.map((property) => `${property.name}=${property.value.value}`).sort();
      return [role?.value, `"${name?.value ?? ''}"`, ...values].join(' ');
    });
}

describe("Chromium's accessibility tree", () => {
  it('has the button by its amount', async () => {
    const { page } = await screen.show('idle');
    expect(await read(page)).toContain('button "Pay $50.00" hasPopup=dialog');
    await page.context().close();
  });

  it('has dialog, code and actions by their names while a payment is awaited', async () => {
    const { page } = await screen.show('awaiting');
    const tree = await read(page);
    expect(tree).toEqual(
      expect.arrayContaining([
        'dialog "Pay Example Store" modal=true',
        'button "Close"',
        'image "QR code of the invoice for 77,650 sats. Scan it with a Lightning wallet, or use the buttons below."',
        'button "Copy invoice"',
        'link "Open wallet"',
        'StaticText "LP-7F3K-9Q2M"',
      ]),
    );
    expect(tree.some((line) => line.startsWith('timer "Time left"'))).toBe(true);
    await page.context().close();
  });

  const SAID = {
    creating: 'Getting your invoice',
    awaiting: 'Waiting for payment',
    processing: 'Payment seen, confirming',
    settled: 'Paid',
    expired: 'This code has expired. Already paid? We are still watching LP-7F3K-9Q2M.',
    failed: 'The shop’s payment service did not answer. Please try again in a moment. Nothing was charged',
  } as const;

  it.each(OPEN_PHASES)('announces %s politely', async (phase) => {
    const { page } = await screen.show(phase);
    const tree = await read(page);
    const at = tree.findIndex((line) => line.startsWith('status '));
    expect(tree[at]).toContain('live=polite');
    expect(tree.slice(at).join()).toContain(`StaticText "${SAID[phase as keyof typeof SAID]}"`);
    await page.context().close();
  });
});

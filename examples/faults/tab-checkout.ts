import type { RealTabs } from './real-tabs.ts';

/** Opens a shop's page in a tab of its own and presses its button; settles once the code is on the screen. */
export async function pressInTab(tabs: RealTabs, shop: string): Promise<void> {
  await tabs.open(shop);
  await tabs.until(shop, () => document.querySelector('lightning-pay:defined') !== null);
  await tabs.ask(shop, () =>
    document.querySelector('lightning-pay')?.shadowRoot?.querySelector<HTMLElement>('.pay')?.click(),
  );
  await tabs.until(
    shop,
    () => !!document.querySelector('lightning-pay')?.shadowRoot?.querySelector('[part="qr"]'),
  );
}

/** Settles once the checkout in a tab says "Paid". */
export function paidInTab(tabs: RealTabs, shop: string): Promise<void> {
  return tabs.until(
    shop,
    () => document.querySelector('lightning-pay')?.shadowRoot?.querySelector('h2')?.textContent === 'Paid',
  );
}

import type { Order } from './order.ts';

/**
 * The page of an order: the button with the signed price, or the word that it is paid.
 *
 * @param payUrl Where lightning-pay is: the script comes from there.
 * @param request The signed price; null where it is paid.
 */
export function orderPage(order: Order, payUrl: string, request: string | null): string {
  const { id, item, amount, currency } = order;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Order ${escapeHtml(id)}</title>
<link rel="icon" href="data:,">
<script type="module" src="${escapeHtml(new URL('/lightning-pay.js', payUrl).href)}"></script>
<script type="module" src="/order.js"></script>
<h1>${escapeHtml(item)}</h1>
<p>${escapeHtml(amount)} ${escapeHtml(currency)}</p>
${request === null ? '' : `<lightning-pay request="${escapeHtml(request)}"></lightning-pay>`}
<p id="state" role="status" data-order="${escapeHtml(id)}">${order.state === 'paid' ? 'Paid. We are packing it.' : ''}</p>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

/** The button in its sizes, with focus, and in two accents. */
const BUTTONS = `
  <lightning-pay amount="50" size="small"></lightning-pay>
  <lightning-pay amount="50"></lightning-pay>
  <lightning-pay amount="50" id="focused"></lightning-pay>
  <lightning-pay amount="50" size="large"></lightning-pay>
  <lightning-pay amount="50" accent="#5b3df5" label="Support us"></lightning-pay>
  <lightning-pay amount="50" accent="#ffd43b" label="Pay with Lightning"></lightning-pay>
  <lightning-pay amount="50" accent="#0b7f4b" radius="24" label="Tip"></lightning-pay>
  <lightning-pay amount="50" size="small" disabled></lightning-pay>`;

const STYLE = `
  @font-face { font-family: Inter; src: url(/inter.woff2); font-weight: 100 900; }
  :root { color-scheme: light dark; font: 450 15px/22px Inter; --lp-font: Inter; }
  body { margin: 0; padding: 48px 24px; background: #eceef2; color: #14161a; }
  h1 { font-size: 20px; line-height: 28px; font-weight: 650; margin: 0 0 8px; }
  p { margin: 0 0 24px; }
  .buttons { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; padding: 8px; margin: 24px -8px 0; }
  @media (prefers-color-scheme: dark) { body { background: #0a0b0d; color: #f3f5f8; } }`;

/** Attributes of the shop's tag where a page shows it as it is. */
const TAG = 'amount="50" order-id="A-1"';

/**
 * A shop's page with one order to pay, and all looks of the button below it.
 *
 * @param language Of the page and its checkout; `ar` is written from right to left.
 * @param tag Attributes of the tag.
 */
export const shopPage = (language: 'en' | 'ar', tag: string = TAG) => `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta property="og:site_name" content="Example Store"><title>Example Store</title>
<style>${STYLE}</style><script type="module" src="/lightning-pay.js"></script>
<h1>Example Store</h1><p>Order A-1<br>Two ceramic planters</p>
<lightning-pay id="shop" ${tag}></lightning-pay>
<div class="buttons">${BUTTONS}</div>
</html>`;

import { once } from 'node:events';
import { createServer } from 'node:http';

/** A site whose pages hold the button; its origin is not the server's. */
export interface Site {
  readonly origin: string;
  /** Sets what `/` shows. */
  show(page: string): void;
  close(): void;
}

/** Starts the site on a free loopback port. */
export async function startSite(): Promise<Site> {
  let html = '';
  const server = createServer((_, response) => {
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
      .end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    show(page) {
      html = page;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * `painted(isThere, startMs)`: milliseconds from `startMs` until the frame that first shows it was painted. What is there
 * when a frame begins is painted by it, and a message sent then is heard after the painting.
 * `shift` is the layout shift since the press, also of those moments that browsers excuse.
 */
const PAINTED = `
  window.painted = (isThere, startMs) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('not painted within 10 s')), 10_000);
    const look = () => {
      if (!isThere()) return void requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - startMs);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  });
  window.pressed = (isThere) => {
    window.code = new Promise((resolve) =>
      addEventListener('click', ({ timeStamp }) => {
        shift = 0;
        resolve(painted(isThere, timeStamp));
      }, { once: true, capture: true }));
  };
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

const head =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title><h1>Shop</h1>';

/** The page of a shop with the button, as the README says it is pasted. */
export function widgetPage(server: string): string {
  return `${head}<script>${PAINTED}</script>
    <script type="module" src="${server}/lightning-pay.js"></script>
    <lightning-pay amount="50"></lightning-pay><p>After the button</p>
    <script>
      const shadow = (selector) => document.querySelector('lightning-pay').shadowRoot?.querySelector(selector);
      pressed(() => shadow('[part=qr] path'));
      window.paid = (pay) => { const now = performance.now(); pay(); return painted(() => shadow('.paid'), now); };
    </script>`;
}

/**
 * The least that does the same: one request for the same answer, the code by `qrcode`, then words when it is told.
 *
 * @param qrcode Its bundled code, which leaves `drawCode` in the page.
 * @param relay The raw relay whose stream `/events/page` tells.
 */
export function barePage(server: string, relay: string, qrcode: string): string {
  return `${head}<script>${PAINTED}</script>
    <button>Pay $50.00</button><p>After the button</p><canvas hidden></canvas><h2 hidden>Paid</h2>
    <script>
      pressed(() => !document.querySelector('canvas').hidden);
      window.paid = (pay) => {
        const now = performance.now();
        pay();
        return painted(() => !document.querySelector('h2').hidden, now);
      };
    </script>
    <script type="module">
      ${qrcode.replaceAll('</script', '<\\/script')}
    </script>
    <script type="module">
      const canvas = document.querySelector('canvas');
      document.querySelector('button').onclick = async () => {
        const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
        const answer = await fetch('${server}/v1/payments', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
          body: JSON.stringify({ amount: '50', currency: 'USD' }),
        });
        const { invoice } = await answer.json();
        await drawCode(canvas, invoice.bolt11.toUpperCase(), { errorCorrectionLevel: 'M' });
        canvas.hidden = false;
        new EventSource('${relay}/events/page').addEventListener('payment', () => {
          document.querySelector('h2').hidden = false;
        });
      };
    </script>`;
}

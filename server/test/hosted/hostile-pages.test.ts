import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Rig, startRig, webhookBody } from '../acceptance/rig.ts';
import { DESKTOP, launchBrowser } from './browser.ts';
import { Customer } from './customer.ts';

/** Ways to get script into a page, for who has found a hole in it. Each would set `swapped`. */
const INJECTIONS: Readonly<Record<string, string>> = {
  'an inline script': `const s = document.createElement('script'); s.textContent = 'swapped = 1'; document.body.append(s);`,
  'a script of another site': `const s = document.createElement('script'); s.src = EVIL + '/swap.js'; document.body.append(s);`,
  'a script as data': `const s = document.createElement('script'); s.src = 'data:text/javascript,swapped=1'; document.body.append(s);`,
  'a script as blob': `const s = document.createElement('script'); s.src = URL.createObjectURL(new Blob(['swapped = 1'])); document.body.append(s);`,
  'an event handler': `const i = document.createElement('img'); i.setAttribute('onerror', 'swapped = 1'); i.src = '/nowhere'; document.body.append(i);`,
  'a frame with a document': `const f = document.createElement('iframe'); f.srcdoc = '<script>parent.swapped = 1</script>'; document.body.append(f);`,
  markup: `document.body.innerHTML = '<img src=/nowhere onerror="swapped = 1">';`,
  'a link': `location.href = 'javascript:swapped = 1';`,
};

describe('a hostile page', { timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: Rig;
  let evil: Server;
  let evilUrl: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    rig = await startRig({ publicHere: true, webhooks: true });
    evil = createServer((request, response) => {
      const framed = new URL(request.url ?? '/', 'http://evil').searchParams.get('frame');
      response.setHeader('Content-Type', framed === null ? 'text/javascript' : 'text/html');
      response.end(framed === null ? 'swapped = 1' : `<iframe src="${framed}"></iframe>`);
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`; // TCP: never a path
  });
  afterAll(async () => {
    await browser.close();
    evil.closeAllConnections();
    evil.close();
    await rig.stop();
  });

  it('A40 frames no hosted page: not the order, not the payment, not the receipt, not an error', async () => {
    const customer = await Customer.at(rig, browser, DESKTOP);
    const { page } = customer;
    const { id, invoices } = await customer.begin();
    rig.simulator.pay({ invoiceId: invoices[0]?.id ?? '' });
    await customer.ledgerSays({ status: 'settled' });
    const receipt = (await customer.payment()).receiptUrl ?? '';
    const pages = [`${rig.url}/pay?amount=50`, `${rig.url}/pay/${id}`, receipt, `${rig.url}/pay/unknown`];
    for (const url of pages) {
      const policy = (await fetch(url)).headers.get('content-security-policy');
      expect(policy, url).toContain("frame-ancestors 'none'");
      await page.goto(`${evilUrl}/?frame=${encodeURIComponent(url)}`);
      // The page is loaded before the frame's refusal has become its address.
      await expect
        .poll(() => page.frames()[1]?.url(), { message: url })
        .toBe('chrome-error://chromewebdata/');
    }
    await page.goto(`${evilUrl}/?frame=${encodeURIComponent(`${evilUrl}/?frame=about:blank`)}`);
    await expect
      .poll(() => page.frames()[1]?.url(), { message: 'the control' })
      .toBe(`${evilUrl}/?frame=about:blank`);
    await customer.context.close();
  });

  it('A7 swaps no code on the hosted page, where no script of others runs; elsewhere no order is paid by it', async () => {
    const customer = await Customer.at(rig, browser, DESKTOP);
    const { page } = customer;
    const hostile = '</p><script>swapped = 1</script><img src=x onerror="swapped = 1">';
    const mine = await customer.begin(`amount=50&description=${encodeURIComponent(hostile)}`);
    const code = await page.getAttribute('.code path', 'd');
    for (const [way, script] of Object.entries(INJECTIONS)) {
      // What a browser refuses it throws, or says in the console: both are right.
      await page.evaluate(`try { const EVIL = '${evilUrl}'; ${script} } catch {}`);
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
      expect(await page.evaluate('typeof swapped'), way).toBe('undefined');
    }
    expect(await page.getAttribute('.code path', 'd')).toBe(code);

    // In a page of a shop a script can show another invoice. It is paid, and whoever did it says it was this one.
    const thief = await startRig({ webhooks: true });
    try {
      const swapped = await thief.createPayment();
      thief.simulator.pay({ invoiceId: swapped.invoiceId });
      await vi.waitFor(async () => expect((await thief.payment(swapped)).status).toBe('settled'), {
        timeout: 10_000,
      });
      const lightningPay = { v: 1, paymentId: mine.id, attempt: 1, orderId: null, pricedBy: 'open' };
      const metadata = { orderId: mine.reference, lightningPay };
      const told = await rig.deliver(webhookBody('InvoiceSettled', swapped.invoiceId, { metadata }));
      expect(told.status).toBe(204);
      await rig.inboxEmpty();
      expect(await rig.merchantPayment(mine.id)).toMatchObject({
        status: 'new',
        paidSats: 0,
        receiptUrl: null,
      });
      const { events } = await rig.history(mine.id);
      expect(events.map(({ type }) => type)).toEqual(['created', 'invoice_added']);
    } finally {
      await thief.stop();
    }
    const docs = readFileSync(new URL('../../docs/SECURITY.md', import.meta.url), 'utf8');
    expect(docs).toMatch(
      /can show its own invoice in place of yours[\s\S]+Nothing in a page can prevent that/,
    );
    await customer.context.close();
  });
});

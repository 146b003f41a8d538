import { describe, expect, it } from 'vitest';
import { formFields, hostedApp } from '../../test/fakes/hosted-app.ts';
import { scriptedSender } from '../../test/fakes/scripted-sender.ts';

const HOUR_MS = 3_600_000;
const senders = { webhook: null, notice: null, receipt: scriptedSender(null) };

/** An app with mail, and the page of a payment that was made in it. */
async function begin(app = hostedApp({}, { senders })) {
  const { html } = await app.text('/pay?amount=50');
  const sent = await app.send('/pay', formFields(html));
  const headers = { Cookie: sent.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
  return { app, path: sent.headers.get('location') ?? '', headers };
}

/** The same, paid. */
async function paid(app?: ReturnType<typeof hostedApp>) {
  const page = await begin(app);
  page.app.clock.advance(HOUR_MS);
  page.app.gateway.port.pay(page.app.gateway.port.invoices[0]?.invoiceId ?? '');
  await page.app.send(page.path, {}, page.headers);
  const receipts = async () =>
    (await page.app.ledger.getHistory(page.path.split('/').at(-1) ?? ''))?.outbox.filter(
      ({ channel }) => channel === 'receipt',
    );
  const ask = (fields: Record<string, string>, headers: Record<string, string> = page.headers) =>
    page.app.send(`${page.path}/mail`, fields, headers);
  return { ...page, ask, receipts };
}

describe('the form that mails the receipt', () => {
  it('is on the page of a paid payment, where mail is on', async () => {
    const { app, path, headers } = await paid();
    const { html } = await app.text(path, headers);
    expect(html).toContain(`<form class="mail" method="post" action="${path}/mail">`);
    expect(html).toMatch(/<label [^>]*for="email"/);
    const waiting = await begin();
    expect((await waiting.app.text(waiting.path, waiting.headers)).html).not.toContain('id="mail"');
    const off = await paid(hostedApp());
    expect((await off.app.text(off.path, off.headers)).html).not.toContain('id="mail"');
  });

  it('queues the receipt, and the page says so', async () => {
    const { app, path, headers, ask, receipts } = await paid();
    const answer = await ask({ email: ' buyer@example.com ' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${path}?mailed`);
    expect(await receipts()).toMatchObject([{ recipient: 'buyer@example.com' }]);
    const { html } = await app.text(`${path}?mailed`, headers);
    expect(html).toContain('on its way');
    expect(html).not.toContain('buyer@');
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['no address', { email: 'buyer' }],
    ['two addresses', { email: 'a@example.com, b@example.com' }],
    ['a header', { email: 'a@example.com\r\nBcc: b@example.com' }],
  ])('asks again after %s was typed', async (_, fields) => {
    const { ask, receipts } = await paid();
    const { status, html } = await ask(fields);
    expect(status).toBe(422);
    expect(html).toContain('Please enter a mail address.');
    expect(html).toContain('<details id="mail" open>');
    expect(await receipts()).toEqual([]);
  });

  it('says so when three were mailed', async () => {
    const { app, ask, receipts } = await paid();
    for (let n = 0; n < 3; n += 1) {
      app.clock.advance(1_000);
      expect((await ask({ email: 'buyer@example.com' })).status).toBe(303);
    }
    app.clock.advance(1_000);
    const fourth = await ask({ email: 'buyer@example.com' });
    expect(fourth.status).toBe(429);
    expect(fourth.html).toContain('mailed three times already');
    expect(await receipts()).toHaveLength(3);
  });

  it('does nothing for another site, without the cookie, or before the payment is paid', async () => {
    const { ask, headers, receipts } = await paid();
    const fields = { email: 'buyer@example.com' };
    expect((await ask(fields, { ...headers, Origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(fields, {})).status).toBe(404);
    expect(await receipts()).toEqual([]);
    const waiting = await begin();
    const answer = await waiting.app.send(`${waiting.path}/mail`, fields, waiting.headers);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(waiting.path);
  });
});

import { describe, expect, it } from 'vitest';
import { flush } from '../test/fixtures/fake-clock.ts';
import { Drawing } from '../test/fixtures/templates.ts';
import { MAIL_WORDS } from './locales/mail-words.ts';
import { createReceiptMail, type ReceiptMailOptions } from './receipt-mail.ts';

const words = MAIL_WORDS['en'];

/** A customer who has paid. */
function paid(
  options: Partial<ReceiptMailOptions> = {},
  answer = () => Promise.resolve(new Response(null, { status: 202 })),
) {
  const sent: { readonly url: string; readonly init: RequestInit | undefined }[] = [];
  const mail = createReceiptMail({
    server: new URL('https://pay.example.com/shop/'),
    paymentId: 'pay_1',
    clientSecret: 'pay_1_secret',
    locale: 'en-US',
    isSent: false,
    fetch(url, init) {
      sent.push({ url: String(url), init });
      return answer();
    },
    onChange: () => {},
    ...options,
  });
  const draw = () => new Drawing(mail.render());
  return {
    sent,
    markup: () => draw().markup,
    async send(text: string) {
      draw().tell('input', { target: { value: text }, stopPropagation() {} });
      let isKept = false;
      const currentTarget = { querySelector: () => ({ focus() {} }) };
      draw().tell('submit', { currentTarget, preventDefault: () => (isKept = true) });
      expect(isKept).toBe(true); // or the page would be loaded anew
      await flush();
    },
  };
}

describe('createReceiptMail', () => {
  it('asks the server for it, by the capability of the payment and without cookies', async () => {
    const { send, sent, markup } = paid();
    expect(markup()).toContain(`>${words?.ask}</label>`);
    await send(' buyer@example.com ');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('https://pay.example.com/shop/v1/payments/pay_1/receipt-email');
    expect(sent[0]?.init).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      headers: { Authorization: 'Bearer pay_1_secret', 'Content-Type': 'application/json' },
      body: '{"email":"buyer@example.com"}',
    });
    expect(markup()).toContain(`>${words?.sent}<`);
    expect(markup()).not.toContain('<form');
  });

  it.each(['', 'buyer', '@', 'a@b@c', 'a b@example.com', `${'x'.repeat(250)}@a.io`])(
    'sends nothing to "%s"',
    async (text) => {
      const { send, sent, markup } = paid();
      await send(text);
      expect(sent).toEqual([]);
      expect(markup()).toContain(`>${words?.wrong}<`);
    },
  );

  it.each([
    [422, 'wrong'],
    [429, 'limit'],
    [404, 'failed'],
    [409, 'failed'],
    [503, 'failed'],
  ] as const)('says what a %i means', async (status, key) => {
    const { send, markup } = paid({}, () => Promise.resolve(new Response('{}', { status })));
    await send('buyer@example.com');
    expect(markup()).toContain(`>${words?.[key]}<`);
    expect(markup().includes('<form')).toBe(key !== 'limit');
  });

  it('says so where the server cannot be reached, and takes another try', async () => {
    let isDown = true;
    const { send, sent, markup } = paid({}, () =>
      isDown ? Promise.reject(new TypeError('down')) : Promise.resolve(new Response(null, { status: 202 })),
    );
    await send('buyer@example.com');
    expect(markup()).toContain(`>${words?.failed}<`);
    isDown = false;
    await send('buyer@example.com');
    expect([sent.length, markup().includes(`>${words?.sent}<`)]).toEqual([2, true]);
  });

  it('needs no server in a sandbox', async () => {
    const { send, sent, markup } = paid({ server: null });
    await send('buyer@example.com');
    expect([sent, markup().includes(`>${words?.sent}<`)]).toEqual([[], true]);
  });

  it('asks nothing where the address was given with the order', () => {
    const { markup } = paid({ isSent: true, locale: 'de-AT' });
    expect(markup()).toContain(`>${MAIL_WORDS['de']?.sent}<`);
    expect(markup()).not.toContain('<form');
  });
});

import { describe, expect, it } from 'vitest';
import { layOutMail, type MailWords } from './mail-layout.ts';

const WORDS: MailWords = {
  title: 'Title',
  lead: ['First.', 'Second.'],
  rows: [
    ['Order', 'A-1'],
    ['For', null],
  ],
  links: [{ label: 'Receipt', url: 'https://pay.example.com/receipt/rcp_1' }],
  foot: 'Why.',
};
const withValue = (value: string) => layOutMail({ ...WORDS, rows: [['Order', value]] });

describe('layOutMail', () => {
  it('says the same as text and as HTML', async () => {
    const { text, html } = await layOutMail(WORDS);
    expect(text).toBe(
      'Title\n\nFirst.\nSecond.\n\nOrder: A-1\n\nReceipt: https://pay.example.com/receipt/rcp_1\n\nWhy.\n',
    );
    const seen = html
      .replace(/<head>.*<\/head>/s, '')
      .replace(/<[^>]+>/g, '\n')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    expect(seen).toEqual(['Title', 'First.', 'Second.', 'Order', 'A-1', 'Receipt', 'Why.']);
    expect(html).toContain('<a href="https://pay.example.com/receipt/rcp_1">');
  });

  it('fetches nothing and runs nothing', async () => {
    const { html } = await layOutMail(WORDS);
    expect(html).not.toMatch(/<(img|script|link|iframe|style|form)|url\(|@import|\bsrc=|\bon\w+=/i);
  });

  it.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='x", '&lt;b&gt;'])(
    'shows %s as it is written',
    async (value) => {
      const { text, html } = await withValue(value);
      expect(text).toContain(`Order: ${value}`);
      expect(html).not.toMatch(/<(script|img)|<[^>]*\son\w+=/);
      const [, cell = ''] = /<td[^>]*>(.*?)<\/td>/s.exec(html) ?? [];
      expect(unescaped(cell)).toBe(value);
    },
  );

  it('keeps a value on its own line and in its own direction, whatever it holds', async () => {
    const value =
      'A\r\nPaid: 1,000,000 sats\u2028B\u2029C\u0085D \u202E00.05$\u202C \u2066E\u2069 \u0000\u001b[2J';
    const { text, html } = await withValue(value);
    const line = 'A Paid: 1,000,000 sats B C D  00.05$   E    [2J';
    expect(
      text
        .split('\n')
        .find((one) => one.startsWith('Order: '))
        ?.replace(/ +/g, ' '),
    ).toBe(`Order: ${line.replace(/ +/g, ' ')}`);
    for (const part of [text, html]) expect(part).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202E\u2066-\u2069]/u);
  });

  it('keeps whatever else anybody may write', async () => {
    const value = `مقعد 椅子 👩‍👩‍👧 ${'𝔛'.repeat(200)}`;
    const { text, html } = await withValue(value);
    expect(text).toContain(value);
    expect(html).toContain(value);
  });
});

function unescaped(html: string): string {
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
  return html.replace(/&(\w+|#39);/g, (_, name: string) => signs[name] ?? name);
}

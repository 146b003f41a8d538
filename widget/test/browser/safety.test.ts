import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, codeOf, inside, mount, open, record, TAG } from './mount.ts';

describe('what a page or a server may write', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  it('A38 draws no other invoice than the one asked for: network, amount, end and signer; the wallet gets that one alone', async () => {
    const { invoice } = fixtures.fresh;
    if (!invoice) throw new Error('the fixture has an invoice');
    const answers = [
      { ...fixtures.fresh, network: 'mainnet' },
      { ...fixtures.fresh, invoice: { ...invoice, amountSats: invoice.amountSats + 1 } },
      { ...fixtures.fresh, invoice: { ...invoice, expiresAt: '2026-11-23T10:01:01Z' } },
      { ...fixtures.fresh, invoice: { ...invoice, bolt11: invoice.bolt11.replace(/.$/, 'q') } },
    ] as const;
    const anyNode = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
    const tags = [...answers.map(() => TAG), TAG.replace('amount', `node-id="${anyNode}" amount`)];
    for (const [index, tag] of tags.entries()) {
      server.answer = answers[index] ?? fixtures.fresh;
      const element = await mount(tag);
      const names = record(element);
      inside(element, '.pay').click();
      await announced(element, 'not the one');
      expect(codeOf(element) === null).to.equal(true);
      expect(element.shadowRoot?.querySelector('a[href^="lightning:"]') === null).to.equal(true);
      expect(inside(element, '.key.primary').textContent).to.equal('Close');
      expect(names).to.deep.equal(['open', 'error']);
      await clean();
    }
    server.answer = { ...fixtures.fresh, invoice: { ...invoice, paymentLink: 'lightning:lnbcrt1other' } };
    const element = await mount(TAG.replace('amount', `node-id="${fixtures.nodeId}" amount`));
    await open(element);
    expect(codeOf(element) === null).to.equal(false);
    const links = [...(element.shadowRoot?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
    expect(links.map(({ href }) => href)).to.deep.equal([`lightning:${invoice.bolt11}`]);
    // What comes later is checked as well, and takes the code away.
    server.push({ ...fixtures.renewed, network: 'mainnet' });
    await announced(element, 'not the one');
    expect(codeOf(element) === null).to.equal(true);
  });

  it('hides the invoice once it has expired', async () => {
    const element = await mount(TAG);
    await open(element);
    server.push({ ...fixtures.awaiting, status: 'expired', version: 4, invoice: null });
    await announced(element, 'We are still watching LP-7F3K-9Q2M');
    expect(codeOf(element) === null).to.equal(true);
    expect(element.shadowRoot?.querySelector('a[href^="lightning:"]') === null).to.equal(true);
  });

  it('A39 takes an https address without a password for its server, or none: then it is off, and says what to write', async () => {
    const { error } = console;
    const said: string[] = [];
    console.error = (text: string) => said.push(text);
    const button = async (server: string | null) => {
      const element = await mount('<lightning-pay amount="50"></lightning-pay>');
      element.server = server;
      await element.updateComplete;
      return inside<HTMLButtonElement>(element, '.pay');
    };
    const refused = [
      null,
      'http://pay.example.com',
      '//pay.example.com',
      '/pay',
      'pay.example.com',
      'https://user@pay.example.com',
      'https://user:password@pay.example.com',
      'javascript:alert(1)//',
      'data:text/html,hello',
      'blob:https://pay.example.com/1',
      'file:///etc/passwd',
      'ftp://pay.example.com',
      'ws://pay.example.com',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com',
    ];
    for (const server of refused) {
      said.length = 0;
      const pay = await button(server);
      expect([server, pay.disabled]).to.deep.equal([server, true]);
      pay.click();
      expect(said.join()).to.contain('needs server="https://pay.example.com" (https, no password)');
      await clean();
    }
    expect(server.created).to.deep.equal([]);
    expect((await button('https://pay.example.com/shop')).disabled).to.equal(false);
    console.error = error;
    const readme = await fetch('/README.md').then((answer) => answer.text());
    const row = readme.split('\n').find((line) => line.startsWith('| `server`')) ?? '';
    expect(row.toLowerCase()).to.contain('https').and.to.contain('trusted');
  });

  it('A36 takes colours and pixels only, drops whatever else, and keeps the text readable on each colour', async () => {
    await emulateMedia({ reducedMotion: 'reduce' }); // colours change at once
    const element = await mount(TAG);
    const look = async (attributes: Partial<Record<'accent' | 'radius' | 'size' | 'theme', string>>) => {
      Object.assign(element, { accent: '', radius: '', size: '', theme: '', ...attributes });
      await element.updateComplete;
      const { backgroundColor, color, borderRadius, position, height } = getComputedStyle(
        inside(element, '.pay'),
      );
      const { style } = inside(element, '.root');
      return {
        look: [backgroundColor, color, borderRadius, position, height],
        own: [...style].filter((name) => !name.startsWith('--_')),
      };
    };
    const plain = await look({});
    const evil = new URL('/evil.png', location.href).href;
    const hostile = [
      `url(${evil})`,
      `image-set("${evil}" 1x)`,
      `red url(${evil})`,
      `u\\72l(${evil})`,
      '@import "/evil.css"',
      'red;position:fixed',
      'red}.pay{position:fixed',
      'red/**/;position:fixed',
      'position: fixed',
      'var(--lp-ink)',
      'env(safe-area-inset-top)',
      'attr(label)',
      'calc(1px + 1px)',
      'color-mix(in srgb, red, blue)',
      'expression(alert(1))',
      'inherit',
      '12px; position: fixed',
      '-1',
      '1e3',
      'constructor',
      '__proto__',
    ];
    for (const text of hostile)
      for (const name of ['accent', 'radius', 'size', 'theme'] as const)
        expect([name, text, await look({ [name]: text })]).to.deep.equal([name, text, plain]);
    expect(
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('evil')),
    ).to.deep.equal([]);
    const text = async (accent: string) => (await look({ accent })).look.slice(0, 2);
    expect(await text('#ffd43b')).to.deep.equal(['rgb(255, 212, 59)', 'rgb(20, 22, 26)']);
    expect((await text('oklch(45% 0.2 280)'))[1]).to.equal('rgb(255, 255, 255)');
    expect((await look({ radius: '8' })).look[2]).to.equal('8px');
    expect((await look({ radius: '999' })).look[2]).to.equal('24px');
  });

  it('takes over no letters of the page, but stays hidden where the page hides it', async () => {
    const place = document.body.appendChild(document.createElement('section'));
    Object.assign(place.style, { textTransform: 'uppercase', textAlign: 'right', letterSpacing: '9px' });
    const element = await mount(TAG, place);
    await open(element);
    const amount = getComputedStyle(inside(element, '.words'));
    expect([amount.textTransform, amount.textAlign, amount.letterSpacing]).to.deep.equal([
      'none',
      'start',
      'normal',
    ]);
    place.style.visibility = 'hidden';
    expect(getComputedStyle(inside(element, '.pay')).visibility).to.equal('hidden');
    place.remove();
  });
});

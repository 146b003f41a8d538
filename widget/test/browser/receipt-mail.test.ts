import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import type axe from 'axe-core';
import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, inside, mount, open, record, TAG, until } from './mount.ts';

const AXE = '/axe.js';
await import(AXE);
const { axe: checker } = window as unknown as { axe: typeof axe };

describe('the receipt by mail', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
    server.mail = true;
    document.title = 'Shop';
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  async function pay(tag = TAG): Promise<LightningPay> {
    const element = await mount(tag);
    await open(element);
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    return element;
  }
  const offer = (element: LightningPay) => element.shadowRoot?.querySelector('.mail') ?? null;
  const offered = async (tag?: string) => {
    const element = await pay(tag);
    await until(() => offer(element) !== null);
    return element;
  };
  const field = (element: LightningPay) => inside<HTMLInputElement>(element, '#mail');
  const said = (element: LightningPay, words: string) =>
    until(() => offer(element)?.querySelector('[role="status"]')?.textContent === words);
  const type = async (element: LightningPay, text: string) => {
    field(element).select();
    field(element).focus();
    await sendKeys({ type: text });
    await sendKeys({ press: 'Enter' });
  };

  it('is asked for with one field, by keys alone, and the address goes to the server with the secret', async () => {
    const element = await offered();
    const typed: Event[] = [];
    document.addEventListener('input', (event) => typed.push(event), { once: true });
    const events = record(element);
    await type(element, ' buyer@example.com');
    await said(element, 'The receipt is on its way to your inbox.');
    const secret = fixtures.fresh.clientSecret;
    expect(server.mailed).to.deep.equal([`Bearer ${secret} {"email":"buyer@example.com"}`]);
    expect(element.shadowRoot?.querySelector('.mail form') ?? null).to.equal(null);
    expect(element.shadowRoot?.activeElement === inside(element, 'dialog')).to.equal(true);
    expect([typed, events]).to.deep.equal([[], []]);
    expect(element.shadowRoot?.querySelectorAll('.primary')).to.have.length(1);
  });

  it('says what is wrong, in words, and keeps what was typed', async () => {
    const element = await offered();
    await type(element, 'buyer');
    await said(element, 'Please enter an email address.');
    expect([server.mailed.length, field(element).getAttribute('aria-invalid')]).to.deep.equal([0, 'true']);
    expect(element.shadowRoot?.activeElement === field(element)).to.equal(true);
    server.mailAnswer = { status: 422, code: 'invalid_request' };
    await type(element, 'buyer@localhost');
    await until(() => server.mailed.length === 1 && field(element).hasAttribute('aria-invalid'));
    for (const answer of ['unreachable', { status: 409, code: 'mail_not_configured' }] as const) {
      server.mailAnswer = answer;
      await type(element, 'buyer@example.com');
      await said(element, 'It could not be sent. Please try again in a moment.');
      expect(field(element).value).to.equal('buyer@example.com');
    }
    server.mailAnswer = { status: 429, code: 'rate_limited' };
    await type(element, 'buyer@example.com');
    await said(element, 'It was sent three times already. Please look in your spam folder.');
    expect(element.shadowRoot?.querySelector('.mail form') ?? null).to.equal(null);
  });

  it('sends once, however often it is pressed meanwhile', async () => {
    const element = await offered();
    server.mailAnswer = 'hold';
    await type(element, 'buyer@example.com');
    const button = inside<HTMLButtonElement>(element, '.mail button');
    await until(() => button.textContent === 'Sending');
    button.click();
    await sendKeys({ press: 'Enter' });
    expect([server.mailed.length, button.getAttribute('aria-disabled')]).to.deep.equal([1, 'true']);
  });

  it('is said to be sent where the order had an address', async () => {
    const element = await offered(TAG.replace('amount', 'email="buyer@example.com" amount'));
    await said(element, 'The receipt is on its way to your inbox.');
    expect([server.mailed, element.shadowRoot?.querySelector('#mail') ?? null]).to.deep.equal([[], null]);
  });

  for (const [why, mail, tag] of [
    ['the server sends no mail', false, TAG],
    ['the page goes on by itself', true, TAG.replace('amount', 'success-url="#thanks" amount')],
  ] as const) {
    it(`is not offered where ${why}`, async () => {
      server.mail = mail;
      const without = await pay(tag);
      without.removeAttribute('success-url'); // it would leave with the close
      without.close();
      server.mail = true;
      // What takes longer than this one's does not come any more.
      await offered();
      expect(offer(without)).to.equal(null);
    });
  }

  it('is offered in the sandbox too, and leaves no trace', async () => {
    const element = await mount('<lightning-pay amount="50" sandbox="settled"></lightning-pay>');
    inside(element, '.pay').click();
    await until(() => offer(element) !== null);
    await type(element, 'buyer@example.com');
    await said(element, 'The receipt is on its way to your inbox.');
    expect(server.mailed).to.deep.equal([]);
  });

  it('moves nothing when it comes, and when it is sent; a low screen makes room without growing', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    await setViewport({ width: 800, height: 900 });
    await staysInPlace(false);
    await clean();
    await setViewport({ width: 800, height: 600 });
    await staysInPlace(true);
  });

  async function staysInPlace(makesRoom: boolean): Promise<void> {
    const element = await pay();
    const box = () => {
      const { height } = inside(element, 'dialog').getBoundingClientRect();
      return [height, inside(element, '.seal').getBoundingClientRect().top];
    };
    const first = box();
    await until(() => offer(element) !== null);
    const before = box();
    expect([before[0], makesRoom || before[1] === first[1]]).to.deep.equal([first[0], true]);
    await type(element, 'buyer');
    await said(element, 'Please enter an email address.');
    expect(box()).to.deep.equal(before);
    await type(element, 'buyer@example.com');
    await said(element, 'The receipt is on its way to your inbox.');
    expect(box()).to.deep.equal(before);
  }

  for (const [lang, colorScheme] of [
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const) {
    it(`is clean for axe before and after a refusal, ${lang}, ${colorScheme}`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const element = await mount(TAG.replace('amount', `lang="${lang}" amount`));
      inside(element, '.pay').click();
      await until(() => element.shadowRoot?.querySelector('[part="qr"]') !== null);
      server.push(fixtures.settled);
      await until(() => offer(element) !== null);
      const violations = async () => {
        const { violations: found } = await checker.run(element, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          rules: { region: { enabled: false } }, // a page has landmarks, a part of one has not
        });
        return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
      };
      expect(await violations()).to.deep.equal([]);
      await type(element, 'x');
      await until(() => field(element).hasAttribute('aria-invalid'));
      expect(await violations()).to.deep.equal([]);
    });
  }
});

import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, codeOf, inside, mount, open, TAG } from './mount.ts';

describe('what a page or a server may write', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  it('shows no code, and no way to try again, for an invoice of another network', async () => {
    server.answer = { ...fixtures.fresh, network: 'mainnet' };
    const element = await mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'not the one');
    expect(codeOf(element) === null).to.equal(true);
    expect(inside(element, '.key.primary').textContent).to.equal('Close');
  });

  it('hides the invoice once it has expired', async () => {
    const element = await mount(TAG);
    await open(element);
    server.push({ ...fixtures.awaiting, status: 'expired', version: 4, invoice: null });
    await announced(element, 'We are still watching LP-7F3K-9Q2M');
    expect(codeOf(element) === null).to.equal(true);
    expect(element.shadowRoot?.querySelector('a[href^="lightning:"]') === null).to.equal(true);
  });

  it('is disabled without a server, and the console says what to write', async () => {
    const { error } = console;
    const said: string[] = [];
    console.error = (text: string) => said.push(text);
    const element = await mount('<lightning-pay amount="50"></lightning-pay>');
    console.error = error;
    expect(inside<HTMLButtonElement>(element, '.pay').disabled).to.equal(true);
    expect(said.join()).to.contain('server="https://');
  });

  it('shows markup in attributes and answers as text', async () => {
    const markup = '<img src=x onerror=alert(1)>';
    server.answer = { ...fixtures.fresh, reference: markup, receiptUrl: 'javascript:alert(1)' };
    const element = await mount(TAG);
    element.label = markup;
    await element.updateComplete;
    expect(inside(element, '.pay').textContent).to.equal(markup);
    await open(element);
    expect(inside(element, '.reference').textContent).to.equal(markup);
    server.push({ ...fixtures.settled, receiptUrl: 'javascript:alert(1)' });
    await announced(element, 'Paid');
    expect(element.shadowRoot?.querySelector('img, [href^="javascript"]') === null).to.equal(true);
  });

  it('takes colours and pixels only, and keeps the text readable on each', async () => {
    await emulateMedia({ reducedMotion: 'reduce' }); // colours change at once
    const element = await mount(TAG);
    const text = async (accent: string) => {
      element.accent = accent;
      await element.updateComplete;
      const { backgroundColor, color } = getComputedStyle(inside(element, '.pay'));
      return [backgroundColor, color];
    };
    const plain = await text('');
    expect(await text('url(https://evil.example)')).to.deep.equal(plain);
    expect(await text('red;position:fixed')).to.deep.equal(plain);
    expect(await text('#ffd43b')).to.deep.equal(['rgb(255, 212, 59)', 'rgb(20, 22, 26)']);
    expect((await text('oklch(45% 0.2 280)'))[1]).to.equal('rgb(255, 255, 255)');
    element.radius = '8';
    await element.updateComplete;
    expect(getComputedStyle(inside(element, '.pay')).borderTopLeftRadius).to.equal('8px');
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

import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeServer, fixtures } from '../test/browser/fake-server.ts';
import { announced, clean, codeOf, inside, mount, until } from '../test/browser/mount.ts';
import type { LightningPay } from './lightning-pay.ts';

const TAG = `<lightning-pay amount="50" server="${location.origin}"></lightning-pay>`;

const open = async (element: LightningPay) => {
  inside(element, '.pay').click();
  await until(() => element.shadowRoot?.querySelector('dialog')?.open);
  await announced(element, 'Waiting for payment');
};

/** Names of the events of an element as they come. */
function record(element: LightningPay): string[] {
  const names: string[] = [];
  for (const name of ['open', 'created', 'processing', 'settled', 'expired', 'error', 'close'])
    element.addEventListener(`lp-${name}`, () => names.push(name));
  return names;
}

describe('LightningPay', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  it('shows the amount on the button', async () => {
    const element = await mount(TAG);
    expect(inside(element, '.pay').textContent).to.equal('Pay $50.00');
  });

  it('shows the dialog with amount and disabled actions before the server answers', async () => {
    server.answer = 'hold';
    const element = await mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'Getting your invoice');
    expect(inside<HTMLDialogElement>(element, 'dialog').open).to.equal(true);
    expect(inside(element, '[part="amount"]').textContent).to.equal('$50.00');
    expect(element.shadowRoot?.querySelectorAll('.key[aria-disabled="true"]').length).to.equal(2);
  });

  it('is opened, walked through and closed by keys, and gives the focus back', async () => {
    const element = await mount(TAG);
    element.focus();
    await sendKeys({ press: 'Enter' });
    await announced(element, 'Waiting for payment');
    const dialog = inside<HTMLDialogElement>(element, 'dialog');
    expect(element.shadowRoot?.activeElement).to.equal(dialog);
    for (const part of ['close', 'action primary', 'action']) {
      await sendKeys({ press: 'Tab' });
      expect(element.shadowRoot?.activeElement?.getAttribute('part')).to.equal(part);
    }
    await sendKeys({ press: 'Escape' });
    await until(() => !dialog.open);
    expect(element.shadowRoot?.activeElement).to.equal(inside(element, '.pay'));
  });

  it('keeps the focus in the dialog when the focused action goes with its phase', async () => {
    const element = await mount(TAG);
    await open(element);
    inside(element, 'a.key').focus();
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    const dialog = inside(element, 'dialog');
    await until(() => dialog.contains(element.shadowRoot?.activeElement ?? null));
  });

  it('tells each thing once, in order', async () => {
    const element = await mount(TAG);
    const names = record(element);
    await open(element);
    server.push({ ...fixtures.awaiting, status: 'processing', version: 4 });
    await announced(element, 'Payment seen');
    server.push(fixtures.settled);
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    inside(element, '.key.primary').click();
    expect(names).to.deep.equal(['open', 'created', 'processing', 'settled', 'close']);
  });

  it('says why it was closed', async () => {
    const element = await mount(TAG);
    const reasons: string[] = [];
    element.addEventListener('lp-close', ({ reason, detail }) => reasons.push(reason, detail.reason));
    await open(element);
    element.close();
    await open(element);
    inside(element, '.close').click();
    await open(element);
    await sendKeys({ press: 'Escape' });
    await open(element);
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    inside(element, '.close').click();
    expect(reasons).to.deep.equal(['api', 'api', 'button', 'button', 'escape', 'escape', 'paid', 'paid']);
  });

  it('carries the payment without its secret on events that bubble and cross shadow trees', async () => {
    const element = await mount(TAG);
    const heard = new Promise<HTMLElementEventMap['lp-created']>((resolve) =>
      document.addEventListener('lp-created', resolve as EventListener, { once: true }),
    );
    inside(element, '.pay').click();
    const event = await heard;
    expect(event.composed).to.equal(true);
    expect(event.payment.reference).to.equal('LP-7F3K-9Q2M');
    expect(event.detail.payment).to.equal(event.payment);
    expect(JSON.stringify(event.detail)).not.to.contain('secret');
  });

  it('stays shut where lp-open is prevented', async () => {
    const element = await mount(TAG);
    element.addEventListener('lp-open', (event) => event.preventDefault());
    await element.open();
    expect(element.shadowRoot?.querySelector('dialog')).to.equal(null);
    expect(server.created).to.deep.equal([]);
  });

  it('makes one payment of a double press', async () => {
    const element = await mount(TAG);
    inside(element, '.pay').click();
    inside(element, '.pay').click();
    await announced(element, 'Waiting for payment');
    expect(server.created.length).to.equal(1);
  });

  it('shows the same payment when closed and opened again, and another after reset', async () => {
    const element = await mount(TAG);
    await open(element);
    element.close();
    await open(element);
    expect(server.created.length).to.equal(1);
    await element.reset();
    await open(element);
    expect(new Set(server.created).size).to.equal(2);
  });

  it('goes on when it is moved within the page', async () => {
    const element = await mount(TAG);
    await open(element);
    const place = document.body.appendChild(document.createElement('section'));
    place.append(element);
    await element.updateComplete;
    expect(inside(element, 'dialog').matches(':modal')).to.equal(true);
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    place.remove();
  });

  it('F47 stops stream, timers and listeners when it leaves the page', async () => {
    const element = await mount(TAG);
    const names = record(element);
    await open(element);
    await until(() => server.openStreams === 1);
    element.remove();
    await until(() => server.openStreams === 0);
    server.push(fixtures.settled);
    document.body.append(element);
    await element.updateComplete;
    expect(inside<HTMLDialogElement>(element, 'dialog').open).to.equal(false);
    expect(names).to.deep.equal(['open', 'created']);
  });

  it('keeps two on a page apart', async () => {
    const one = await mount(TAG.replace('amount', 'id="one" amount'));
    const two = await mount(TAG.replace('amount="50"', 'id="two" amount="20"'));
    await open(one);
    expect(two.shadowRoot?.querySelector('dialog')).to.equal(null);
    one.close();
    await open(two);
    expect(codeOf(two)).not.to.equal(null);
    expect(new Set(server.created).size).to.equal(2);
  });

  it('has its phase as a custom state', async () => {
    const element = await mount(TAG);
    expect(element.matches(':state(idle)')).to.equal(true);
    await open(element);
    expect(element.matches(':state(awaiting)')).to.equal(true);
  });

  it('tries again with the same key where that may help', async () => {
    server.answer = { status: 503, code: 'gateway_unavailable' };
    const element = await mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'did not answer');
    expect(inside(element, '[part="sats"]').textContent).to.equal('Nothing was charged');
    server.answer = fixtures.fresh;
    inside(element, '.key.primary').click();
    await announced(element, 'Waiting for payment');
    expect(new Set(server.created).size).to.equal(1);
  });

  it('A38 shows no code, and no way to try again, for an invoice of another network', async () => {
    server.answer = { ...fixtures.fresh, network: 'mainnet' };
    const element = await mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'not the one');
    expect(codeOf(element)).to.equal(null);
    expect(inside(element, '.key.primary').textContent).to.equal('Close');
  });

  it('hides the invoice once it has expired', async () => {
    const element = await mount(TAG);
    await open(element);
    server.push({ ...fixtures.awaiting, status: 'expired', version: 4, invoice: null });
    await announced(element, 'We are still watching LP-7F3K-9Q2M');
    expect(codeOf(element)).to.equal(null);
    expect(element.shadowRoot?.querySelector('a[href^="lightning:"]')).to.equal(null);
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

  it('A35 shows markup in attributes and answers as text', async () => {
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
    expect(element.shadowRoot?.querySelector('img, [href^="javascript"]')).to.equal(null);
  });

  it('A36 takes colours and pixels only, and keeps the text readable on each', async () => {
    await emulateMedia({ reducedMotion: 'reduce' }); // colours change at once
    const element = await mount(TAG);
    const text = async (accent: string) => {
      element.accent = accent;
      await element.updateComplete;
      const { backgroundColor, color } = getComputedStyle(inside(element, '.pay'));
      return [backgroundColor, color];
    };
    const plain = await text('url(https://evil.example)');
    expect(await text('red;position:fixed')).to.deep.equal(plain);
    expect(await text('#ffd43b')).to.deep.equal(['rgb(255, 212, 59)', 'rgb(20, 22, 26)']);
    expect((await text('oklch(45% 0.2 280)'))[1]).to.equal('rgb(255, 255, 255)');
    element.radius = '8';
    await element.updateComplete;
    expect(getComputedStyle(inside(element, '.pay')).borderTopLeftRadius).to.equal('8px');
  });

  it('has one height through all phases', async () => {
    server.answer = 'hold';
    const element = await mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'Getting your invoice');
    const heights = [inside(element, 'dialog').clientHeight];
    element.remove();
    server.answer = fixtures.fresh;
    document.body.append(element);
    await open(element);
    heights.push(inside(element, 'dialog').clientHeight);
    for (const [status, words] of [
      ['processing', 'Payment seen'],
      ['expired', 'has expired'],
      ['settled', 'Paid'],
    ] as const) {
      server.push({ ...fixtures.awaiting, status, version: heights.length + 3, invoice: null });
      await announced(element, words);
      heights.push(inside(element, 'dialog').clientHeight);
    }
    expect(heights.length).to.equal(5);
    expect(new Set(heights).size).to.equal(1);
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

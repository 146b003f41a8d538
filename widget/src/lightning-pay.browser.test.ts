import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeServer, fixtures } from '../test/browser/fake-server.ts';
import { announced, clean, inside, mount, open, record, TAG, until } from '../test/browser/mount.ts';

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
    expect(element.shadowRoot?.activeElement === dialog).to.equal(true);
    for (const part of ['close', 'action primary', 'action']) {
      await sendKeys({ press: 'Tab' });
      expect(element.shadowRoot?.activeElement?.getAttribute('part')).to.equal(part);
    }
    await sendKeys({ press: 'Escape' });
    await until(() => !dialog.open);
    expect(element.shadowRoot?.activeElement === inside(element, '.pay')).to.equal(true);
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
    expect(element.shadowRoot?.querySelector('dialog') === null).to.equal(true);
    expect(server.created).to.deep.equal([]);
  });

  it('has its phase as a custom state', async () => {
    const element = await mount(TAG);
    expect(element.matches(':state(idle)')).to.equal(true);
    await open(element);
    expect(element.matches(':state(awaiting)')).to.equal(true);
  });

  it('has one height through all phases', async () => {
    server.answer = 'hold';
    const waiting = await mount(TAG);
    inside(waiting, '.pay').click();
    await announced(waiting, 'Getting your invoice');
    const heights = [inside(waiting, 'dialog').clientHeight];
    await clean();
    server.answer = fixtures.fresh;
    const element = await mount(TAG);
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
});

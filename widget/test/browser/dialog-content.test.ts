import { expect } from 'chai';
import type { default as read } from 'jsqr';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, codeOf, inside, mount, open, record, TAG, until } from './mount.ts';

const JSQR = '/jsqr.js';
await import(JSQR);
const { jsQR } = window as unknown as { jsQR: typeof read };

/** CSS pixels of a module, when a code is drawn for the decoder. */
const MODULE_PX = 4;

/** Draws the code as the page does, and reads it with an independent decoder. */
function scan(code: Element): string | undefined {
  const side = Number(code.getAttribute('viewBox')?.split(' ').at(-1)) * MODULE_PX;
  const canvas = new OffscreenCanvas(side, side).getContext('2d');
  if (!canvas) throw new Error('no canvas');
  canvas.fillStyle = '#fff';
  canvas.fillRect(0, 0, side, side);
  canvas.scale(MODULE_PX, MODULE_PX);
  canvas.fillStyle = '#000';
  canvas.fill(new Path2D(code.querySelector('path')?.getAttribute('d') ?? ''));
  return jsQR(canvas.getImageData(0, 0, side, side).data, side, side)?.data;
}

describe('the dialog', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  it('shows the invoice in upper case as its code, the renewed one too', async () => {
    const element = await mount(TAG);
    await open(element);
    expect(scan(codeOf(element) as Element)).to.equal(fixtures.fresh.invoice?.bolt11.toUpperCase());
    const before = codeOf(element)?.innerHTML;
    server.push(fixtures.renewed);
    await until(() => codeOf(element)?.innerHTML !== before);
    expect(scan(codeOf(element) as Element)).to.equal(fixtures.renewed.invoice?.bolt11.toUpperCase());
  });

  it('adds each style sheet once, however often it is opened', async () => {
    const element = await mount(`<lightning-pay server="${location.origin}"></lightning-pay>`);
    const sheets: (number | undefined)[] = [];
    for (let times = 0; times < 3; times++) {
      await element.open();
      sheets.push(element.shadowRoot?.adoptedStyleSheets.length);
      element.close();
    }
    expect(sheets).to.deep.equal([sheets[0], sheets[0], sheets[0]]);
  });

  it('still says how many sats while they are confirmed, also after a reload', async () => {
    const processing = { ...fixtures.awaiting, status: 'processing', version: 4, invoice: null };
    const element = await mount(TAG);
    await open(element);
    server.push(processing);
    await announced(element, 'Payment seen');
    expect(inside(element, '[part="sats"]').textContent).to.equal('77,650 sats');
    element.remove();
    await new Promise((gone) => setTimeout(gone)); // it is gone for good, not moved
    server.pushed = null;
    server.answer = { ...processing, paidSats: 77_650 };
    const again = await mount(TAG);
    inside(again, '.pay').click();
    await announced(again, 'Payment seen');
    expect(inside(again, '[part="sats"]').textContent).to.equal('77,650 sats');
  });

  it('holds what the page puts beside it, usable and without any effect on the layout', async () => {
    const element = await mount(TAG);
    await open(element);
    const dialog = inside(element, 'dialog');
    const { height } = dialog.getBoundingClientRect();
    expect(inside<HTMLSlotElement>(element, 'slot[name="beside"]').getClientRects().length).to.equal(0);
    expect(dialog.scrollHeight).to.equal(dialog.clientHeight);
    element.close();
    element.insertAdjacentHTML(
      'beforeend',
      '<div slot="beside" popover="manual"><button>Help</button></div>',
    );
    const beside = element.lastElementChild as HTMLElement;
    const button = beside.querySelector('button') as HTMLButtonElement;
    await open(element);
    button.focus();
    server.push({ ...fixtures.awaiting, status: 'processing', version: 4 });
    await announced(element, 'Payment seen');
    expect(document.activeElement === button).to.equal(true);
    const { x, y, width, height: high } = button.getBoundingClientRect();
    expect(document.elementFromPoint(x + width / 2, y + high / 2) === button).to.equal(true);
    expect(dialog.getBoundingClientRect().height).to.equal(height);
    element.close();
    expect(beside.matches(':popover-open')).to.equal(false);
  });

  it('is not closed by the cancelling of a file picker beside it', async () => {
    const element = await mount(TAG);
    const names = record(element);
    await open(element);
    element.insertAdjacentHTML('beforeend', '<input slot="beside" type="file">');
    element.lastElementChild?.dispatchEvent(new Event('cancel', { bubbles: true }));
    expect(inside<HTMLDialogElement>(element, 'dialog').open).to.equal(true);
    expect(names).to.deep.equal(['open', 'created']);
  });
});

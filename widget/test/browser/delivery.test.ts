import { expect } from 'chai';
import { FakeServer, fixtures } from './fake-server.ts';
import { framedPage, SCRIPT } from './framed-page.ts';
import { announced, codeOf, inside, until } from './mount.ts';

const TAG = `<lightning-pay amount="50" order-id="A-1" server="${location.origin}"><a href="/pay?amount=50">Pay $50.00</a></lightning-pay>`;
const HOSTED_PAGE = `${location.origin}/pay?amount=50&orderId=A-1`;

const script = (folder: string, attributes = '') =>
  `<script type="module" src="/${folder}/lightning-pay.js" ${attributes}></script>`;

/** The hash that a page pins the entry by. */
async function integrityOf(path: string): Promise<string> {
  const bytes = await fetch(path).then((answer) => answer.arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

const isAltered = (view: Window) => 'isAltered' in view;

describe('a script that does not come', () => {
  it('F45 leaves the fallback on the page when blocked; an API out of reach leaves a way to try again and one to the hosted page', async () => {
    const blocked = await framedPage({ csp: "script-src 'none'", body: SCRIPT + TAG });
    const link = blocked.page.querySelector('a');
    expect(link?.checkVisibility() && link.getClientRects().length).to.equal(1);
    expect(blocked.errors).to.deep.equal([]);
    blocked.remove();

    const shop = await framedPage({ body: `${SCRIPT}<p>Order A-1</p>` });
    const element = await shop.mount(TAG);
    // Nobody listens there, and the browser itself refuses the port: as dead as an API can be.
    element.server = 'http://127.0.0.1:1';
    const said: unknown[] = [];
    element.addEventListener('lp-error', ({ code, retryable }) => said.push(code, retryable));
    await element.updateComplete;
    inside(element, '.pay').click();
    await announced(element, 'out of reach. Check your connection, then try again. Nothing was charged');
    expect(said).to.deep.equal(['network', true]);
    expect(element.matches(':state(failed)')).to.equal(true);
    const way = inside<HTMLAnchorElement>(element, 'a.key');
    expect([way.textContent, way.href]).to.deep.equal([
      'Open payment page',
      'http://127.0.0.1:1/pay?amount=50&orderId=A-1',
    ]);
    const server = new FakeServer(shop.view);
    const again = inside(element, '.key.primary');
    expect(again.textContent).to.equal('Try again');
    again.click();
    await announced(element, 'Waiting for payment');
    element.close();
    expect(shop.errors).to.deep.equal([]);
    expect(shop.page.body.textContent).to.contain('Order A-1');
    server.remove();
    shop.remove();
  });

  it('F54 leads to the hosted page where it is the checkout; without its companion the customer still sees Paid', async () => {
    const old = await framedPage({ body: script('missing-checkout') });
    const stale = await old.mount(TAG);
    const codes: string[] = [];
    stale.addEventListener('lp-error', ({ code }) => codes.push(code));
    inside(stale, '.pay').click();
    await until(() => old.left.length > 0);
    expect(old.left).to.deep.equal([HOSTED_PAGE]);
    expect(codes).to.deep.equal(['network']);
    expect(old.errors).to.deep.equal([]);
    old.remove();

    const half = await framedPage({ body: script('missing-companion') });
    const server = new FakeServer(half.view);
    const element = await half.mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'Waiting for payment');
    expect(codeOf(element) === null).to.equal(false);
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    expect(inside(element, '.words').textContent).to.equal('Paid');
    expect(inside(element, '.key.primary').textContent).to.equal('Done');
    expect([server.openStreams, half.left, half.errors]).to.deep.equal([0, [], []]);
    half.remove();
  }).timeout(15_000);

  it('A41 does not run with other bytes, the entry as little as a chunk, at the second press as little as at the first', async () => {
    const unpinned = await framedPage({ body: script('altered-lightning') });
    expect(isAltered(unpinned.view)).to.equal(true); // what ran is seen
    unpinned.remove();
    const pinned = await framedPage({
      body: script('altered-lightning', `integrity="${await integrityOf('/dist/lightning-pay.js')}"`) + TAG,
    });
    expect(pinned.page.querySelector('a')?.checkVisibility()).to.equal(true);
    expect([isAltered(pinned.view), pinned.view.customElements.get('lightning-pay')]).to.deep.equal([
      false,
      undefined,
    ]);
    pinned.remove();

    const shop = await framedPage({ body: script('altered-checkout') });
    const element = await shop.mount(TAG);
    for (const times of [1, 2]) {
      inside(element, '.pay').click();
      await until(() => shop.left.length === times);
    }
    expect(shop.left).to.deep.equal([HOSTED_PAGE, HOSTED_PAGE]);
    expect([isAltered(shop.view), shop.errors]).to.deep.equal([false, []]);
    shop.remove();

    const half = await framedPage({ body: script('altered-companion') });
    const server = new FakeServer(half.view);
    const open = await half.mount(TAG);
    inside(open, '.pay').click();
    await announced(open, 'Waiting for payment');
    server.push(fixtures.settled);
    await announced(open, 'Paid');
    expect([isAltered(half.view), half.errors]).to.deep.equal([false, []]);
    half.remove();
  }).timeout(15_000);
});

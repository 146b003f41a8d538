import { expect } from 'chai';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, codeOf, inside, mount, open, record, TAG, until } from './mount.ts';

describe('one intent, one payment, as long as the element is on the page', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  it('makes one payment of a double press', async () => {
    const element = await mount(TAG);
    inside(element, '.pay').click();
    inside(element, '.pay').click();
    await announced(element, 'Waiting for payment');
    expect(server.created.length).to.equal(1);
  });

  it('asks the server that the tag names now, not the one of its first opening', async () => {
    const element = await mount(TAG);
    await open(element);
    element.close();
    element.server = 'http://127.0.0.1:9';
    await element.updateComplete;
    await open(element);
    expect(server.origins).to.deep.equal([location.origin, 'http://127.0.0.1:9']);
  });

  it('hears a press while the page is still looking for a dialog to open again', async () => {
    sessionStorage.setItem(`lightning-pay:${location.pathname}`, 'the dialog of an element that is not here');
    const element = await mount(TAG);
    inside(element, '.pay').click();
    await announced(element, 'Waiting for payment');
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

  it('stops stream, timers and listeners when it leaves the page', async () => {
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
    expect(two.shadowRoot?.querySelector('dialog') === null).to.equal(true);
    one.close();
    await open(two);
    expect(codeOf(two) === null).to.equal(false);
    expect(new Set(server.created).size).to.equal(2);
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

  it('reads the payment at once when the page is online again or comes back', async () => {
    const element = await mount(TAG);
    await open(element);
    await until(() => server.openStreams === 1);
    for (const [target, name] of [
      [window, 'online'],
      [window, 'pageshow'],
      [document, 'visibilitychange'],
    ] as const) {
      const before = server.reads;
      // One that comes while a read is under way adds none.
      await until(() => target.dispatchEvent(new Event(name)) && server.reads > before);
    }
    element.close();
    const reads = server.reads;
    window.dispatchEvent(new Event('online'));
    expect(server.reads).to.equal(reads);
  });

  it('keeps the first registration, and says so, when the script comes twice', async () => {
    const first = customElements.get('lightning-pay');
    const { error } = console;
    const said: string[] = [];
    console.error = (text: string) => said.push(text);
    const again = '/dist/lightning-pay.js?again';
    await import(again);
    console.error = error;
    expect(customElements.get('lightning-pay')).to.equal(first);
    expect(said.join()).to.contain('registered already');
  });

  it('loads one more file up to the code and one after it, whatever the entry’s address', async () => {
    const again = '/dist/lightning-pay.js?query';
    await import(again);
    const element = await mount(TAG);
    await open(element);
    const chunks = () => {
      const scripts = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
      const names = scripts.map((path) => /^\/dist\/chunks\/([a-z]+)-/.exec(path)?.[1]);
      return [...new Set(names)].filter((name) => name !== undefined);
    };
    await until(() => chunks().length > 1);
    expect(chunks()).to.deep.equal(['checkout', 'companion']);
  });
});

import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, inside, mount, record, TAG, until } from './mount.ts';

describe('a customer without a mouse', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  it('opens, pays and closes, and is back at the button', async () => {
    const element = await mount(TAG);
    const names = record(element);
    const focused = () => element.shadowRoot?.activeElement;
    await sendKeys({ press: 'Tab' });
    expect(focused() === inside(element, '.pay')).to.equal(true);
    await sendKeys({ press: 'Space' });
    await announced(element, 'Waiting for payment');
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    expect(focused()?.textContent).to.equal('Done');
    await sendKeys({ press: 'Enter' });
    await until(() => !inside<HTMLDialogElement>(element, 'dialog').open);
    expect(focused() === inside(element, '.pay')).to.equal(true);
    expect(names).to.deep.equal(['open', 'created', 'settled', 'close']);
  });

  for (const display of ['modal', 'inline']) {
    it(`types the amount at once, ${display}`, async () => {
      const element = await mount(TAG.replace('amount="50"', `display="${display}"`));
      element.focus();
      await sendKeys({ press: 'Enter' });
      await until(() => element.shadowRoot?.activeElement?.localName === 'input');
      await sendKeys({ type: '25' });
      await sendKeys({ press: 'Enter' });
      await announced(element, 'Waiting for payment');
      expect(server.created.length).to.equal(1);
      expect(element.contains(document.activeElement)).to.equal(true);
    });
  }
});

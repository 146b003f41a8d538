import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { framedPage, SCRIPT, STRICT_CSP } from './framed-page.ts';
import { announced, inside, until } from './mount.ts';

const tag = (attributes: string) =>
  `<lightning-pay accent="#5b3df5" server="${location.origin}" ${attributes}></lightning-pay>`;

describe('a page with a strict policy', () => {
  it('A37 is paid on without a violation: dialog, inline, typed amount, another language, node-id, sandbox', async () => {
    const shop = await framedPage({ csp: STRICT_CSP, body: SCRIPT });
    const server = new FakeServer(shop.view);

    /** Presses, pays and closes. */
    async function pay(element: LightningPay, waiting = 'Waiting for payment', paid = 'Paid') {
      inside(element, '.pay').click();
      await announced(element, waiting);
      server.push(fixtures.settled);
      await announced(element, paid);
      await until(() => element.shadowRoot?.querySelector('[part="outcome"]') !== null);
      element.close();
      element.remove();
    }

    await pay(await shop.mount(tag('amount="50"')));
    await pay(await shop.mount(tag('amount="50" display="inline"')));
    await pay(await shop.mount(tag('amount="50" lang="de"')), 'Warten auf Zahlung', 'Bezahlt');
    await pay(await shop.mount(tag(`amount="50" node-id="${fixtures.nodeId}"`)));

    const donation = await shop.mount(tag('suggestions="20,50"'));
    inside(donation, '.pay').click();
    await until(() => donation.shadowRoot?.querySelectorAll('.chip').length === 2);
    inside(donation, '.chip:last-of-type').click();
    await donation.updateComplete;
    inside(donation, '[type="submit"]').click();
    await announced(donation, 'Waiting for payment');
    donation.close();
    donation.remove();

    const demo = await shop.mount(tag('amount="50" sandbox'));
    inside(demo, '.pay').click();
    await announced(demo, 'Waiting for payment');
    inside(demo, '.play').click();
    await announced(demo, 'Paid');
    demo.remove();

    expect(await shop.violations()).to.deep.equal([]);
    expect(shop.errors).to.deep.equal([]);
    // The control: what this page forbids is seen.
    expect(() => shop.page.body.insertAdjacentHTML('beforeend', '<i></i>')).to.throw();
    shop.page.body.appendChild(shop.page.createElement('i')).setAttribute('style', 'color: red');
    expect((await shop.violations()).length).to.equal(2);
    shop.remove();
  }).timeout(15_000);
});

import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, inside, until } from './mount.ts';

describe('a page with a strict policy', () => {
  it('pays without a violation: no inline style, no data image, no text that becomes code', async () => {
    const frame = document.createElement('iframe');
    frame.src = '/strict.html';
    const loaded = new Promise((done) => frame.addEventListener('load', done));
    document.body.append(frame);
    await loaded;
    const view = frame.contentWindow;
    const page = frame.contentDocument;
    if (!view || !page) throw new Error('the page did not load');
    const violations: string[] = [];
    page.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
      violations.push(`${violatedDirective} ${sample}`),
    );
    const server = new FakeServer(view);
    await until(() => view.customElements.get('lightning-pay') !== undefined);
    const element = page.createElement('lightning-pay') as LightningPay;
    Object.assign(element, { amount: '50', server: location.origin, accent: '#5b3df5' });
    page.body.append(element);
    await element.updateComplete;
    inside(element, '.pay').click();
    await announced(element, 'Waiting for payment');
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    expect(violations).to.deep.equal([]);
    frame.remove();
  });
});

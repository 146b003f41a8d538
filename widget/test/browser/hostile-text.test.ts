import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import type { Payment } from '../../src/payment.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { type FramedPage, framedPage, SCRIPT, STRICT_CSP } from './framed-page.ts';
import { inside, until } from './mount.ts';

/** What would run where a text became markup, code or an address. */
const HOSTILE = [
  '"><img src=x onerror=attack()><svg onload=attack()><script>attack()</script>{{attack()}}',
  'javascript:attack()//',
  'data:text/html,<script>attack()</script>',
];

/** What a page may write, each of it hostile in its turn. */
const ATTRIBUTES = [
  'amount',
  'currency',
  'product',
  'request',
  'order-id',
  'description',
  'email',
  'label',
  'theme',
  'accent',
  'radius',
  'size',
  'lang',
  'display',
  'suggestions',
  'node-id',
  'support-url',
  'success-url',
  'sandbox',
  'name',
  'server',
];

/** Elements and attributes of the templates; whatever else is in the shadow tree came out of a text. */
const ELEMENTS = /^(a|b|bdi|button|dialog|div|form|h2|i|input|label|p|path|section|slot|span|svg)$/;

/** What in a shadow tree was never written by a template. */
function intruders({ shadowRoot }: LightningPay): string[] {
  const found: string[] = [];
  for (const element of shadowRoot?.querySelectorAll('*') ?? []) {
    if (!ELEMENTS.test(element.localName)) found.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      const isAddress = /^(href|src|action|formaction|xlink:href)$/.test(name);
      if (name.startsWith('on') || (isAddress && !/^(https?|lightning):/.test(value)))
        found.push(`${name}=${value}`);
    }
  }
  return found;
}

/** Presses, and waits until the checkout has something to say; one that cannot be pressed stays as it is. */
async function press(element: LightningPay): Promise<void> {
  const button = inside<HTMLButtonElement>(element, '.pay');
  if (button.disabled) return;
  button.click();
  const said = () => element.shadowRoot?.querySelector('.live')?.textContent ?? '';
  await until(() => !/^(|Getting.*)$/.test(said()) || element.shadowRoot?.querySelector('form') !== null);
}

describe('texts of a page and of a server', () => {
  let shop: FramedPage;
  let server: FakeServer;
  beforeEach(async () => {
    shop = await framedPage({ csp: STRICT_CSP, body: SCRIPT });
    Object.assign(shop.view, { attack: () => shop.page.documentElement.setAttribute('class', 'attacked') });
    server = new FakeServer(shop.view);
  });
  afterEach(() => shop.remove());

  const attribute = (name: string, value: string) => {
    const tag = document.createElement('lightning-pay');
    for (const [own, text] of [
      ['amount', '50'],
      ['lang', 'en'],
      ['server', location.origin],
      [name, value],
    ] as const)
      tag.setAttribute(own, text);
    return tag.outerHTML;
  };

  it('A35 stay texts in every attribute, slot and answer: nothing runs, nothing is refused by Trusted Types', async () => {
    const known: readonly string[] = (shop.view.customElements.get('lightning-pay') as typeof LightningPay)
      .observedAttributes;
    expect(known.filter((name) => !['required', 'disabled', ...ATTRIBUTES].includes(name))).to.deep.equal([]);
    const found: string[] = [];
    let paid = 0;

    async function pay(tag: string, settled: Payment = fixtures.settled): Promise<LightningPay> {
      sessionStorage.clear(); // a payment of its own
      server.pushed = null;
      const element = await shop.mount(tag);
      await press(element);
      found.push(...intruders(element));
      const isFollowed = element.matches(':state(awaiting)') && server.created.length > 0;
      server.created.length = 0;
      if (isFollowed) {
        paid++;
        server.push(settled);
        await until(() => element.matches(':state(settled)'));
      }
      await element.updateComplete;
      found.push(...intruders(element));
      element.close();
      return element;
    }

    for (const text of HOSTILE) {
      for (const name of ATTRIBUTES) (await pay(attribute(name, text))).remove();

      const meta = shop.page.head.appendChild(shop.page.createElement('meta'));
      meta.setAttribute('property', 'og:site_name');
      meta.content = text;
      server.answer = { ...fixtures.fresh, reference: text, description: text, orderId: text };
      const told = await pay(attribute('label', text), {
        ...fixtures.settled,
        reference: text,
        receiptUrl: text,
        receipt: text,
      });
      expect(inside(told, '.pay').textContent).to.equal(text);
      expect(inside(told, '.shop').textContent).to.equal(text);
      expect(inside(told, '.reference').textContent).to.equal(text);
      told.remove();
      meta.remove();

      server.answer = { status: 422, code: text, title: text, detail: text };
      (await pay(attribute('order-id', 'A-2'))).remove();
      server.answer = fixtures.fresh;

      const beside = await shop.mount(attribute('order-id', 'A-3'));
      const slotted = beside.appendChild(shop.page.createElement('p'));
      slotted.slot = 'beside';
      slotted.textContent = text;
      await press(beside);
      expect([slotted.textContent, slotted.childElementCount]).to.deep.equal([text, 0]);
      found.push(...intruders(beside));
      beside.close();
      beside.remove();
    }

    expect(paid).to.be.greaterThan(HOSTILE.length * (ATTRIBUTES.length / 2)); // the others say no, or have no server
    expect(found).to.deep.equal([]);
    expect(shop.page.documentElement.className).to.equal('');
    expect(await shop.violations()).to.deep.equal([]);
    expect(shop.errors).to.deep.equal([]);
    expect(shop.left.filter((address) => !/^https?:/.test(address))).to.deep.equal([]);
  }).timeout(60_000);
});

import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, inside, mount, open, TAG, until } from './mount.ts';

const FIELD = TAG.replace('amount', 'name="payment" required amount');

describe('the element in a form', () => {
  let server: FakeServer;
  let form: HTMLFormElement;
  let fieldset: HTMLFieldSetElement;
  let element: LightningPay;
  beforeEach(async () => {
    server = new FakeServer();
    form = document.body.appendChild(document.createElement('form'));
    fieldset = form.appendChild(document.createElement('fieldset'));
    element = await mount(FIELD, fieldset);
  });
  afterEach(async () => {
    await clean();
    form.remove();
    server.remove();
  });

  const sent = () => new FormData(form).get('payment');

  async function pay(): Promise<void> {
    await open(element);
    server.push({ ...fixtures.settled, receipt: 'header.claims.signature' });
    await announced(element, 'Paid');
    element.close();
    await element.updateComplete;
  }

  it('keeps it back until it is paid, and says why', async () => {
    const submitted: Event[] = [];
    form.addEventListener('submit', (event) => submitted.push(event) && event.preventDefault());
    const refused = new Promise((done) => element.addEventListener('invalid', done));
    form.requestSubmit();
    await refused;
    expect([form.checkValidity(), submitted.length, sent()]).to.deep.equal([false, 0, null]);
    expect(form.querySelector(':invalid') === fieldset).to.equal(true);
    await pay();
    form.requestSubmit();
    expect([form.checkValidity(), submitted.length, sent()]).to.deep.equal([
      true,
      1,
      'header.claims.signature',
    ]);
  });

  it('has a value as other fields have one, and none after a reset', async () => {
    expect([element.form === form, element.value]).to.deep.equal([true, '']);
    await pay();
    expect(element.value).to.equal('header.claims.signature');
    form.reset();
    await until(() => element.value === '');
    await element.updateComplete;
    expect([sent(), form.checkValidity()]).to.deep.equal([null, false]);
    server.answer = { ...fixtures.fresh, id: 'pay_2' };
    await until(() => !inside<HTMLButtonElement>(element, '.pay').disabled);
    await open(element);
    expect(new Set(server.created).size).to.equal(2);
  });

  it('sends the id of the payment where the server gives no receipts', async () => {
    await open(element);
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    expect(sent()).to.equal(fixtures.settled.id);
  });

  it('is brought back with its form by the browser', async () => {
    element.formStateRestoreCallback('header.claims.signature');
    await element.updateComplete;
    expect([sent(), form.checkValidity()]).to.deep.equal(['header.claims.signature', true]);
  });

  it('is off with its fieldset, and on again with it', async () => {
    fieldset.disabled = true;
    await element.updateComplete;
    const button = inside<HTMLButtonElement>(element, '.pay');
    expect([button.disabled, form.checkValidity()]).to.deep.equal([true, true]);
    await element.open();
    expect(server.created).to.deep.equal([]);
    fieldset.disabled = false;
    await element.updateComplete;
    expect(button.disabled).to.equal(false);
  });
});

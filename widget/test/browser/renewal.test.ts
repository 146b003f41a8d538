import { expect } from 'chai';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, codeOf, inside, mount, open, record, TAG, until } from './mount.ts';

const EXPIRED = { ...fixtures.awaiting, status: 'expired', version: 5, invoice: null };

describe('an expired payment', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });
  afterEach(async () => {
    await clean();
    server.remove();
  });

  /** A checkout that was open until its code expired. */
  async function expired() {
    const element = await mount(TAG);
    const names = record(element);
    await open(element);
    await until(() => server.openStreams === 1);
    server.push(EXPIRED);
    await announced(element, 'has expired');
    return { element, names, primary: () => inside(element, '.key.primary') };
  }

  it('is given a new code in place: same payment, same reference, same stream', async () => {
    const { element, names, primary } = await expired();
    server.renewal = 'hold';
    expect(primary().textContent).to.equal('New code');
    primary().click();
    await announced(element, 'Getting your invoice');
    expect(inside(element, '.shimmer').getAttribute('part')).to.equal('card');
    expect(inside(element, '.reference').textContent).to.equal('LP-7F3K-9Q2M');
    expect(inside(element, '[part="amount"]').textContent).to.equal('$50.00');
    server.push(fixtures.renewed);
    await announced(element, 'Waiting for payment');
    expect(codeOf(element) === null).to.equal(false);
    expect(inside<HTMLAnchorElement>(element, 'a.key').href).to.contain(fixtures.renewed.invoice?.bolt11);
    expect([server.created.length, server.renewals, server.openStreams]).to.deep.equal([1, 1, 1]);
    expect(names).to.deep.equal(['open', 'created', 'expired', 'created']);
  });

  it('shows Paid for money on the old code while the new one is shown', async () => {
    const { element, names, primary } = await expired();
    primary().click();
    await announced(element, 'Waiting for payment');
    server.push(fixtures.settled);
    await announced(element, 'Paid');
    expect(names.at(-1)).to.equal('settled');
  });

  it('says so when there is no new code, keeps watching, and tries again', async () => {
    const { element, primary } = await expired();
    server.renewal = { status: 502, code: 'gateway_bad_answer' };
    primary().click();
    await announced(element, 'could not get a new code. Already paid? We are still watching LP-7F3K-9Q2M');
    expect(server.openStreams).to.equal(1);
    expect(inside(element, '[part="sats"]').textContent).to.equal('');
    server.renewal = fixtures.renewed;
    expect(primary().textContent).to.equal('Try again');
    primary().click();
    await announced(element, 'Waiting for payment');
    expect([server.created.length, server.renewals]).to.deep.equal([1, 2]);
  });

  it('starts again where the server is older and knows no renewal', async () => {
    const { element, primary } = await expired();
    server.renewal = { status: 404, code: 'not_found' };
    server.answer = { ...fixtures.fresh, id: 'pay_2', reference: 'LP-0000-0002' };
    primary().click();
    await announced(element, 'Waiting for payment');
    expect(inside(element, '.reference').textContent).to.equal('LP-0000-0002');
    expect(new Set(server.created).size).to.equal(2);
  });

  it('offers no new code where a part was paid', async () => {
    const { element, primary } = await expired();
    server.push({ ...EXPIRED, version: 6, flags: ['underpaid'], paidSats: 50_000 });
    await announced(element, 'after part was paid');
    expect(primary().textContent).to.equal('Close');
  });
});

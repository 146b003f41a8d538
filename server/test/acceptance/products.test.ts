import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MUG, merchant, outcome, PRICING } from './pricing.ts';
import { MERCHANT_KEY, newKey, READ_KEY, type Rig, startRig } from './rig.ts';

describe('the catalogue', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ settings: PRICING });
  }, 120_000);
  afterAll(() => rig.stop());

  it('products are read by both keys and written by one, strictly', async () => {
    const path = 'products/table.1';
    expect(await outcome(await merchant(rig, 'GET', path))).toBe('404 not_found');
    const put = await merchant(rig, 'PUT', path, { ...MUG, active: false });
    const wanted = { id: 'table.1', title: 'A mug', amount: '25.00', currency: 'USD', active: false };
    expect(await put.json()).toEqual(wanted);
    for (const key of [MERCHANT_KEY, READ_KEY]) {
      expect(await (await merchant(rig, 'GET', path, undefined, key)).json()).toEqual(wanted);
    }
    expect(await outcome(await merchant(rig, 'PUT', path, MUG, READ_KEY))).toBe('403 forbidden');
    expect(await outcome(await merchant(rig, 'DELETE', path, undefined, READ_KEY))).toBe('403 forbidden');
    const order = { amount: '50', currency: 'USD', orderId: 'A-9' };
    expect(await outcome(await merchant(rig, 'POST', 'payment-requests', order, READ_KEY))).toBe(
      '403 forbidden',
    );
    for (const [method, where] of [
      ['GET', path],
      ['PUT', path],
      ['DELETE', path],
      ['POST', 'payment-requests'],
    ] as const) {
      expect(
        await outcome(await merchant(rig, method, where, method === 'GET' ? undefined : MUG, newKey())),
      ).toBe('401 unauthorized');
    }
    for (const body of [
      {},
      [],
      null,
      { ...MUG, id: 'other' },
      { ...MUG, title: '' },
      { ...MUG, title: 'x'.repeat(201) },
      { ...MUG, amount: 25 },
      { ...MUG, amount: '25.001' },
      { ...MUG, active: 'yes' },
      { ...MUG, currency: undefined },
    ]) {
      expect(await outcome(await merchant(rig, 'PUT', path, body)), JSON.stringify(body)).toBe(
        '422 invalid_request',
      );
    }
    for (const id of ['a%2Fb', '%00', 'x'.repeat(65), '-x', '%E6%B3%A8']) {
      expect(await outcome(await merchant(rig, 'PUT', `products/${id}`, MUG)), id).toBe(
        '422 invalid_request',
      );
    }
    expect(await (await merchant(rig, 'GET', path)).json(), 'nothing of it was stored').toEqual(wanted);
    expect((await merchant(rig, 'DELETE', path)).status).toBe(204);
    expect((await merchant(rig, 'DELETE', path)).status, 'again').toBe(204);
    expect(await outcome(await merchant(rig, 'GET', path))).toBe('404 not_found');
  });
});

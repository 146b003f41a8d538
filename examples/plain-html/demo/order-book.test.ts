import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OrderBook } from './order-book.ts';

const now = new Date('2026-01-01T00:00:00Z');
const newFile = () => join(mkdtempSync(join(tmpdir(), 'orders-')), 'shop/orders.json');

describe('OrderBook', () => {
  it('places an order at the price of the basket', () => {
    const order = new OrderBook(newFile()).place(now);
    expect(order).toEqual({
      id: expect.stringMatching(/^A-\d{6}$/),
      amount: '50.00',
      currency: 'USD',
      createdAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('knows its orders after a restart', () => {
    const file = newFile();
    const order = new OrderBook(file).place(now);
    expect(new OrderBook(file).find(order.id)).toEqual(order);
  });

  it('knows no other order', () => {
    expect(new OrderBook(newFile()).find('A-100000')).toBeUndefined();
  });

  it('refuses to begin from a file that it cannot read, rather than forget orders', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'orders-')), 'orders.json');
    writeFileSync(file, '[{');
    expect(() => new OrderBook(file)).toThrow(/cannot be read/);
  });
});

import { describe, expect, it } from 'vitest';
import { hostedPage } from './hosted-page.ts';

const NOTHING = { amount: null, currency: null, product: null, request: null, orderId: null };
const order = { ...NOTHING, description: null, email: null, id: '' };

describe('hostedPage', () => {
  it('is the page of the server for the same order', () => {
    const page = hostedPage(
      { ...order, amount: '50', currency: 'EUR', orderId: 'A&1', description: 'a b' },
      new URL('https://pay.example.com/lightning/'),
    );
    expect(page).toBe(
      'https://pay.example.com/lightning/pay?amount=50&currency=EUR&orderId=A%261&description=a+b',
    );
  });

  it('asks for the amount where the order names no price', () => {
    expect(hostedPage(order, new URL('https://pay.example.com/'))).toBe('https://pay.example.com/pay');
  });
});

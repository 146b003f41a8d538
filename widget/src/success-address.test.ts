import { describe, expect, it } from 'vitest';
import { successAddress } from './success-address.ts';

const BASE = 'https://shop.example/cart/?step=2#pay';
const ID = 'pay_AbC-123_x';

describe('successAddress', () => {
  it.each([
    ['https://shop.example/thanks', `https://shop.example/thanks?lp_payment=${ID}`],
    ['/thanks', `https://shop.example/thanks?lp_payment=${ID}`],
    ['thanks', `https://shop.example/cart/thanks?lp_payment=${ID}`],
    ['?done', `https://shop.example/cart/?done&lp_payment=${ID}`],
    ['#done', `https://shop.example/cart/?step=2&lp_payment=${ID}#done`],
    ['//other.example/', `https://other.example/?lp_payment=${ID}`],
    [' /thanks ', `https://shop.example/thanks?lp_payment=${ID}`],
    ['http://localhost:8787/thanks', `http://localhost:8787/thanks?lp_payment=${ID}`],
  ])('%s leads to %s', (attribute, address) => {
    expect(successAddress(attribute, ID, BASE)?.href).toBe(address);
  });

  it('keeps the query and the fragment of the owner as they are written', () => {
    const own = '/thanks?order=A%201&flag&q=a+b&q=%C3%A4#section?x=1&lp_payment=y';
    expect(successAddress(own, ID, BASE)?.href).toBe(
      `https://shop.example/thanks?order=A%201&flag&q=a+b&q=%C3%A4&lp_payment=${ID}#section?x=1&lp_payment=y`,
    );
  });

  it('names one payment only, also where the address names one already', () => {
    const own = `/thanks?lp_payment=pay_old&a=1&lp_payment=pay_older&lp_payments=2`;
    expect(successAddress(own, ID, BASE)?.search).toBe(`?a=1&lp_payments=2&lp_payment=${ID}`);
  });

  it('lets an id add no parameter of its own', () => {
    const { searchParams, hash } = successAddress('/thanks', 'x&paid=1#y', BASE) ?? {};
    expect([...(searchParams ?? [])]).toEqual([['lp_payment', 'x&paid=1#y']]);
    expect(hash).toBe('');
  });

  it.each([
    null,
    '',
    '  ',
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://shop.example/1',
    'file:///etc/hosts',
    'mailto:help@shop.example',
    'https://',
    'http://[',
  ])('%j leads nowhere', (attribute) => {
    expect(successAddress(attribute, ID, BASE)).toBeNull();
  });

  it('leads nowhere from a page that has no address of its own', () => {
    expect(successAddress('/thanks', ID, 'about:blank')).toBeNull();
  });
});

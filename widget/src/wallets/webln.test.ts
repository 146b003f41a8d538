import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserWallet } from './webln.ts';

const BOLT11 = 'lnbcrt1invoice';

/** A wallet that answers so, and what it was asked. */
function install(answers: { enable?: () => unknown; sendPayment?: () => unknown } = {}) {
  const asked: string[] = [];
  vi.stubGlobal('webln', {
    isFor: 'this page',
    async enable() {
      asked.push('enable');
      return answers.enable?.();
    },
    sendPayment(this: { isFor: string }, bolt11: string) {
      asked.push(`pay ${bolt11} for ${this.isFor}`);
      return answers.sendPayment?.() ?? { preimage: '00' };
    },
  });
  return asked;
}

const refuse = () => {
  throw new Error('User rejected');
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('browserWallet', () => {
  it.each([undefined, null, 'webln', {}, { enable: () => {} }, { enable: () => {}, sendPayment: 'x' }])(
    'is null where webln is %j',
    (webln) => {
      vi.stubGlobal('webln', webln);
      expect(browserWallet()).toBeNull();
    },
  );

  it('asks for leave, then pays exactly the invoice', async () => {
    const asked = install();
    expect(await browserWallet()?.pay(BOLT11)).toBe(true);
    expect(asked).toEqual(['enable', `pay ${BOLT11} for this page`]);
  });

  it('does not pay where the customer gives no leave', async () => {
    const asked = install({ enable: refuse });
    expect(await browserWallet()?.pay(BOLT11)).toBe(false);
    expect(asked).toEqual(['enable']);
  });

  it.each([
    ['throws', refuse],
    ['rejects', () => Promise.reject('no route')],
  ])('says that it has not paid where the wallet %s', async (_, sendPayment) => {
    install({ sendPayment });
    expect(await browserWallet()?.pay(BOLT11)).toBe(false);
  });
});

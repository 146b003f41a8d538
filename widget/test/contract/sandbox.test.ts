import { describe, expect, it } from 'vitest';
import { Checkout } from '../../src/checkout.ts';
import type { Phase } from '../../src/checkout-state.ts';
import { createIntent } from '../../src/intent.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { SandboxPin } from '../../src/sandbox/sandbox-pin.ts';
import { FakeClock } from '../fixtures/fake-clock.ts';
import { INPUT, newKey } from './clients.ts';
import { paymentFacts } from './payment-facts.ts';

describe('createSandbox, like the real client with its server', () => {
  paymentFacts(() => {
    const { api, follow, wallet } = createSandbox();
    return {
      api,
      follow,
      pay: async (id, sats) => wallet.pay(id, sats),
      expire: async (id) => wallet.expire(id),
    };
  });
});

describe('Checkout on the sandbox', () => {
  /** A started checkout, and the phases that it went through. */
  function start(pin: SandboxPin | null = null) {
    const clock = new FakeClock();
    const { wallet, ...services } = createSandbox({ clock, pin });
    const intent = createIntent({ server: 'https://sandbox.invalid/', elementId: newKey() }, { clock });
    const checkout = new Checkout({ ...services, intent, input: INPUT, clock });
    const phases: Phase[] = [];
    checkout.subscribe(({ phase }) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    });
    checkout.start();
    const play = (run: (id: string) => void) => run(checkout.state.payment?.id ?? '');
    return { checkout, clock, phases, wallet, play };
  }

  it('goes from press to paid, by way of processing', async () => {
    const { clock, phases, wallet, play } = start();
    await clock.advance(1_000);
    play(wallet.process);
    await clock.advance(2_000);
    expect(phases).toEqual(['creating', 'awaiting', 'processing', 'settled']);
    expect(clock.pending).toBe(0);
  });

  it('expires, is renewed, and is paid', async () => {
    const { checkout, clock, phases, wallet, play } = start();
    await clock.advance(3_600_000);
    checkout.renew();
    await clock.advance(1_000);
    expect(checkout.state.secondsLeft).toBe(3599);
    play(wallet.pay);
    await clock.advance(0);
    expect(phases).toEqual(['creating', 'awaiting', 'expired', 'creating', 'awaiting', 'settled']);
  });

  it('asks for the remainder of what was paid in part', async () => {
    const { checkout, clock, wallet, play } = start();
    await clock.advance(0);
    play(wallet.underpay);
    await clock.advance(0);
    expect(checkout.state).toMatchObject({
      phase: 'awaiting',
      payment: { flags: ['underpaid'], invoice: { amountSats: 25_000 } },
    });
  });

  it('fails for good where the invoice is invalid', async () => {
    const { checkout, clock, wallet, play } = start();
    await clock.advance(0);
    play(wallet.fail);
    await clock.advance(0);
    expect(checkout.state).toMatchObject({ phase: 'failed', error: { code: 'payment_invalid' } });
  });

  it.each(['creating', 'awaiting', 'processing', 'settled', 'expired', 'failed'] as const)(
    'stays in "%s" where that is pinned',
    async (pin) => {
      const { checkout, clock } = start(pin);
      await clock.advance(0);
      expect(checkout.state.phase).toBe(pin);
      await clock.advance(2 * 3_600_000);
      expect(checkout.state.phase).toBe(pin);
      checkout.cancel();
      expect(clock.pending).toBe(0);
    },
  );

  it('goes back to "expired" after a renewal where that is pinned', async () => {
    const { checkout, clock, phases } = start('expired');
    await clock.advance(0);
    checkout.renew();
    await clock.advance(0);
    expect(phases).toEqual(['creating', 'awaiting', 'expired', 'creating', 'awaiting', 'expired']);
  });
});

import { emulateMedia } from '@web/test-runner-commands';
import type axe from 'axe-core';
import { expect } from 'chai';
import { PHASES, type Phase } from '../../src/checkout-state.ts';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, codeOf, inside, mount, TAG, until } from './mount.ts';

const AXE = '/axe.js';
await import(AXE);
const { axe: checker } = window as unknown as { axe: typeof axe };

/** Brings a checkout into a phase. A phase without a case is a type error. */
async function reach(phase: Phase, element: LightningPay, server: FakeServer): Promise<void> {
  if (phase === 'creating') server.answer = 'hold';
  if (phase === 'failed') server.answer = { status: 503, code: 'gateway_unavailable' };
  if (phase === 'idle') return;
  inside(element, '.pay').click();
  if (phase === 'creating') return announced(element, 'Getting your invoice');
  if (phase === 'failed') return announced(element, 'did not answer');
  await announced(element, 'Waiting for payment');
  if (phase === 'awaiting') return;
  const status = phase satisfies 'processing' | 'settled' | 'expired';
  const words = { processing: 'Payment seen', settled: 'Paid', expired: 'has expired' };
  server.push(
    status === 'settled' ? fixtures.settled : { ...fixtures.awaiting, status, version: 4, invoice: null },
  );
  await announced(element, words[status]);
}

/** What axe finds wrong: rule and markup. */
async function violations(element: LightningPay): Promise<string[]> {
  const { violations: found } = await checker.run(element, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { region: { enabled: false } }, // a page has landmarks, a part of one has not
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
}

describe('axe', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
    document.documentElement.lang = 'en';
    document.title = 'Shop';
  });
  afterEach(async () => {
    await clean();
    server.remove();
    document.documentElement.dir = 'ltr';
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const direction of ['ltr', 'rtl']) {
      for (const phase of PHASES) {
        it(`finds nothing in ${phase}, ${colorScheme}, ${direction}`, async () => {
          await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          document.documentElement.dir = direction;
          const element = await mount(TAG);
          await reach(phase, element, server);
          expect(await violations(element)).to.deep.equal([]);
        });
      }
    }

    it(`finds nothing in the question for the amount, before and after a refusal, ${colorScheme}`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const display of ['modal', 'inline']) {
        const element = await mount(TAG.replace('amount="50"', `suggestions="20,50" display="${display}"`));
        inside(element, '.pay').click();
        await until(() => element.shadowRoot?.querySelectorAll('.chip').length === 2);
        expect(await violations(element)).to.deep.equal([]);
        inside(element, '[type="submit"]').click();
        await until(() => element.shadowRoot?.querySelector('[aria-invalid]') !== null);
        expect(await violations(element)).to.deep.equal([]);
        await clean();
      }
    });

    it(`finds nothing inline, waiting and paid, ${colorScheme}`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const element = await mount(TAG.replace('amount', 'display="inline" amount'));
      expect(await violations(element)).to.deep.equal([]);
      inside(element, '.pay').click();
      await announced(element, 'Waiting for payment');
      expect(await violations(element)).to.deep.equal([]);
      server.push(fixtures.settled);
      await announced(element, 'Paid');
      expect(await violations(element)).to.deep.equal([]);
    });

    it(`finds nothing in Arabic, ${colorScheme}`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const element = await mount(TAG.replace('amount', 'lang="ar" amount'));
      inside(element, '.pay').click();
      await until(() => codeOf(element) !== null);
      const { direction } = getComputedStyle(inside(element, 'dialog'));
      expect([direction, inside(element, 'dialog').lang]).to.deep.equal(['rtl', 'ar']);
      expect(await violations(element)).to.deep.equal([]);
    });
  }
});

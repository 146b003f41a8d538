import { emulateMedia } from '@web/test-runner-commands';
import type axe from 'axe-core';
import { expect } from 'chai';
import { PHASES, type Phase } from '../../src/checkout-state.ts';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer, fixtures } from './fake-server.ts';
import { announced, clean, inside, mount } from './mount.ts';

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

describe('axe', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const direction of ['ltr', 'rtl']) {
      for (const phase of PHASES) {
        it(`finds nothing in ${phase}, ${colorScheme}, ${direction}`, async () => {
          await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          document.documentElement.lang = 'en';
          document.documentElement.dir = direction;
          document.title = 'Shop';
          const server = new FakeServer();
          const element = await mount(
            `<lightning-pay amount="50" server="${location.origin}"></lightning-pay>`,
          );
          await reach(phase, element, server);
          const { violations } = await checker.run(element, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            rules: { region: { enabled: false } }, // a page has landmarks, a part of one has not
          });
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).to.deep.equal(
            [],
          );
          await clean();
          server.remove();
        });
      }
    }
  }
});

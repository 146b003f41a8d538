import type { FollowPayment } from './follow-payment.ts';
import { lateFollow } from './late-follow.ts';
import { loadChunk } from './lazy-chunk.ts';
import { createPaymentApi, type PaymentApi } from './payment-api.ts';

/** Whom a checkout deals with: a server, or what plays one. */
export interface Services {
  readonly api: PaymentApi;
  readonly follow: FollowPayment;
}

/** The chunk that comes once the code is on the screen. */
export type Companion = typeof import('./companion.ts');

/** A page that is hidden paints nothing, and must not wait for it. */
const PAINT_MS = 100;

/** Loads it, once what was just drawn is on the screen; costs nothing once it is there. */
export async function loadCompanion(): Promise<Companion> {
  await new Promise((painted) => {
    requestAnimationFrame(painted);
    setTimeout(painted, PAINT_MS);
  });
  return loadChunk('companion', () => import('./companion.ts'));
}

/** The services of a server. */
export function serverServices(server: URL): Services {
  const api = createPaymentApi({ server });
  const load = async () => (await loadCompanion()).createPaymentStream({ server, api });
  return { api, follow: lateFollow(load, api) };
}

import type { CheckoutSettings } from './checkout-host.ts';
import { lateFollow } from './late-follow.ts';
import { loadChunk } from './lazy-chunk.ts';
import { createPaymentApi } from './payment-api.ts';
import type { Services } from './services.ts';

/** The chunk that comes once the code is on the screen. */
export type Companion = typeof import('./companion.ts');

/** Loads it; costs nothing once it is there. */
export const loadCompanion = (): Promise<Companion> => loadChunk('companion', () => import('./companion.ts'));

/** The services that a tag asks for. */
export async function loadServices(
  { sandbox, nodeId }: Pick<CheckoutSettings, 'sandbox' | 'nodeId'>,
  server: URL,
): Promise<Services> {
  const services = serverServices(server);
  if (sandbox === null && !nodeId) return services;
  const { specialServices } = await loadChunk('more', () => import('./special-services.ts'));
  return specialServices({ sandbox, nodeId }, services);
}

/** The services of a server. */
function serverServices(server: URL): Services {
  const api = createPaymentApi({ server });
  const load = async () => (await loadCompanion()).createPaymentStream({ server, api });
  return { api, follow: lateFollow(load, api) };
}

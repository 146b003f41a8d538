import type { CheckoutSettings } from './checkout-host.ts';
import { loadChunk } from './lazy-chunk.ts';
import type { Services } from './services.ts';

/**
 * The services of a tag that wants more than its server: a sandbox in its place, or invoices that one node has signed.
 * The source of the chunk "more", which spares all others the addresses of its own chunks.
 */
export async function specialServices(
  { sandbox, nodeId }: Pick<CheckoutSettings, 'sandbox' | 'nodeId'>,
  services: Services,
): Promise<Services> {
  if (sandbox !== null) {
    const { sandboxServices } = await loadChunk('sandbox', () => import('./sandbox/services.ts'));
    return sandboxServices(sandbox);
  }
  if (!nodeId) return services;
  const { signedServices } = await loadChunk('node-id', () => import('./signed-services.ts'));
  return signedServices(services, nodeId);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientSecrets } from '../payments/ports.ts';

/**
 * Builds the client secrets.
 *
 * @param appSecrets One or two, the newest first: it signs, both verify.
 */
export function createClientSecrets(appSecrets: readonly string[]): ClientSecrets {
  const derive = (secret: string, id: string) =>
    `${id}_secret_${createHmac('sha256', secret).update(id).digest('base64url')}`;
  const [newest] = appSecrets;
  if (newest === undefined)
    throw new RangeError('an app secret is needed: without one every client secret is known');
  return {
    issue: (id) => derive(newest, id),
    matches(id, presented) {
      const given = Buffer.from(presented);
      let matched = false;
      for (const secret of appSecrets) {
        const wanted = Buffer.from(derive(secret, id));
        // Every secret is compared, so that time does not tell which one matched.
        if (given.length === wanted.length && timingSafeEqual(given, wanted)) matched = true;
      }
      return matched;
    },
  };
}

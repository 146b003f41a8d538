import { createHmac, timingSafeEqual } from 'node:crypto';

/** Derives and checks the capability that a page holds for its payment. It is never stored. */
export interface ClientSecrets {
  /** `<id>_secret_` + base64url(HMAC-SHA256(APP_SECRET, id)). */
  issue(paymentId: string): string;
  /** Whether a presented secret belongs to this payment, in constant time; both secrets hold during rotation. */
  matches(paymentId: string, presented: string): boolean;
}

/**
 * Builds the client secrets.
 *
 * @param appSecrets One or two, the newest first: it signs, both verify.
 */
export function createClientSecrets(appSecrets: readonly [string, ...string[]]): ClientSecrets {
  const derive = (secret: string, id: string) =>
    `${id}_secret_${createHmac('sha256', secret).update(id).digest('base64url')}`;
  return {
    issue: (id) => derive(appSecrets[0], id),
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

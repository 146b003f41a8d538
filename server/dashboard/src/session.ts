import type { Access, MerchantApi } from './merchant-api.ts';
import type { ServerFacts } from './wire/server-facts.ts';

/** One log-in: it lasts as long as the page does, and is kept nowhere. */
export interface Session {
  readonly api: MerchantApi;
  readonly access: Access;
  readonly server: ServerFacts;
}
